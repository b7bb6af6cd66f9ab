-- Who was registered by number in training and is known by the NIK since. A skill may come later under the old id.
create table person_joins (
    old_person_id uuid primary key,
    person_id uuid not null,
    heard_at timestamptz not null,
    check (old_person_id <> person_id)
);
create index person_joins_person_id on person_joins (person_id);
