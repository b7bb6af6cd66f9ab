-- New columns are filled before anybody needs them:
-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default, ban-drop-default

-- The pass rule as data. What was opened before keeps what it was opened with: one component, all sessions, any number of attempts.
create function total_of(weights integer []) returns bigint
language sql immutable
as $$ select coalesce(sum(weight), 0) from unnest(weights) as weight $$;

create function all_within(figures integer [], lowest integer, highest integer) returns boolean
language sql immutable
as $$ select coalesce(bool_and(figure between lowest and highest), false) from unnest(figures) as figure $$;

alter table programmes add column attendance_basis text not null default 'all';
alter table programmes add constraint programmes_attendance_basis check (attendance_basis in ('all', 'since_joined'));
alter table programmes add column min_share integer not null default 0;
alter table programmes add constraint programmes_min_share check (min_share between 0 and 100);
alter table programmes add column max_attempts integer;
alter table programmes add constraint programmes_max_attempts check (max_attempts between 1 and 100);
alter table programmes add column component_names text [] not null default '{score}';
alter table programmes add column component_weights integer [] not null default '{100}';
alter table programmes add column component_minima integer [] not null default '{0}';
alter table programmes add constraint programmes_components check (
    cardinality(component_names) between 1 and 20
    and cardinality(component_weights) = cardinality(component_names)
    and cardinality(component_minima) = cardinality(component_names)
    and all_within(component_weights, 1, 100) and all_within(component_minima, 0, 100)
    and total_of(component_weights) = 100
);

-- A session may be cancelled while nothing is recorded of it, and another one may make up for it. Those are numbered from 401.
alter table sessions add column makes_up_for integer;
alter table sessions add column cancelled_at timestamptz;
alter table sessions add column cancelled_by text;
alter table sessions add column cancelled_for text;
alter table sessions add constraint sessions_cancelled_for check (
    cancelled_for in ('instructor', 'institution', 'security', 'weather', 'holiday', 'materials', 'other')
);
alter table sessions add constraint sessions_cancelled check (
    num_nonnulls(cancelled_at, cancelled_by, cancelled_for) in (0, 3)
);
alter table sessions add constraint sessions_make_up check (
    (number > 400) = (makes_up_for is not null) and makes_up_for between 1 and 400
);
alter table sessions add constraint sessions_made_up foreign key (programme_id, makes_up_for)
references sessions (programme_id, number);
create index sessions_make_ups on sessions (programme_id, makes_up_for) where makes_up_for is not null;
create index sessions_cancelled_ones on sessions (programme_id, number) where cancelled_at is not null;

-- Who teaches, and who accompanies children, by name: they come and go, and the row stays.
create table officials (
    id uuid primary key,
    programme_id uuid not null references programmes (id),
    duty text not null check (duty in ('instructor', 'companion')),
    name text not null check (length(name) between 1 and 200),
    account text check (length(account) between 1 and 200),
    office text check (length(office) between 3 and 200),
    starts_on date not null,
    ends_on date,
    named_by text not null,
    named_at timestamptz not null,
    ended_by text,
    ended_at timestamptz,
    reason text check (length(reason) between 3 and 500),
    erased_at timestamptz,
    check (ends_on >= starts_on),
    constraint officials_ended check (num_nonnulls(ends_on, ended_by, ended_at, reason) in (0, 4))
);
create index officials_of_programme on officials (programme_id, id);
create unique index officials_once on officials (programme_id, duty, lower(name)) where ends_on is null;

-- A private body (lembaga pelatihan) that teaches, with its accreditation (PP 58/2022). One at a time; the rows before it stay.
create table training_bodies (
    id uuid primary key,
    programme_id uuid not null references programmes (id),
    name text not null check (length(name) between 3 and 200),
    accreditation_number text not null check (length(accreditation_number) between 1 and 100),
    issuer text not null check (length(issuer) between 3 and 200),
    valid_from date not null,
    valid_until date not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    replaced_at timestamptz,
    withdrawn_on date,
    withdrawn_by text,
    withdrawn_at timestamptz,
    check (valid_until >= valid_from),
    constraint training_bodies_withdrawn check (num_nonnulls(withdrawn_on, withdrawn_by, withdrawn_at) in (0, 3))
);
create index training_bodies_of_programme on training_bodies (programme_id, recorded_at);
create unique index training_bodies_one on training_bodies (programme_id) where replaced_at is null;

create function body_accredited() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from programmes as p where p.id = new.programme_id
        and (p.starts_on < new.valid_from or p.ends_on > new.valid_until)
    ) then
        raise exception 'the accreditation does not cover programme %', new.programme_id
            using errcode = 'check_violation', constraint = 'training_bodies_cover';
    end if;
    return new;
end
$$;
create trigger training_bodies_cover before insert on training_bodies
for each row execute function body_accredited();

-- What a coordinator decided about a course whose agreement no longer carries it.
create table programme_decisions (
    id uuid primary key,
    programme_id uuid not null references programmes (id),
    decision text not null check (decision in ('continue', 'end')),
    reason text not null check (length(reason) between 3 and 500),
    decided_by text not null,
    decided_at timestamptz not null
);
create index programme_decisions_newest on programme_decisions (programme_id, decided_at);
create trigger programme_decisions_only_grow before update or delete on programme_decisions
for each row execute function only_grows();
