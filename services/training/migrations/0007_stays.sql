-- Nobody reads the new columns before they are filled, and the table of the register is small:
-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default, ban-drop-constraint
create extension if not exists btree_gist;

-- Who is held, who is released, and which entry was joined into another one of the same person.
alter table participants add column state text not null default 'held'
check (state in ('held', 'released', 'joined'));
alter table participants add column joined_into uuid references participants (id);
alter table participants add constraint participants_joined check ((state = 'joined') = (joined_into is not null));
create index participants_joined_into on participants (joined_into) where joined_into is not null;
-- A person has one entry in an institution. Those that were joined into it stay, since courses refer to them.
alter table participants drop constraint participants_person_registered;
create unique index participants_person_registered on participants (institution_id, person_id) where state <> 'joined';
create index participants_release_due on participants (expected_release) where state = 'held';

-- Where somebody was held, and under which number: from the first day to the day of leaving, which is no day of the stay.
create table participant_stays (
    id uuid primary key,
    participant_id uuid not null references participants (id),
    institution_id uuid not null,
    register_number text not null check (length(register_number) between 1 and 60),
    from_on date not null check (from_on between date '1900-01-01' and date '2200-01-01'),
    to_on date check (to_on <= date '2200-01-01'),
    ended text check (
        ended in (
            'transferred', 'joined', 'end_of_term', 'parole', 'leave_before_release', 'conditional_leave', 'acquitted',
            'pardoned', 'died', 'other'
        )
    ),
    reason text check (length(reason) between 3 and 500),
    recorded_by text not null,
    recorded_at timestamptz not null,
    -- Whoever sends somebody records it; the receiving institution says that the person came.
    confirmed_by text,
    confirmed_at timestamptz,
    check (to_on >= from_on),
    check ((to_on is null) = (ended is null)),
    check ((confirmed_by is null) = (confirmed_at is null)),
    constraint participant_stays_apart exclude using gist (participant_id with =, daterange(from_on, to_on) with &&)
);
create index participant_stays_participant_id on participant_stays (participant_id, from_on);
create index participant_stays_unconfirmed on participant_stays (recorded_at)
where confirmed_at is null and to_on is null;

insert into participant_stays (
    id, participant_id, institution_id, register_number, from_on, recorded_by, recorded_at, confirmed_by, confirmed_at
)
select
    gen_random_uuid(), p.id, p.institution_id, p.register_number, (p.registered_at at time zone 'Asia/Jayapura')::date,
    'migration', p.registered_at, 'migration', p.registered_at
from participants as p
where p.erased_at is null;

-- A course is for those who are held. The participant's row is locked by whoever enrols or releases.
create function enrolment_of_held() returns trigger
language plpgsql
as $$
begin
    if new.state in ('waitlisted', 'confirmed') and exists (
        select from participants as p where p.id = new.participant_id and p.state = 'released'
    ) then
        raise exception 'participant % is released', new.participant_id
            using errcode = 'check_violation', constraint = 'enrolments_of_held';
    end if;
    return new;
end
$$;
create trigger enrolments_of_held before insert or update of state, participant_id on enrolments
for each row execute function enrolment_of_held();
