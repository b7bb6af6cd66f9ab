-- Agreements through their whole lives: addenda and revisions, pauses, notice of termination, notices before expiry.

-- The states grow by one, so their check is made anew.
alter table agreements
add column sites text [] not null default '{}' check (cardinality(sites) = 0 or 'community_service' = any(scopes)),
add column programmes text [] not null default '{}' check (cardinality(programmes) = 0 or 'training' = any(scopes)),
add column notice_days integer not null default 0 check (notice_days between 0 and 730),
-- The work plan that a Nota Kesepakatan has as its annex: a list of what, by_whom, by_when.
add column annex jsonb not null default '[]' check (jsonb_typeof(annex) = 'array'),
add column revision integer not null default 1 check (revision > 0),
-- The day since which the last day stands: no notice is due before it.
add column end_known_on date,
add column terminates_on date,
add column suspends_on date,
add column resumes_on date,
-- squawk-ignore ban-drop-constraint
drop constraint agreements_state_check,
add constraint agreements_state_check check (
    state in ('draft', 'in_review', 'approved', 'signed', 'in_force', 'suspended', 'expired', 'terminated')
),
add constraint agreements_coverage_of_pks check (
    kind = 'cooperation' or (cardinality(sites) = 0 and cardinality(programmes) = 0)
);
-- A Nota Kesepakatan from before has its work plan on paper.
update agreements
set annex = '[{"what": "Rencana kerja dalam naskah", "by_whom": "Para pihak", "by_when": "Selama masa berlaku"}]'
where instrument = 'nota_kesepakatan';
update agreements set end_known_on = greatest(starts_on, approved_on) where state in ('in_force', 'suspended');
alter table agreements
add constraint agreements_annex_of_nota check (instrument <> 'nota_kesepakatan' or jsonb_array_length(annex) > 0),
add constraint agreements_end_known check (
    state not in ('in_force', 'suspended') or end_known_on is not null
);
-- What the scheduler looks for. The first takes the place of one without the signed ones.
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_to_expire;
create index agreements_to_expire on agreements (ends_on) where state in ('signed', 'in_force', 'suspended');
create index agreements_to_terminate on agreements (terminates_on) where state in ('in_force', 'suspended');
create index agreements_to_suspend on agreements (suspends_on) where state in ('in_force', 'suspended');
create index agreements_to_resume on agreements (resumes_on) where state = 'suspended';

-- An addendum holds the whole terms that shall be in effect.
create table amendments (
    id uuid primary key,
    agreement_id uuid not null references agreements (id),
    number integer not null check (number > 0),
    reason text not null check (length(reason) between 3 and 2000),
    effective_on date not null,
    scopes text [] not null check (
        cardinality(scopes) > 0 and scopes <@ array['training', 'equipment', 'marketing', 'community_service']
    ),
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    sites text [] not null check (cardinality(sites) = 0 or 'community_service' = any(scopes)),
    programmes text [] not null check (cardinality(programmes) = 0 or 'training' = any(scopes)),
    state text not null check (
        state in ('draft', 'in_review', 'approved', 'signed', 'held', 'in_effect', 'withdrawn', 'lapsed')
    ),
    approved_by uuid [] not null default '{}',
    approved_on date,
    in_effect_on date check (in_effect_on >= effective_on),
    held_because text,
    drafted_by text not null,
    created_at timestamptz not null,
    unique (agreement_id, id),
    check (state in ('draft', 'in_review', 'withdrawn', 'lapsed') or approved_on is not null),
    check ((state = 'in_effect') = (in_effect_on is not null)),
    check ((state = 'held') = (held_because is not null))
);
-- A withdrawn addendum leaves its number to the next one.
create unique index amendments_number_taken on amendments (agreement_id, number) where state <> 'withdrawn';
create unique index amendments_one_open on amendments (agreement_id)
where state in ('draft', 'in_review', 'approved', 'signed', 'held');
create index amendments_to_take_effect on amendments (effective_on) where state = 'signed';

-- Reviews and signatures are of the agreement, or of one of its addenda.
alter table reviews add column amendment_id uuid,
add foreign key (agreement_id, amendment_id) references amendments (agreement_id, id);
create index reviews_amendment_id on reviews (amendment_id) where amendment_id is not null;

-- A party signs once, and each addendum once. Its numbers stay unique per year over all of them.
alter table signatures add column amendment_id uuid,
add foreign key (agreement_id, amendment_id) references amendments (agreement_id, id),
-- squawk-ignore ban-drop-constraint
drop constraint signatures_pkey,
add constraint signatures_kuasa_before check (kuasa_date <= signed_on);
create unique index signatures_once on signatures (agreement_id, party_id, amendment_id) nulls not distinct;
create index signatures_amendment_id on signatures (amendment_id) where amendment_id is not null;

-- What held and since when: 1 as signed, one more with each addendum.
create table revisions (
    agreement_id uuid not null references agreements (id),
    revision integer not null check (revision > 0),
    amendment_id uuid,
    effective_on date not null,
    scopes text [] not null,
    starts_on date not null,
    ends_on date not null,
    sites text [] not null,
    programmes text [] not null,
    primary key (agreement_id, revision),
    foreign key (agreement_id, amendment_id) references amendments (agreement_id, id),
    constraint revisions_once unique nulls not distinct (agreement_id, amendment_id),
    check ((revision = 1) = (amendment_id is null))
);
insert into revisions
select
    id, 1, null, greatest(starts_on, approved_on), scopes, starts_on, ends_on, sites, programmes
from agreements where state in ('signed', 'in_force', 'suspended', 'expired');

-- Why an agreement was suspended or resumed, and from when.
create table pauses (
    id uuid primary key,
    agreement_id uuid not null references agreements (id),
    step text not null check (step in ('suspension', 'resumption')),
    from_on date not null,
    reason text not null check (length(reason) between 3 and 2000),
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index pauses_agreement_id on pauses (agreement_id, recorded_at);

-- One notice of termination for an agreement; its last day follows from it.
create table terminations (
    agreement_id uuid primary key references agreements (id),
    party_id uuid not null,
    given_on date not null,
    notice_days integer not null check (notice_days between 0 and 730),
    terminates_on date not null check (terminates_on = given_on + notice_days),
    reason text not null check (length(reason) between 3 and 2000),
    recorded_by text not null,
    recorded_at timestamptz not null,
    foreign key (agreement_id, party_id) references agreement_parties (agreement_id, organisation_id)
);

-- Each notice before expiry, once for a last day.
create table expiry_notices (
    agreement_id uuid not null references agreements (id),
    ends_on date not null,
    days integer not null check (days in (90, 30, 7)),
    due_on date not null check (due_on = ends_on - days),
    noticed_at timestamptz not null,
    primary key (agreement_id, ends_on, days)
);
