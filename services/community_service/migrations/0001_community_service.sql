-- An exclusion on (person, time) needs equality in a GiST index. Trusted: no superuser needed.
create extension if not exists btree_gist;

-- What is known of the other services' aggregates; `version` is the one in their stream, so that late facts change nothing.
create table organisations (
    organisation_id uuid primary key,
    code text not null,
    name text not null,
    kind text not null,
    version bigint not null
);
create index organisations_code on organisations (code);

create table agreements (
    agreement_id uuid primary key,
    state text not null,
    scopes text [] not null,
    agency_id uuid not null,
    institution_id uuid not null,
    starts_on date not null,
    ends_on date not null,
    version bigint not null
);

create table accreditations (
    accreditation_id uuid primary key,
    organisation_id uuid not null,
    kind text not null,
    valid_from date not null,
    valid_until date,
    version bigint not null
);
create index accreditations_organisation_id on accreditations (organisation_id, kind);

create table skills (
    enrolment_id uuid primary key,
    person_id uuid not null,
    skill text not null,
    level text not null,
    completed_on date not null,
    version bigint not null
);
create index skills_person_id on skills (person_id);

-- Personal data, apart from the facts. The NIK is not kept: person_id is derived from it with a secret.
create table persons (
    person_id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    birth_date date not null
);

create table sentences (
    id uuid primary key,
    person_id uuid not null references persons (person_id) deferrable initially deferred,
    court_code text not null,
    verdict_number text not null,
    verdict_date date not null,
    prosecutor_code text not null,
    probation_office_code text not null,
    regime text not null check (regime in ('adult', 'child')),
    starts_on date not null,
    ends_on date not null,
    required_minutes integer not null check (required_minutes between 420 and 14400),
    daily_cap_minutes integer not null check (daily_cap_minutes between 60 and 480),
    replaced_prison_days integer not null check (replaced_prison_days >= 0),
    replaced_fine_rupiah bigint not null check (replaced_fine_rupiah >= 0),
    rules_from date not null,
    credited_minutes integer not null default 0,
    state text not null default 'assigned' check (state in ('assigned', 'active', 'completed')),
    fingerprint bytea not null check (length(fingerprint) = 32),
    received_at timestamptz not null,
    constraint sentences_verdict unique (court_code, verdict_number),
    constraint sentences_never_overcredited check (credited_minutes between 0 and required_minutes),
    check ((state = 'completed') = (credited_minutes = required_minutes)),
    check (ends_on >= starts_on),
    check (regime = 'adult' or (required_minutes <= 7200 and daily_cap_minutes <= 180)),
    check (regime = 'child' or required_minutes >= 480)
);
create index sentences_person_id on sentences (person_id);
create index sentences_prosecutor_code on sentences (prosecutor_code, id);
create index sentences_probation_office_code on sentences (probation_office_code, id);

-- The offence, apart: why a verdict was accepted. Criminal record is specific personal data.
create table offences (
    sentence_id uuid primary key references sentences (id),
    offence_date date not null,
    maximum_prison_months integer not null
);

-- Who read whose personal data, when and for what.
create table person_reads (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    person_id uuid not null references persons (person_id),
    reader text not null,
    organisation_id uuid,
    purpose text not null check (length(purpose) between 3 and 200),
    read_at timestamptz not null
);
create index person_reads_person_id on person_reads (person_id, read_at);
create index person_reads_sentence_id on person_reads (sentence_id);

create table sites (
    id uuid primary key,
    agreement_id uuid not null references agreements (agreement_id),
    agency_id uuid not null,
    host_organisation_id uuid,
    name text not null,
    address text not null,
    latitude double precision not null check (latitude between -90 and 90),
    longitude double precision not null check (longitude between -180 and 180),
    activities text [] not null check (cardinality(activities) > 0),
    child_friendly boolean not null check (not child_friendly or host_organisation_id is not null),
    non_commercial boolean not null check (non_commercial),
    state text not null check (state in ('open', 'suspended', 'closed')),
    suspended_by text check (suspended_by in ('agreement', 'coordinator')),
    opened_at timestamptz not null,
    check ((state = 'suspended') = (suspended_by is not null))
);
create index sites_agreement_id on sites (agreement_id);
create index sites_state on sites (state, id);

create table site_slots (
    id uuid primary key,
    site_id uuid not null references sites (id),
    weekday integer not null check (weekday between 1 and 7),
    starts time not null,
    ends time not null,
    capacity integer not null check (capacity between 1 and 500),
    check (ends > starts),
    unique (id, capacity)
);
create index site_slots_site_id on site_slots (site_id);

create table site_supervisors (
    site_id uuid not null references sites (id),
    subject text not null check (length(subject) between 1 and 200),
    primary key (site_id, subject)
);

create table placements (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    site_id uuid not null references sites (id),
    confirmed_by text not null,
    confirmed_at timestamptz not null
);
create index placements_sentence_id on placements (sentence_id);
create index placements_site_id on placements (site_id);

-- The sums of a sentence's day. The cap is the sentence's.
create table case_days (
    sentence_id uuid not null references sentences (id),
    on_date date not null,
    cap_minutes integer not null check (cap_minutes between 60 and 480),
    scheduled_minutes integer not null,
    credited_minutes integer not null default 0,
    primary key (sentence_id, on_date),
    constraint case_days_scheduled_cap check (scheduled_minutes between 0 and cap_minutes),
    constraint case_days_credited_cap check (credited_minutes between 0 and cap_minutes)
);

-- A session with its attendance. A seat of a slot on a date is taken once; a person is at one place at a time.
create table sessions (
    id uuid primary key,
    placement_id uuid not null references placements (id),
    sentence_id uuid not null references sentences (id),
    person_id uuid not null references persons (person_id),
    site_id uuid not null references sites (id),
    slot_id uuid not null,
    slot_capacity integer not null,
    on_date date not null,
    seat integer not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null default 'scheduled' check (state in ('scheduled', 'checked_in', 'recorded', 'signed_off')),
    checked_in_at timestamptz,
    checked_in_by text,
    checked_in_latitude double precision check (checked_in_latitude between -90 and 90),
    checked_in_longitude double precision check (checked_in_longitude between -180 and 180),
    checked_out_at timestamptz,
    checked_out_latitude double precision check (checked_out_latitude between -90 and 90),
    checked_out_longitude double precision check (checked_out_longitude between -180 and 180),
    outcome text check (
        outcome in ('attended_complied', 'attended_failed_to_comply', 'acceptable_absence', 'unacceptable_absence')
    ),
    reason text check (length(reason) <= 1000),
    recorded_by text,
    recorded_at timestamptz,
    signed_off_by text,
    signed_off_at timestamptz,
    foreign key (slot_id, slot_capacity) references site_slots (id, capacity),
    foreign key (sentence_id, on_date) references case_days (sentence_id, on_date),
    constraint sessions_seat unique (slot_id, on_date, seat),
    constraint sessions_seat_within_capacity check (seat between 1 and slot_capacity),
    constraint sessions_one_place_at_a_time exclude using gist (
        person_id with =, tstzrange(starts_at, ends_at) with &&
    ),
    check (ends_at > starts_at),
    check (checked_out_at >= checked_in_at),
    check ((state in ('recorded', 'signed_off')) = (outcome is not null and recorded_by is not null)),
    check ((state = 'signed_off') = (signed_off_by is not null)),
    check (outcome <> 'acceptable_absence' or reason is not null),
    constraint sessions_second_person check (
        signed_off_by is null
        or (signed_off_by <> recorded_by and signed_off_by is distinct from checked_in_by)
    )
);
create index sessions_placement_id on sessions (placement_id);
create index sessions_sentence_id on sessions (sentence_id, on_date);
create index sessions_site_id on sessions (site_id, on_date);

-- The ledger: one entry per session. A sentence's entries sum up to its `credited_minutes`, at commit, always.
create table credits (
    session_id uuid primary key references sessions (id),
    sentence_id uuid not null references sentences (id),
    on_date date not null,
    minutes integer not null check (minutes >= 0),
    credited_at timestamptz not null
);
create index credits_sentence_id on credits (sentence_id);

create function check_ledger() returns trigger
language plpgsql
as $$
declare
    of_sentence uuid := case when tg_table_name = 'credits' then (to_jsonb(new) ->> 'sentence_id')::uuid else (to_jsonb(new) ->> 'id')::uuid end;
begin
    if (select credited_minutes from sentences where id = of_sentence)
        <> (select coalesce(sum(minutes), 0) from credits where sentence_id = of_sentence) then
        raise exception 'the ledger of sentence % does not sum up to its balance', of_sentence
            using errcode = 'integrity_constraint_violation', constraint = 'credits_sum_up';
    end if;
    return null;
end
$$;
create constraint trigger credits_sum_up after insert or update on credits
deferrable initially deferred for each row execute function check_ledger();
create constraint trigger sentences_sum_up after update of credited_minutes on sentences
deferrable initially deferred for each row execute function check_ledger();

-- What was read and what was credited stays: the log and the ledger only ever grow.
create function only_grows() returns trigger
language plpgsql
as $$
begin
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger person_reads_only_grow before update or delete on person_reads
for each row execute function only_grows();
create trigger credits_only_grow before update or delete on credits
for each row execute function only_grows();
