-- What supervisors' phones sent: what the phone's clocks said, what was made of it, and when it came. A row without
-- `fact_version` was refused. No key to the session: one that is cancelled leaves its table, and what was said of it stays.
create table field_entries (
    id uuid primary key check (uuid_extract_version(id) = 7),
    subject text not null check (length(subject) between 1 and 200),
    session_id uuid not null,
    sentence_id uuid not null references sentences (id),
    kind text not null check (kind in ('arrived', 'left', 'absent')),
    outcome text references outcome_codes (code),
    reason text check (length(reason) between 1 and 1000),
    safety_gear boolean,
    work_quality text check (work_quality in ('good', 'sufficient', 'poor')),
    behaviour text check (behaviour in ('good', 'sufficient', 'poor')),
    accompanied_by text check (accompanied_by in ('guardian', 'counsellor', 'both', 'nobody')),
    device_at timestamptz not null,
    offset_ms bigint not null,
    offset_age_s integer not null check (offset_age_s >= 0),
    monotonic_ms bigint not null check (monotonic_ms >= 0),
    clock_run uuid not null,
    latitude double precision check (latitude between -90 and 90),
    longitude double precision check (longitude between -180 and 180),
    accuracy_m integer check (accuracy_m >= 0),
    place_age_s integer check (place_age_s >= 0),
    app_version text not null check (length(app_version) between 1 and 40),
    at timestamptz not null,
    received_at timestamptz not null,
    recorded_late boolean not null,
    clock_apart_s bigint not null check (clock_apart_s >= 0),
    fact_version bigint check (fact_version > 0),
    check ((kind = 'arrived') = (outcome is null)),
    check ((latitude is null) = (longitude is null)),
    check ((accuracy_m is null) = (place_age_s is null)),
    constraint field_entries_late check (recorded_late = (received_at - at > interval '10 minutes')),
    constraint field_entries_not_in_future check (fact_version is null or at <= received_at)
);
-- A session has one arrival and one end, by whatever phone.
create unique index field_entries_one_arrival on field_entries (session_id) where fact_version is not null and kind = 'arrived';
create unique index field_entries_one_end on field_entries (session_id) where fact_version is not null and kind <> 'arrived';
create index field_entries_session_id on field_entries (session_id);
create index field_entries_sentence_id on field_entries (sentence_id);
create index field_entries_outcome on field_entries (outcome);
create index field_entries_clock_run on field_entries (clock_run);

-- Who left was there, and who was absent was not: as the table of outcomes says.
create function field_entry_outcome_fits() returns trigger
language plpgsql
as $$
begin
    if (select attended from outcome_codes where code = new.outcome) is distinct from (new.kind = 'left') then
        raise exception 'entry % of kind % has the outcome %', new.id, new.kind, new.outcome
            using errcode = 'check_violation', constraint = 'field_entries_outcome_fits';
    end if;
    return new;
end
$$;
create trigger field_entries_outcome_fits before insert on field_entries
for each row when (new.outcome is not null) execute function field_entry_outcome_fits();

-- It stays as it came: a refused one may be recorded later, once; words and places are erased after their retention.
create function field_entry_stays() returns trigger
language plpgsql
as $$
declare
    may_change text [] := array['fact_version', 'reason', 'latitude', 'longitude'];
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - may_change = to_jsonb(old) - may_change
        and (old.fact_version is null or new.fact_version = old.fact_version)
        and (new.reason is not distinct from old.reason or (old.reason is not null and new.reason = '(dihapus)'))
        and ((new.latitude, new.longitude) is not distinct from (old.latitude, old.longitude) or new.latitude is null) then
        return new;
    end if;
    raise exception 'entry % is as it was sent', old.id using errcode = 'insufficient_privilege';
end
$$;
create trigger field_entries_stay before update or delete on field_entries
for each row execute function field_entry_stays();

-- Why an entry was refused, until somebody has settled it. `recorded`: it was sent again and could be recorded then.
create table field_refusals (
    entry_id uuid primary key references field_entries (id),
    slug text not null check (length(slug) between 1 and 100),
    detail_id text not null check (length(detail_id) between 1 and 2000),
    detail_en text not null check (length(detail_en) between 1 and 2000),
    rule text,
    article text,
    refused_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'recorded', 'discarded', 'proposed')),
    settled_by text,
    settled_at timestamptz,
    note text check (length(note) between 3 and 1000),
    correction_id uuid references attendance_corrections (id),
    check ((state = 'open') = (settled_at is null)),
    check ((settled_at is null) = (settled_by is null)),
    constraint field_refusals_discarded_with_a_reason check ((state = 'discarded') = (note is not null)),
    constraint field_refusals_proposed_as check ((state = 'proposed') = (correction_id is not null))
);
create index field_refusals_open on field_refusals (refused_at) where state = 'open';
create index field_refusals_correction_id on field_refusals (correction_id);

create function field_refusal_stays() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and new.entry_id = old.entry_id and new.refused_at = old.refused_at and (
        old.state = 'open' or (
            to_jsonb(new) - 'note' = to_jsonb(old) - 'note'
            and (new.note is not distinct from old.note or (old.note is not null and new.note = '(dihapus)'))
        )
    ) then
        return new;
    end if;
    raise exception 'refusal % is settled', old.entry_id using errcode = 'insufficient_privilege';
end
$$;
create trigger field_refusals_stay before update or delete on field_refusals
for each row execute function field_refusal_stays();
