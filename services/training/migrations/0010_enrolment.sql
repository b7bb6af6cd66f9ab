-- New columns are null, or filled at once:
-- squawk-ignore-file adding-field-with-default, adding-not-nullable-field

-- Entry may ask for the level of an earlier course; without one any level will do.
alter table programmes add column prior_level text;
alter table programmes add constraint programmes_prior_level check (
    prior_level is null
    or (prior_level in ('basic', 'intermediate', 'advanced') and prior_skill is not null)
);

-- The institution's open programmes, for whoever looks for one.
create index programmes_open on programmes (institution_id, id) where state = 'open';

-- A plan is made of all courses of a person.
create index enrolments_person_id on enrolments (person_id, state);
create index sessions_starts_at on sessions (starts_at);

-- Whoever may not take part when a place is free is passed over: since when and why, as refusals. They keep their ticket.
alter table enrolments add column passed_over_on date;
alter table enrolments add column obstacles jsonb;
alter table enrolments add constraint enrolments_passed_over check (
    (passed_over_on is null) = (obstacles is null) and (passed_over_on is null or state = 'waitlisted')
);
create index enrolments_passed_over_queue on enrolments (programme_id, ticket) where passed_over_on is not null;
create function forget_obstacles() returns trigger
language plpgsql
as $$
begin
    new.passed_over_on := null;
    new.obstacles := null;
    return new;
end
$$;
create trigger enrolments_forget_obstacles before update of state on enrolments
for each row when (new.state <> 'waitlisted') execute function forget_obstacles();

-- Queues to look at again, since something has changed that a place depends on. Rows are only added and taken away, so that
-- nobody who changes such a thing waits for anybody else.
create table queues_due (
    id bigint generated always as identity primary key,
    programme_id uuid not null
);
create index queues_due_programme_id on queues_due (programme_id);

-- On which day a queue was last looked at, for what only time changes: ages, and days that are over.
alter table programmes add column queue_seen_on date;
create index programmes_free_with_queue on programmes (queue_seen_on)
where state = 'open' and waiting > 0 and taken < capacity;

create function programme_changes_queue() returns trigger
language plpgsql
as $$
begin
    insert into queues_due (programme_id) values (new.id);
    return null;
end
$$;
create trigger programmes_queue_due after update on programmes
for each row when (
    new.waiting > 0
    and (new.state, new.capacity, new.min_age, new.max_age, new.prior_skill, new.prior_level, new.risk_levels, new.ends_on)
    is distinct from
    (old.state, old.capacity, old.min_age, old.max_age, old.prior_skill, old.prior_level, old.risk_levels, old.ends_on)
) execute function programme_changes_queue();

create function person_changes_queues() returns trigger
language plpgsql
as $$
begin
    insert into queues_due (programme_id)
    select e.programme_id from enrolments as e where e.person_id = new.person_id and e.state = 'waitlisted';
    return null;
end
$$;
create trigger participants_queues_due after update on participants
for each row when (
    (new.risk_level, new.birth_date, new.institution_id, new.person_id, new.state)
    is distinct from (old.risk_level, old.birth_date, old.institution_id, old.person_id, old.state)
) execute function person_changes_queues();
-- Whoever leaves a course or completes it has its hours free, and perhaps a new skill.
create trigger enrolments_queues_due after update on enrolments
for each row when (
    (old.state = 'confirmed' and new.state <> 'confirmed') or new.person_id <> old.person_id
) execute function person_changes_queues();

create function session_changes_queues() returns trigger
language plpgsql
as $$
declare
    changed uuid := coalesce(new.programme_id, old.programme_id);
begin
    insert into queues_due (programme_id)
    select p.id from programmes as p where p.id = changed and p.waiting > 0
    union
    select w.programme_id from enrolments as c join enrolments as w on w.person_id = c.person_id
    where c.programme_id = changed and c.state = 'confirmed' and w.state = 'waitlisted';
    return null;
end
$$;
create trigger sessions_queues_due after insert or update or delete on sessions
for each row execute function session_changes_queues();
