-- From when to when a person has a place. The moments are those of the facts: whatever gives or ends a place says so in the journal.
alter table enrolments add column confirmed_at timestamptz;
alter table enrolments add column ended_at timestamptz;

update enrolments as e set
    confirmed_at = coalesce(
        (
            select min(j.occurred_at) from journal as j
            where j.key = e.id::text and j.type = 'training.enrolment.confirmed'
        ),
        case when e.ticket is null or e.state in ('confirmed', 'completed', 'failed') then e.enrolled_at end
    ),
    ended_at = (
        select max(j.occurred_at) from journal as j
        where
            j.key = e.id::text and e.state not in ('waitlisted', 'confirmed')
            and j.type in ('training.enrolment.completed', 'training.enrolment.failed', 'training.enrolment.withdrawn')
    );

-- Whose course needs a companion is asked at each recording, and every few seconds.
create index enrolments_children on enrolments (programme_id, confirmed_at) where child and state = 'confirmed';

create function place_follows_fact() returns trigger
language plpgsql
as $$
begin
    if new.data ->> 'state' = 'confirmed' then
        update enrolments set confirmed_at = coalesce(confirmed_at, new.occurred_at) where id = new.key::uuid;
    elsif new.data ->> 'state' <> 'waitlisted' then
        update enrolments set ended_at = coalesce(ended_at, new.occurred_at) where id = new.key::uuid;
    end if;
    return null;
end
$$;
create trigger enrolments_place after insert on journal
for each row when (new.type like 'training.enrolment.%') execute function place_follows_fact();

-- Attendance belongs to the time of the place, and to a session that was held. What stands from before is left, and not counted.
create function attendance_in_time() returns trigger
language plpgsql
as $$
declare
    found record;
begin
    select
        s.cancelled_at is not null as cancelled,
        e.confirmed_at is null or s.ends_at <= e.confirmed_at or coalesce(s.starts_at >= e.ended_at, false) as outside
    into found
    from sessions as s cross join enrolments as e
    where s.programme_id = new.programme_id and s.number = new.session and e.id = new.enrolment_id;
    if found.cancelled then
        raise exception 'session % is cancelled', new.session
            using errcode = 'check_violation', constraint = 'attendance_of_held_session';
    end if;
    if found.outside then
        raise exception 'no place in session %', new.session
            using errcode = 'check_violation', constraint = 'attendance_with_a_place';
    end if;
    return new;
end
$$;
create trigger attendance_in_time before insert on attendance
for each row execute function attendance_in_time();

-- What was corrected after it had been recorded. The reason is erased after its retention, nothing else changes.
create table attendance_corrections (
    id uuid primary key,
    enrolment_id uuid not null,
    session integer not null,
    before text not null check (before in ('present', 'excused', 'absent')),
    after text not null check (after in ('present', 'excused', 'absent')),
    reason text not null check (length(reason) between 3 and 500),
    corrected_by text not null,
    corrected_at timestamptz not null,
    foreign key (enrolment_id, session) references attendance (enrolment_id, session),
    check (before <> after)
);
create index attendance_corrections_of_enrolment on attendance_corrections (enrolment_id, corrected_at);

create function only_reason_goes() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - 'reason' = to_jsonb(old) - 'reason' and new.reason = '(dihapus)' then
        return new;
    end if;
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger attendance_corrections_only_grow before update or delete on attendance_corrections
for each row execute function only_reason_goes();

-- Every attempt at every component, and every correction of an attempt. The last revision of the last attempt counts.
create table assessments (
    enrolment_id uuid not null references enrolments (id),
    component text not null check (length(component) between 1 and 60),
    attempt integer not null check (attempt between 1 and 100),
    revision integer not null default 0 check (revision between 0 and 100),
    score integer not null check (score between 0 and 100),
    reason text check (reason in ('typing_error', 'other_person', 'objection', 'calculation')),
    assessed_by text not null,
    assessed_at timestamptz not null,
    primary key (enrolment_id, component, attempt, revision),
    constraint assessments_reason check ((revision = 0) = (reason is null))
);
create trigger assessments_only_grow before update or delete on assessments
for each row execute function only_grows();
insert into assessments (enrolment_id, component, attempt, score, assessed_by, assessed_at)
select e.id, 'score', 1, e.score, 'migration', coalesce(e.ended_at, e.enrolled_at) from enrolments as e
where e.score is not null;
