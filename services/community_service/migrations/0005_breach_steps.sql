-- The steps of a breach take the place of two columns for each of them, carried over in the same transaction:
-- squawk-ignore-file ban-drop-column, ban-drop-constraint, ban-drop-not-null, adding-foreign-key-constraint, constraint-missing-not-valid

-- Each step of a breach, and who took it. A new step is a new value of `step`, no new column.
create table breach_steps (
    breach_id uuid not null references breaches (id),
    step text not null check (length(step) between 1 and 40),
    taken_by text not null,
    taken_at timestamptz not null,
    primary key (breach_id, step)
);
insert into breach_steps (breach_id, step, taken_by, taken_at)
select id, 'warned', warned_by, warned_at from breaches
union all
select id, 'proposed', proposed_by, proposed_at from breaches where proposed_by is not null
union all
select id, 'decided', decided_by, decided_at from breaches where decided_by is not null;

-- The checks that name these columns go with them.
alter table breaches drop column warned_by, drop column warned_at, drop column proposed_by, drop column proposed_at,
drop column decided_by, drop column decided_at;
alter table breaches drop constraint breaches_state_check;
alter table breaches add constraint breaches_decision_stated check ((state = 'decided') = (decision is not null));
-- A breach is in no state that nobody has brought it to.
alter table breaches add constraint breaches_step_taken foreign key (id, state)
references breach_steps (breach_id, step) deferrable initially deferred;

create function another_decides() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from breach_steps
        where breach_id = new.breach_id and step = 'proposed' and taken_by = new.taken_by
    ) then
        raise exception 'breach % is decided by whoever proposed it', new.breach_id
            using errcode = 'check_violation', constraint = 'breaches_prosecutor_decides';
    end if;
    return new;
end
$$;
create trigger breaches_prosecutor_decides before insert or update on breach_steps
for each row when (new.step = 'decided') execute function another_decides();

-- Who has done something in a case. None of them resolves an alarm of it. A column that says who did something belongs
-- here or among the exceptions of `test_cases_involved.py`.
create view case_involved as
select sentence_id, checked_in_by as subject from sessions where checked_in_by is not null
union
select sentence_id, recorded_by from sessions where recorded_by is not null
union
select sentence_id, signed_off_by from sessions where signed_off_by is not null
union
select sentence_id, confirmed_by from placements
union
-- Whoever resolves an alarm stays outside the case, also by the correction that follows from it.
select sentence_id, proposed_by from attendance_corrections where alarm_id is null
union
select sentence_id, decided_by from attendance_corrections where decided_by is not null
union
-- The prosecutor decides from outside; every other step is part of the case.
select b.sentence_id, s.taken_by from breach_steps as s
inner join breaches as b on b.id = s.breach_id
where s.step <> 'decided'
union
select c.id, r.subject from declared_relations as r
inner join sentences as c on c.person_id = r.person_id
union
select s.sentence_id, supervisors.subject from site_supervisors as supervisors
inner join sessions as s on s.site_id = supervisors.site_id;

-- A change of a verdict that was entered by hand has no event behind it.
alter table verdict_changes alter column intake_event_id drop not null;
update verdict_changes set intake_event_id = null where intake_event_id like 'http:%';
