-- A person may be read by id, not only by one of their sentences; and a name and a birth date may be erased:
-- squawk-ignore-file ban-drop-not-null
alter table person_reads alter column sentence_id drop not null;
create index person_reads_newest on person_reads (person_id, id);

-- Erased after the retention of its record class: the row stays, because cases refer to it.
alter table persons add column erased_at timestamptz;
alter table persons alter column birth_date drop not null;
alter table persons add constraint persons_erased check ((erased_at is null) = (birth_date is not null));

-- What persons ask about their own data, with the clock of the law (UU 27/2022 art. 30, 32).
create table data_requests (
    id uuid primary key,
    person_id uuid not null,
    kind text not null check (kind in ('access', 'correction', 'erasure', 'objection')),
    made_by text not null check (made_by in ('person', 'guardian', 'representative')),
    identity_check text not null check (
        identity_check in ('identity_card', 'family_card', 'known_in_person', 'power_of_attorney')
    ),
    document text not null check (length(document) between 1 and 100),
    received_at timestamptz not null,
    due_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'answered', 'refused')),
    recorded_by text not null,
    recorded_at timestamptz not null,
    settled_at timestamptz,
    settled_by text,
    answer_document text check (length(answer_document) between 1 and 100),
    reason text check (length(reason) between 3 and 1000),
    article text check (length(article) between 5 and 100),
    check (due_at > received_at),
    check (received_at <= recorded_at),
    check ((state = 'open') = (settled_at is null)),
    check ((state = 'open') = (settled_by is null and answer_document is null)),
    constraint data_requests_refused_by_an_article check (
        (state = 'refused') = (reason is not null and article is not null)
    )
);
create index data_requests_person_id on data_requests (person_id);
create index data_requests_open on data_requests (due_at) where state = 'open';

-- Up to which day each record class was looked through.
create table retention_runs (
    record_class text primary key,
    done_on date
);

-- A name or a birth date is corrected: one person proposes, another decides. A row of these tables goes with the person's name.
create table person_corrections (
    id uuid primary key,
    person_id uuid not null,
    name text check (length(name) between 1 and 200),
    birth_date date check (birth_date between date '1900-01-01' and date '2200-01-01'),
    reason text not null check (length(reason) between 3 and 1000),
    document text not null check (length(document) between 1 and 100),
    state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    constraint person_corrections_two_persons check (decided_by <> proposed_by),
    check (name is not null or birth_date is not null),
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null))
);
create unique index person_corrections_one_open on person_corrections (person_id) where state = 'proposed';
create index person_corrections_person_id on person_corrections (person_id);

-- Decisions of the past that were made by a birth date since corrected. Nothing judges them anew by itself.
create table decision_doubts (
    id uuid primary key,
    correction_id uuid not null references person_corrections (id) on delete cascade,
    subject_id uuid not null,
    was text not null,
    would_be text not null,
    raised_at timestamptz not null,
    settled_at timestamptz,
    settled_by text,
    document text check (length(document) between 1 and 100),
    note text check (length(note) between 3 and 1000),
    check ((settled_at is null) = (settled_by is null and document is null and note is null))
);
create index decision_doubts_correction_id on decision_doubts (correction_id);
create index decision_doubts_open on decision_doubts (id) where settled_at is null;
