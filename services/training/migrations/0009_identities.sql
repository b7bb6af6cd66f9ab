-- The columns are filled before anybody needs them:
-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default
-- Who was registered by number and is known by the NIK since: the person's id before, and the one since. Reads that were logged
-- under the old id stay there; this table leads to them.
create table person_joins (
    old_person_id uuid primary key,
    person_id uuid not null,
    participant_id uuid not null references participants (id),
    document text not null check (length(document) between 1 and 100),
    joined_by text not null,
    joined_at timestamptz not null,
    check (old_person_id <> person_id)
);
create index person_joins_person_id on person_joins (person_id);
create index person_joins_participant_id on person_joins (participant_id);

-- Of a person, not only of one entry in a register: two entries of one person hold no two places in one course.
create unique index enrolments_person_once on enrolments (programme_id, person_id)
where state in ('waitlisted', 'confirmed');

-- Registered while another institution had the person too: a transfer or a release was not written down there.
alter table participants add column second_register boolean not null default false;
update participants as p set second_register = true
where exists (select from participants as o where o.person_id = p.person_id and o.id < p.id);
create index participants_second_register on participants (person_id) where second_register and state = 'held';
