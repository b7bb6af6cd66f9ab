-- Every number that an institution has given, also those that were corrected. A person's id may be made from one, so none is given twice.
create table register_numbers (
    institution_id uuid not null,
    register_number text not null check (length(register_number) between 1 and 60),
    participant_id uuid not null references participants (id),
    given_at timestamptz not null,
    given_by text not null,
    replaced_at timestamptz,
    reason text check (length(reason) between 3 and 500),
    constraint register_numbers_given_once primary key (institution_id, register_number),
    check (replaced_at >= given_at)
);
create index register_numbers_participant_id on register_numbers (participant_id);
insert into register_numbers (institution_id, register_number, participant_id, given_at, given_by)
select p.institution_id, p.register_number, p.id, p.registered_at, 'migration' from participants as p
where p.erased_at is null;
