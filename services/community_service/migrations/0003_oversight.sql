-- Constraints are replaced by wider ones in the same transaction, and the ledger gets a key of its own:
-- squawk-ignore-file ban-drop-constraint, ban-drop-default, adding-field-with-default, adding-serial-primary-key-field

-- Verdicts change, attendance is corrected, misuse is suspected, and a sentence may be breached: each as a fact, none as an edit.

-- A sentence may also be revoked (by the court) or closed (after a breach). Minutes to repeat come on top of the verdict's.
-- `review` is open when a correction took minutes from a completed sentence: the prosecutor decides.
alter table sentences add column repeat_minutes integer not null default 0 check (repeat_minutes >= 0);
alter table sentences add column review text check (review in ('open', 'stands'));
alter table sentences add column changed_on date;
alter table sentences add column change_number text;
alter table sentences add column terms_on date;
alter table sentences add column terms_number text;
alter table sentences add constraint sentences_changes check (
    (changed_on is null) = (change_number is null) and (terms_on is null) = (terms_number is null)
);
alter table sentences drop constraint sentences_state_check;
alter table sentences drop constraint sentences_required_minutes_check;
alter table sentences drop constraint sentences_never_overcredited;
alter table sentences drop constraint sentences_check;
alter table sentences drop constraint sentences_check2;
alter table sentences drop constraint sentences_check3;
alter table sentences add constraint sentences_state_known check (
    state in ('assigned', 'active', 'completed', 'revoked', 'closed')
);
alter table sentences add constraint sentences_verdict_minutes check (
    required_minutes - repeat_minutes between 420 and 14400
);
alter table sentences add constraint sentences_child_limits check (
    regime = 'adult' or (required_minutes - repeat_minutes <= 7200 and daily_cap_minutes <= 180)
);
alter table sentences add constraint sentences_adult_limits check (
    regime = 'child' or required_minutes - repeat_minutes >= 480
);
alter table sentences add constraint sentences_credited_minutes check (credited_minutes >= 0);
alter table sentences add constraint sentences_completed_is_served check (
    state <> 'completed' or credited_minutes >= required_minutes or review is not null
);

-- An amended verdict may fall below what is served: the balance is negative then. But nothing more is ever credited.
create function never_overcredited() returns trigger
language plpgsql
as $$
begin
    if new.credited_minutes > greatest(new.required_minutes, old.credited_minutes) then
        raise exception 'sentence % would be credited % of % minutes', new.id, new.credited_minutes, new.required_minutes
            using errcode = 'check_violation', constraint = 'sentences_never_overcredited';
    end if;
    return new;
end
$$;
create trigger sentences_never_overcredited before update of credited_minutes on sentences
for each row execute function never_overcredited();

-- The cap of a day to come follows the verdict: 0 where the day is no longer in its period. What was scheduled before may
-- then be above it; nothing more is scheduled.
alter table case_days drop constraint case_days_cap_minutes_check;
alter table case_days drop constraint case_days_scheduled_cap;
alter table case_days add constraint case_days_cap_minutes check (cap_minutes between 0 and 480);
alter table case_days add constraint case_days_scheduled_minutes check (scheduled_minutes >= 0);
create function day_within_cap() returns trigger
language plpgsql
as $$
begin
    if new.scheduled_minutes > new.cap_minutes
        and (tg_op = 'INSERT' or new.scheduled_minutes > old.scheduled_minutes) then
        raise exception 'on % % minutes would be scheduled of %', new.on_date, new.scheduled_minutes, new.cap_minutes
            using errcode = 'check_violation', constraint = 'case_days_scheduled_cap';
    end if;
    return new;
end
$$;
create trigger case_days_scheduled_cap before insert or update of scheduled_minutes on case_days
for each row execute function day_within_cap();

-- What changed a verdict, or waits for it. `said` is the message: nothing in it is about the person.
create table verdict_changes (
    id uuid primary key,
    court_code text not null,
    verdict_number text not null,
    change_number text not null,
    kind text not null check (kind in ('amendment', 'revocation')),
    decided_on date not null,
    said text not null,
    intake_event_id text not null,
    sent_by text not null,
    state text not null check (state in ('waiting', 'applied', 'superseded', 'rejected')),
    sentence_id uuid references sentences (id),
    received_at timestamptz not null,
    settled_at timestamptz,
    constraint verdict_changes_once unique (court_code, verdict_number, change_number),
    check ((state = 'waiting') = (settled_at is null)),
    check (state = 'waiting' or sentence_id is not null)
);
create index verdict_changes_sentence_id on verdict_changes (sentence_id);
create index verdict_changes_state on verdict_changes (state, id);

-- What an outcome means: was the person there, does it count against them, does it count for them.
create table outcome_codes (
    code text primary key,
    attended boolean not null,
    enforceable boolean not null,
    credited boolean not null,
    check (not (enforceable and credited)),
    check (attended or not credited)
);
insert into outcome_codes (code, attended, enforceable, credited) values
('attended_complied', true, false, true),
('attended_failed_to_comply', true, true, false),
('acceptable_absence', false, false, false),
('unacceptable_absence', false, true, false);
alter table sessions add constraint sessions_outcome_code foreign key (outcome) references outcome_codes (code);
create index sessions_outcome on sessions (outcome);
alter table sessions add column safety_gear boolean;
alter table sessions add column work_quality text check (work_quality in ('good', 'sufficient', 'poor'));
alter table sessions add column behaviour text check (behaviour in ('good', 'sufficient', 'poor'));
create index sessions_person_id on sessions (person_id, on_date);

-- A correction leaves the record as it was and stands beside it: one person proposes, another approves.
create table attendance_corrections (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    sentence_id uuid not null references sentences (id),
    reason text not null check (length(reason) between 3 and 1000),
    outcome text not null references outcome_codes (code),
    checked_in_at timestamptz,
    checked_out_at timestamptz,
    state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    minutes integer,
    involved text [] not null default '{}',
    constraint corrections_two_persons check (
        decided_by is null or (decided_by <> proposed_by and not (decided_by = any(involved)))
    ),
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    check ((state = 'approved') = (minutes is not null)),
    check ((checked_in_at is null) = (checked_out_at is null)),
    check (checked_out_at >= checked_in_at)
);
create unique index corrections_one_open on attendance_corrections (session_id) where state = 'proposed';
create index corrections_session_id on attendance_corrections (session_id, decided_at);
create index corrections_sentence_id on attendance_corrections (sentence_id);
create index corrections_outcome on attendance_corrections (outcome);
create index corrections_state on attendance_corrections (state, id);

-- A session as it stands after its corrections.
create view sessions_as_corrected as
select
    s.id, s.placement_id, s.sentence_id, s.person_id, s.site_id, s.slot_id, s.slot_capacity, s.on_date, s.starts_at,
    s.ends_at, s.state, s.checked_in_by, s.reason, s.recorded_by, s.signed_off_by, s.signed_off_at, s.safety_gear,
    s.work_quality, s.behaviour, s.checked_in_latitude, s.checked_in_longitude, s.checked_out_latitude,
    s.checked_out_longitude, fix.proposed_by as corrected_by,
    case when fix.id is null then s.outcome else fix.outcome end as outcome,
    case when fix.id is null then s.checked_in_at else fix.checked_in_at end as checked_in_at,
    case when fix.id is null then s.checked_out_at else fix.checked_out_at end as checked_out_at
from sessions as s
left join lateral (
    select c.id, c.outcome, c.checked_in_at, c.checked_out_at, c.proposed_by
    from attendance_corrections as c
    where c.session_id = s.id and c.state = 'approved'
    order by c.decided_at desc, c.id desc
    limit 1
) as fix on true;

-- The ledger takes reversals, corrections and minutes given back. A session never falls below zero.
alter table credits drop constraint credits_pkey;
alter table credits drop constraint credits_minutes_check;
alter table credits add column id uuid not null default gen_random_uuid();
alter table credits add column kind text not null default 'sign_off'
check (kind in ('sign_off', 'reversal', 'correction', 'restoration'));
alter table credits add constraint credits_pkey primary key (id);
alter table credits alter column id drop default;
alter table credits alter column kind drop default;
alter table credits add constraint credits_signs check (
    case when kind = 'reversal' then minutes < 0 else minutes >= 0 end
);
create unique index credits_one_sign_off on credits (session_id) where kind = 'sign_off';
create index credits_session_id on credits (session_id);

create or replace function check_ledger() returns trigger
language plpgsql
as $$
declare
    said jsonb := to_jsonb(new);
    of_sentence uuid := case when tg_table_name = 'credits' then (said ->> 'sentence_id')::uuid else (said ->> 'id')::uuid end;
begin
    if (select credited_minutes from sentences where id = of_sentence)
        <> (select coalesce(sum(minutes), 0) from credits where sentence_id = of_sentence) then
        raise exception 'the ledger of sentence % does not sum up to its balance', of_sentence
            using errcode = 'integrity_constraint_violation', constraint = 'credits_sum_up';
    end if;
    if tg_table_name = 'credits' then
        if (select sum(minutes) from credits where session_id = (said ->> 'session_id')::uuid) < 0 then
            raise exception 'session % would count less than nothing', said ->> 'session_id'
                using errcode = 'integrity_constraint_violation', constraint = 'credits_session_not_negative';
        end if;
        if (select credited_minutes from case_days
            where sentence_id = of_sentence and on_date = (said ->> 'on_date')::date)
            <> (select sum(minutes) from credits
                where sentence_id = of_sentence and on_date = (said ->> 'on_date')::date) then
            raise exception 'the ledger of sentence % does not sum up on %', of_sentence, said ->> 'on_date'
                using errcode = 'integrity_constraint_violation', constraint = 'credits_day_sums_up';
        end if;
    end if;
    return null;
end
$$;

-- Who is related to whom, as declared: a supervisor never handles a relative.
create table declared_relations (
    subject text not null check (length(subject) between 1 and 200),
    person_id uuid not null references persons (person_id),
    relation text not null check (relation in ('spouse', 'parent', 'child', 'sibling', 'other')),
    declared_by text not null,
    declared_at timestamptz not null,
    primary key (subject, person_id)
);
create index declared_relations_person_id on declared_relations (person_id);

-- A declaration that nothing is commercial may be withdrawn; the site takes nobody then.
alter table sites add column declaration_withdrawn_at timestamptz;
alter table sites add constraint sites_commercial_not_open check (declaration_withdrawn_at is null or state <> 'open');

-- An alarm, until someone who is not involved has resolved it.
create table alarms (
    id uuid primary key,
    kind text not null check (
        kind in (
            'two_places_at_once', 'slot_overfull', 'outside_schedule', 'far_from_site', 'signed_for_relative',
            'signed_alone', 'too_regular', 'commercial_site'
        )
    ),
    sentence_id uuid not null references sentences (id),
    session_id uuid not null references sessions (id),
    site_id uuid not null references sites (id),
    cause text not null check (length(cause) between 1 and 300),
    measured integer not null,
    allowed integer not null,
    raised_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'resolved')),
    finding text check (finding in ('dismissed', 'confirmed')),
    note text check (length(note) between 3 and 1000),
    resolved_by text,
    resolved_at timestamptz,
    involved text [] not null default '{}',
    constraint alarms_once unique (kind, cause),
    constraint alarms_uninvolved check (resolved_by is null or not (resolved_by = any(involved))),
    check (
        (state = 'resolved') = (
            resolved_by is not null and resolved_at is not null and note is not null and finding is not null
        )
    )
);
-- A correction that follows from an alarm: whoever looked into it has no hand in the case by that.
alter table attendance_corrections add column alarm_id uuid references alarms (id);
create index corrections_alarm_id on attendance_corrections (alarm_id);
create index alarms_session_id on alarms (session_id);
create index alarms_sentence_id on alarms (sentence_id, state);
create index alarms_site_id on alarms (site_id);
create index alarms_state on alarms (state, id);

-- A breach: warned, proposed to the prosecutor with its evidence, decided by the prosecutor (KUHP art. 85(7)).
create table breaches (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    state text not null check (state in ('warned', 'proposed', 'decided')),
    warned_by text not null,
    warned_at timestamptz not null,
    proposed_by text,
    proposed_at timestamptz,
    decided_by text,
    decided_at timestamptz,
    decision text check (decision in ('repeat', 'prison', 'fine', 'substitute_prison', 'none')),
    repeat_minutes integer check (repeat_minutes > 0),
    prison_days integer check (prison_days > 0),
    fine_rupiah bigint check (fine_rupiah > 0),
    ends_on date,
    constraint breaches_prosecutor_decides check (decided_by is null or decided_by <> proposed_by),
    check ((state = 'warned') = (proposed_by is null)),
    check ((state = 'decided') = (decision is not null and decided_by is not null)),
    constraint breaches_minutes_stated check (
        (repeat_minutes is not null) = (decision is not null and decision = 'repeat')
    ),
    constraint breaches_days_stated check (
        (prison_days is not null) = (decision is not null and decision in ('prison', 'substitute_prison'))
    ),
    constraint breaches_last_day_stated check (
        (ends_on is not null) = (decision is not null and decision = 'repeat')
    ),
    constraint breaches_fine_stated check (
        (fine_rupiah is not null) = (decision is not null and decision = 'fine')
    )
);
-- A child repeats, nothing else; nobody serves or pays more than what community service took the place of.
create function decide_within_law() returns trigger
language plpgsql
as $$
declare
    verdict sentences%rowtype;
begin
    select * into strict verdict from sentences where id = new.sentence_id;
    if verdict.regime = 'child' and new.decision not in ('repeat', 'none') then
        raise exception 'breach % is a child''s: a repeat or nothing', new.id
            using errcode = 'check_violation', constraint = 'breaches_child_repeats_only';
    end if;
    if new.repeat_minutes > verdict.required_minutes
        or (new.decision = 'prison' and new.prison_days > verdict.replaced_prison_days)
        or new.fine_rupiah > verdict.replaced_fine_rupiah
        or (new.decision = 'substitute_prison' and verdict.replaced_fine_rupiah = 0) then
        raise exception 'breach % is decided beyond what was replaced', new.id
            using errcode = 'check_violation', constraint = 'breaches_within_the_verdict';
    end if;
    return new;
end
$$;
create trigger breaches_within_the_law before update of decision on breaches
for each row when (new.decision is not null) execute function decide_within_law();

create unique index breaches_one_open on breaches (sentence_id) where state <> 'decided';
create index breaches_sentence_id on breaches (sentence_id);
create index breaches_state on breaches (state, id);

create table breach_evidence (
    breach_id uuid not null references breaches (id),
    session_id uuid not null references sessions (id),
    primary key (breach_id, session_id)
);
create index breach_evidence_session_id on breach_evidence (session_id);
