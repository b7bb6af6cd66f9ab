-- What a counsellor reads the names of own cases for, said once a day. Of each reader the latest only: what was read for it
-- stands in person_reads.
create table reading_purposes (
    reader text not null check (length(reader) between 1 and 200),
    organisation_id uuid not null,
    purpose text not null check (length(purpose) between 3 and 200),
    stated_at timestamptz not null,
    primary key (reader, organisation_id)
);
create index reading_purposes_stated_at on reading_purposes (stated_at);
