-- What was promised in work plans of cooperation agreements (PKS), the latest version of each. Nothing refers to agreements:
-- their facts may come later.
create table obligations (
    id uuid primary key,
    agreement_id uuid not null,
    agency_id uuid not null,
    institution_id uuid not null,
    owed_by uuid not null,
    quantity bigint not null check (quantity > 0),
    unit text not null check (length(unit) between 1 and 40),
    done bigint not null check (done >= 0),
    due_on date not null,
    state text not null,
    version bigint not null
);
create index obligations_agency_id on obligations (agency_id, id);
create index obligations_institution_id on obligations (institution_id, id);
create index obligations_agreement_id on obligations (agreement_id);

alter table loans add constraint loans_of_known_obligation foreign key (obligation_id) references obligations (id) not valid;
alter table loans validate constraint loans_of_known_obligation;
