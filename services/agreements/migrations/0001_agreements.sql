create table organisations (
    id uuid primary key,
    code text not null constraint organisations_code_taken unique check (code ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
    name text not null check (length(name) between 2 and 200),
    kind text not null,
    address text,
    latitude double precision check (latitude between -90 and 90),
    longitude double precision check (longitude between -180 and 180),
    email text,
    phone text
);

create table accreditations (
    id uuid primary key,
    organisation_id uuid not null constraint accreditations_organisation references organisations (id),
    kind text not null check (kind in ('child_friendly_school')),
    issued_by text not null,
    evidence text not null,
    valid_from date not null,
    valid_until date check (valid_until >= valid_from)
);
create index accreditations_organisation_id on accreditations (organisation_id);

-- Joint agreements (umbrellas) and cooperation agreements (PKS): one life, so one table.
create table agreements (
    id uuid primary key,
    kind text not null check (kind in ('joint', 'cooperation')),
    instrument text not null check (
        instrument in ('kesepakatan_bersama', 'nota_kesepakatan', 'perjanjian_kerja_sama')
    ),
    title text not null check (length(title) between 3 and 300),
    scopes text [] not null check (
        cardinality(scopes) > 0 and scopes <@ array['training', 'equipment', 'marketing', 'community_service']
    ),
    starts_on date not null,
    ends_on date not null,
    state text not null check (
        state in ('draft', 'in_review', 'approved', 'signed', 'in_force', 'suspended', 'expired')
    ),
    approved_on date,
    joint_agreement_id uuid references agreements (id),
    agency_id uuid references organisations (id),
    institution_id uuid references organisations (id),
    suspended_by_umbrella boolean not null default false,
    created_at timestamptz not null,
    check (ends_on >= starts_on),
    check ((kind = 'cooperation') = (instrument = 'perjanjian_kerja_sama')),
    check ((kind = 'cooperation') = (joint_agreement_id is not null and agency_id is not null and institution_id is not null)),
    check (state in ('draft', 'in_review') or approved_on is not null)
);
create index agreements_joint_agreement_id on agreements (joint_agreement_id);
create index agreements_agency_id on agreements (agency_id);
create index agreements_institution_id on agreements (institution_id);
-- What the scheduler looks for.
create index agreements_to_activate on agreements (starts_on) where state = 'signed';
create index agreements_to_expire on agreements (ends_on) where state in ('in_force', 'suspended');

create table agreement_parties (
    agreement_id uuid not null references agreements (id),
    organisation_id uuid not null constraint agreement_parties_organisation references organisations (id),
    approved boolean not null default false,
    primary key (agreement_id, organisation_id)
);
create index agreement_parties_organisation_id on agreement_parties (organisation_id);

create table reviews (
    id uuid primary key,
    agreement_id uuid not null references agreements (id),
    party_id uuid not null references organisations (id),
    decision text not null check (decision in ('approve', 'request_changes')),
    comment text not null check (length(comment) <= 4000),
    reviewer text not null,
    reviewed_at timestamptz not null
);
create index reviews_agreement_id on reviews (agreement_id, reviewed_at);
create index reviews_party_id on reviews (party_id);

create table signatures (
    agreement_id uuid not null,
    party_id uuid not null,
    number text not null check (length(number) between 1 and 100),
    year integer not null generated always as (extract(year from signed_on)) stored,
    signatory text not null,
    position text not null,
    authority text not null check (authority in ('office', 'power_of_attorney')),
    kuasa_number text,
    kuasa_date date,
    place text not null,
    signed_on date not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (agreement_id, party_id),
    foreign key (agreement_id, party_id) references agreement_parties (agreement_id, organisation_id),
    constraint signatures_number_taken unique (party_id, year, number),
    check ((authority = 'power_of_attorney') = (kuasa_number is not null and kuasa_date is not null))
);
