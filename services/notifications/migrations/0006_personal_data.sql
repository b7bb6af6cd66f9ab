-- Who read whose personal data, when and for what.
create table person_reads (
    id uuid primary key,
    person_id uuid not null,
    reader text not null,
    organisation_id uuid,
    purpose text not null check (length(purpose) between 3 and 200),
    read_at timestamptz not null
);
create index person_reads_newest on person_reads (person_id, id);
create function only_grows() returns trigger
language plpgsql
as $$
begin
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger person_reads_only_grow before update or delete on person_reads
for each row execute function only_grows();

-- Erased after the retention of its record class: the row stays, because messages and circulars refer to it.
alter table recipients add column erased_at timestamptz;
alter table recipients add constraint recipients_erased check (erased_at is null or (email is null and not active));

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

-- Failures to protect personal data, of any service, with the clock of their notice (UU 27/2022 art. 46).
create table data_breaches (
    id uuid primary key,
    found_at timestamptz not null,
    due_at timestamptz not null,
    services text [] not null check (
        cardinality(services) > 0
        and services <@ array['agreements', 'training', 'community_service', 'notifications', 'other']
    ),
    data text [] not null check (
        cardinality(data) > 0
        and data <@ array['identity', 'contact', 'criminal_record', 'child', 'health', 'whereabouts', 'credentials']
    ),
    persons integer not null check (persons >= 0),
    cause text not null check (length(cause) between 3 and 2000),
    measures text not null check (length(measures) between 3 and 2000),
    recorded_by text not null,
    recorded_at timestamptz not null,
    check (due_at > found_at),
    check (found_at <= recorded_at)
);

-- Who was told, when and by which letter. Each once: a second letter is a matter of the file.
create table data_breach_notices (
    breach_id uuid not null references data_breaches (id),
    told text not null check (told in ('persons', 'authority')),
    told_at timestamptz not null,
    document text not null check (length(document) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (breach_id, told),
    check (told_at <= recorded_at)
);
