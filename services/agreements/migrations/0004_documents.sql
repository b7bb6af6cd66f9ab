-- An exclusion on (organisation, kind, days) needs equality in a GiST index. Trusted: no superuser needed.
create extension if not exists btree_gist;

-- Organisations: every kind, coordinates whole or absent.
update organisations set latitude = null, longitude = null
where (latitude is null) <> (longitude is null);
alter table organisations
add constraint organisations_coordinates check ((latitude is null) = (longitude is null)),
add constraint organisations_kind check (
    kind in (
        'city', 'corrections_office', 'agency', 'prison', 'remand_centre', 'child_institution', 'probation_office',
        'prosecutor', 'court', 'school', 'social_institution'
    )
);
create index organisations_by_kind on organisations (kind, code);

-- Accreditations: the whole unbroken span of one, its state, and the day of its next notice. Those from before have
-- neither stage nor certificate.
alter table accreditations
add column state text not null default 'valid',
add column stage text,
add column renewals integer not null default 0,
add column notice_on date,
add column revoked_on date,
add column revocation_reason text;
update accreditations set notice_on = (
    select min(valid_until - days) from unnest(array[90, 30, 7]) as notice (days)
    where valid_until - days >= current_date
);
alter table accreditations
add constraint accreditations_state check (state in ('valid', 'expired', 'revoked')),
add constraint accreditations_stage check (stage in ('mau', 'mampu', 'maju')),
add constraint accreditations_renewals check (renewals >= 0),
add constraint accreditations_notice check (notice_on is null or (state = 'valid' and notice_on < valid_until)),
add constraint accreditations_revoked check ((state = 'revoked') = (revoked_on is not null)),
add constraint accreditations_overlap exclude using gist (
    organisation_id with =, kind with =, daterange(valid_from, valid_until, '[]') with &&
) where (state <> 'revoked');
create index accreditations_to_notice on accreditations (notice_on, id) where state = 'valid';
create index accreditations_to_end on accreditations (valid_until, id) where state = 'valid';
create index accreditations_by_end on accreditations (valid_until, id);

-- Each paper of an accreditation with what was found of the six components of Sekolah Ramah Anak. It only ever grows.
create table accreditation_certificates (
    accreditation_id uuid not null references accreditations (id),
    number integer not null check (number >= 0),
    issued_by text not null,
    evidence text not null,
    valid_from date not null,
    valid_until date check (valid_until >= valid_from),
    stage text not null check (stage in ('mau', 'mampu', 'maju')),
    components jsonb not null,
    rules_from date not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (accreditation_id, number),
    constraint certificates_six_components check (
        components ?& array[
            'policy', 'learning', 'trained_staff', 'facilities', 'child_participation', 'community_participation'
        ] and components - array[
            'policy', 'learning', 'trained_staff', 'facilities', 'child_participation', 'community_participation'
        ] = '{}'
    ),
    constraint certificates_met_has_evidence check (
        not jsonb_path_exists(
            components,
            '$.* ? (!exists(@.met) || @.met.type() != "boolean"
                || (@.met == true && (!exists(@.evidence) || @.evidence == "")))'
        )
    ),
    constraint certificates_maju_is_all_six check (
        stage <> 'maju' or not jsonb_path_exists(components, '$.* ? (@.met != true)')
    )
);

-- A content is stored once, whoever adds it, and is what its digest says for ever. PDF is compressed already: stored
-- outside and as it is, a piece of it is read without the rest.
create table contents (
    sha256 bytea primary key,
    content bytea not null,
    pages integer not null check (pages between 1 and 5000),
    received_at timestamptz not null,
    constraint contents_digest check (sha256 = sha256(content)),
    constraint contents_size check (octet_length(content) between 1 and 20971520),
    constraint contents_pdf check (substring(content from 1 for 5) = '%PDF-'::bytea)
);
alter table contents alter column content set storage external;

create table documents (
    id uuid primary key,
    subject_id uuid not null,
    kind text not null check (kind in ('draft_text', 'annex', 'signed_copy', 'evidence')),
    name text not null check (length(name) between 1 and 200 and name !~ '[[:cntrl:]]'),
    slot text not null generated always as (case when kind in ('annex', 'evidence') then name else '' end) stored,
    revision integer not null check (revision > 0),
    sha256 bytea not null references contents (sha256),
    uploaded_by text not null,
    uploaded_at timestamptz not null,
    constraint documents_revision unique (subject_id, kind, slot, revision)
);
create index documents_sha256 on documents (sha256);
create unique index documents_signed_copy on documents (subject_id) where kind = 'signed_copy';

-- What documents may belong to, and when: another kind of subject is one more branch here.
create view document_subjects as
select
    a.id as subject_id,
    a.state = 'draft' as open_text,
    (
        select count(*) from agreement_parties as p
        where p.agreement_id = a.id and not exists (
            select from signatures as s where s.agreement_id = a.id and s.party_id = p.organisation_id
        )
    ) as unsigned
from agreements as a;

create function check_document() returns trigger
language plpgsql
as $$
declare
    subject document_subjects;
begin
    select * into subject from document_subjects as s where s.subject_id = new.subject_id;
    if not found then
        raise exception 'there is no subject %', new.subject_id
            using errcode = 'foreign_key_violation', constraint = 'documents_subject';
    end if;
    if new.kind in ('signed_copy', 'evidence') and subject.unsigned > 0 then
        raise exception 'not every party has signed'
            using errcode = 'check_violation', constraint = 'documents_not_signed_yet';
    end if;
    if new.kind in ('draft_text', 'annex') and not subject.open_text then
        raise exception 'the text is fixed'
            using errcode = 'check_violation', constraint = 'documents_text_fixed';
    end if;
    return new;
end
$$;
create trigger documents_in_time before insert on documents
for each row execute function check_document();

-- Nobody replaces or removes what was handed in, the service's own role included.
create function document_stays() returns trigger
language plpgsql
as $$
begin
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger documents_stay before update or delete on documents
for each row execute function document_stays();
create trigger contents_stay before update or delete on contents
for each row execute function document_stays();
create trigger certificates_stay before update or delete on accreditation_certificates
for each row execute function document_stays();
