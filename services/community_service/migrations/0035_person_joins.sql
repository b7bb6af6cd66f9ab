-- squawk-ignore-file ban-drop-constraint
-- Who was registered by number in training and is known by the NIK since. A skill may come later under the old id.
create table person_joins (
    old_person_id uuid primary key,
    person_id uuid not null,
    heard_at timestamptz not null,
    check (old_person_id <> person_id)
);
create index person_joins_person_id on person_joins (person_id);

-- A person may be known here by a skill alone, without a case: what is held of the person can be read nevertheless, and the read is logged.
alter table person_reads drop constraint person_reads_person_id_fkey;
