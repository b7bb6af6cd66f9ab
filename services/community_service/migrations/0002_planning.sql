-- What a site says about its days and its work.
alter table sites add column works_on_holidays boolean not null default false;

create table site_closed_days (
    site_id uuid not null references sites (id),
    on_date date not null,
    reason text not null check (length(reason) between 1 and 200),
    primary key (site_id, on_date)
);

create table site_skills (
    site_id uuid not null references sites (id),
    skill text not null check (length(skill) between 1 and 200),
    required boolean not null,
    primary key (site_id, skill)
);

-- Personal data, apart from the facts: where a person comes from (an area, not an address) and when they cannot serve.
create table person_homes (
    person_id uuid primary key references persons (person_id),
    latitude double precision not null check (latitude between -90 and 90),
    longitude double precision not null check (longitude between -180 and 180)
);

create table blocked_times (
    id uuid primary key,
    person_id uuid not null references persons (person_id),
    kind text not null check (kind in ('work', 'school', 'worship', 'care', 'other')),
    weekday integer check (weekday between 1 and 7),
    starts_on date,
    ends_on date,
    starts time not null,
    ends time not null,
    check (ends > starts),
    check (ends_on >= starts_on),
    check ((starts_on is null) = (ends_on is null)),
    check (weekday is not null or starts_on is not null)
);
create index blocked_times_person_id on blocked_times (person_id);

-- Proposals. `basis` is what they were made from: a plan is confirmed as long as it is still so.
create table plans (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    state text not null check (state in ('proposed', 'impossible', 'confirmed')),
    made_by text not null,
    made_at timestamptz not null,
    basis jsonb not null,
    answer jsonb not null,
    confirmed_by text,
    confirmed_at timestamptz,
    check ((state = 'confirmed') = (confirmed_at is not null and confirmed_by is not null))
);
create index plans_sentence_id on plans (sentence_id, id);

-- A session that was cancelled before it began; its seat, its time and its minutes are free again.
create table cancelled_sessions (
    id uuid primary key,
    placement_id uuid not null references placements (id),
    sentence_id uuid not null references sentences (id),
    site_id uuid not null references sites (id),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    cause text not null check (cause in ('replanned', 'ended', 'site', 'person', 'weather', 'other')),
    reason text check (length(reason) between 1 and 1000),
    cancelled_by text not null,
    cancelled_at timestamptz not null
);
create index cancelled_sessions_sentence_id on cancelled_sessions (sentence_id);
create index cancelled_sessions_placement_id on cancelled_sessions (placement_id);
create index cancelled_sessions_site_id on cancelled_sessions (site_id);

-- Will it be done in time? Looked at anew every local day, and as soon as anything about it changes.
create table forecasts (
    sentence_id uuid primary key references sentences (id),
    due_on date not null default date '2000-01-01',
    pace text check (pace in ('on_pace', 'at_risk', 'cannot_finish')),
    scheduled_minutes integer,
    schedulable_minutes integer,
    short_minutes integer,
    made_at timestamptz,
    check ((pace is null) = (made_at is null)),
    check ((pace = 'cannot_finish') = (short_minutes > 0))
);
create index forecasts_due_on on forecasts (due_on, sentence_id);
insert into forecasts (sentence_id) select id from sentences;

create function begin_forecast() returns trigger
language plpgsql
as $$
begin
    insert into forecasts (sentence_id) values (new.id);
    return null;
end
$$;
create trigger sentences_begin_forecast after insert on sentences
for each row execute function begin_forecast();

create function forecast_again() returns trigger
language plpgsql
as $$
begin
    update forecasts set due_on = date '2000-01-01'
    where due_on > date '2000-01-01'
    and sentence_id = case when tg_op = 'DELETE' then old.sentence_id else new.sentence_id end;
    return null;
end
$$;
create trigger sessions_forecast_again after insert or update or delete on sessions
for each row execute function forecast_again();

create function forecast_again_sentence() returns trigger
language plpgsql
as $$
begin
    update forecasts set due_on = date '2000-01-01' where due_on > date '2000-01-01' and sentence_id = new.id;
    return null;
end
$$;
create trigger sentences_forecast_again after update on sentences
for each row execute function forecast_again_sentence();

create function forecast_again_at_site() returns trigger
language plpgsql
as $$
begin
    update forecasts set due_on = date '2000-01-01' where due_on > date '2000-01-01' and sentence_id in (
        select sentence_id from sessions where site_id = new.id and state = 'scheduled'
    );
    return null;
end
$$;
create trigger sites_forecast_again after update of state on sites
for each row when (old.state is distinct from new.state) execute function forecast_again_at_site();
