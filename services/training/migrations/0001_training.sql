-- What other services said, the latest version of each. Nothing refers to `organisations`: its facts may come later.
create table organisations (
    id uuid primary key,
    code text not null,
    name text not null,
    kind text not null,
    version bigint not null
);

create table cooperation_agreements (
    id uuid primary key,
    joint_agreement_id uuid not null,
    agency_id uuid not null,
    institution_id uuid not null,
    scopes text [] not null,
    starts_on date not null,
    ends_on date not null,
    state text not null,
    version bigint not null,
    check (ends_on >= starts_on)
);

create table programmes (
    id uuid primary key,
    cooperation_agreement_id uuid not null references cooperation_agreements (id),
    agency_id uuid not null,
    institution_id uuid not null,
    skill text not null check (skill ~ '^[a-z][a-z0-9-]{1,39}$'),
    title text not null check (length(title) between 3 and 200),
    level text not null check (level in ('basic', 'intermediate', 'advanced')),
    minutes integer not null check (minutes between 1 and 300000),
    sessions integer not null check (sessions between 1 and 400),
    capacity integer not null check (capacity between 1 and 500),
    min_age integer not null check (min_age >= 0),
    max_age integer not null,
    prior_skill text,
    risk_levels text [] not null check (
        cardinality(risk_levels) > 0 and risk_levels <@ array['minimum', 'medium', 'maximum', 'super_maximum']
    ),
    min_attendance integer not null check (min_attendance between 0 and 100),
    min_score integer not null check (min_score between 0 and 100),
    starts_on date not null,
    ends_on date not null,
    for_children boolean not null,
    rules_from date not null,
    state text not null check (state in ('open', 'suspended', 'closed')),
    needs_decision boolean not null default false check (not needs_decision or state = 'suspended'),
    -- Completed and failed participants keep their place: only a withdrawal frees one.
    taken integer not null default 0 check (taken >= 0),
    waiting integer not null default 0 check (waiting >= 0),
    tickets integer not null default 0 check (tickets >= waiting),
    opened_at timestamptz not null,
    check (ends_on >= starts_on),
    check (max_age >= min_age),
    constraint programmes_places check (taken <= capacity)
);
create index programmes_cooperation_agreement_id on programmes (cooperation_agreement_id);
create index programmes_agency_id on programmes (agency_id, id);
create index programmes_institution_id on programmes (institution_id, id);
create index programmes_state on programmes (state, id);

create table sessions (
    programme_id uuid not null references programmes (id),
    number integer not null check (number > 0),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (programme_id, number),
    check (ends_at > starts_at)
);

-- Personal data lives here and nowhere else. The national id (NIK) is not kept: only the person's id made from it.
create table participants (
    id uuid primary key,
    person_id uuid not null,
    identified_by text not null check (identified_by in ('nik', 'register_number')),
    institution_id uuid not null,
    register_number text not null check (length(register_number) between 1 and 60),
    name text not null check (length(name) between 1 and 200),
    birth_date date not null,
    expected_release date,
    risk_level text not null check (risk_level in ('minimum', 'medium', 'maximum', 'super_maximum')),
    registered_at timestamptz not null,
    constraint participants_register_number_taken unique (institution_id, register_number),
    constraint participants_person_registered unique (institution_id, person_id)
);
create index participants_person_id on participants (person_id);
create index participants_institution_id on participants (institution_id, id);
-- Two institutions may use the same register number for two persons; only a NIK tells that it is one.
create unique index participants_register_number_ambiguous on participants (person_id)
where identified_by = 'register_number';

create table enrolments (
    id uuid primary key,
    programme_id uuid not null references programmes (id),
    participant_id uuid not null references participants (id),
    person_id uuid not null,
    skill text not null,
    rules_from date not null,
    state text not null check (state in ('waitlisted', 'confirmed', 'completed', 'failed', 'withdrawn')),
    ticket integer check (ticket > 0),
    score integer check (score between 0 and 100),
    reason text check (length(reason) between 1 and 500),
    note text check (length(note) <= 1000),
    completed_on date,
    enrolled_at timestamptz not null,
    constraint enrolments_ticket_once unique (programme_id, ticket),
    unique (programme_id, id),
    check (state <> 'waitlisted' or ticket is not null),
    check ((state = 'completed') = (completed_on is not null)),
    check ((state in ('failed', 'withdrawn')) = (reason is not null))
);
create index enrolments_participant_id on enrolments (participant_id);
create index enrolments_skills_of_person on enrolments (person_id, skill) where state = 'completed';
create unique index enrolments_once on enrolments (programme_id, participant_id)
where state in ('waitlisted', 'confirmed', 'completed');
-- The queue, in its order.
create index enrolments_queue on enrolments (programme_id, ticket) where state = 'waitlisted';

create table attendance (
    enrolment_id uuid not null,
    programme_id uuid not null,
    session integer not null,
    outcome text not null check (outcome in ('present', 'excused', 'absent')),
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (enrolment_id, session),
    foreign key (programme_id, enrolment_id) references enrolments (programme_id, id),
    foreign key (programme_id, session) references sessions (programme_id, number)
);
create index attendance_enrolment on attendance (programme_id, enrolment_id);
create index attendance_session on attendance (programme_id, session);

create sequence certificate_numbers as bigint;

create table certificates (
    id uuid primary key,
    enrolment_id uuid not null unique references enrolments (id),
    number text not null unique check (number ~ '^TRN/[0-9]{4}/[0-9]{6,}$'),
    code text not null unique check (code ~ '^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$'),
    issued_on date not null
);
