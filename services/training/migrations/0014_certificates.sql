-- New columns are filled before anybody needs them:
-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default, ban-drop-constraint, require-concurrent-index-deletion

-- A certificate may be revoked, or replaced by another one. What is printed on it stays as it was issued. Older ones get what the
-- register and the enrolment say today; who has been erased has no name here either.
alter table certificates add column standing text not null default 'valid'
check (standing in ('valid', 'revoked', 'replaced'));
alter table certificates add column holder_name text check (length(holder_name) between 1 and 200);
alter table certificates add column score integer check (score between 0 and 100);
alter table certificates add column completed_on date;
alter table certificates add column signatory_name text check (length(signatory_name) between 1 and 200);
alter table certificates add column signatory_position text check (length(signatory_position) between 1 and 200);
alter table certificates add column replaces uuid references certificates (id);
alter table certificates add column reissue_reason text
check (reissue_reason in ('name_corrected', 'lost', 'wrong_date'));

update certificates as c set
    holder_name = case when p.erased_at is null then p.name end,
    score = e.score,
    completed_on = c.issued_on
from enrolments as e, participants as p
where e.id = c.enrolment_id and p.id = e.participant_id;
alter table certificates alter column completed_on set not null;
alter table certificates add constraint certificates_signed_by_somebody
check ((signatory_name is null) = (signatory_position is null));
alter table certificates add constraint certificates_reissued_for_a_reason
check ((replaces is null) = (reissue_reason is null));
create unique index certificates_replaced_once on certificates (replaces) where replaces is not null;

alter table certificates drop constraint certificates_enrolment_id_key;
create unique index certificates_one_valid on certificates (enrolment_id) where standing = 'valid';
create index certificates_enrolment_id on certificates (enrolment_id, id);

-- What ended stays ended, and number, code and holder never change; a name may only be erased.
create function certificate_stays() returns trigger
language plpgsql
as $$
begin
    if old.standing <> 'valid' and new.standing <> old.standing then
        raise exception 'certificate % is %', old.id, old.standing
            using errcode = 'check_violation', constraint = 'certificates_end_once';
    end if;
    if (new.id, new.enrolment_id, new.number, new.code, new.issued_on, new.completed_on)
        <> (old.id, old.enrolment_id, old.number, old.code, old.issued_on, old.completed_on)
        or new.holder_name <> old.holder_name then
        raise exception 'certificate % is printed', old.id
            using errcode = 'check_violation', constraint = 'certificates_stay';
    end if;
    return new;
end
$$;
create trigger certificates_stay before update on certificates
for each row execute function certificate_stays();

-- One person proposes a revocation, another one decides. The reason is never published.
create table certificate_revocations (
    id uuid primary key,
    certificate_id uuid not null references certificates (id),
    reason text not null check (length(reason) between 3 and 1000),
    document text not null check (length(document) between 1 and 100),
    state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    constraint certificate_revocations_two_persons check (decided_by <> proposed_by),
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null))
);
create unique index certificate_revocations_one_open on certificate_revocations (certificate_id)
where state = 'proposed';
create index certificate_revocations_certificate_id on certificate_revocations (certificate_id);

-- Without a valid certificate the skill does not count; the course may be assessed and completed again.
alter table enrolments add column certificate_revoked boolean not null default false
constraint enrolments_certificate_revoked check (not certificate_revoked or state = 'completed');
drop index enrolments_skills_of_person;
create index enrolments_skills_of_person on enrolments (person_id, skill)
where state = 'completed' and not certificate_revoked;

-- Who signs the certificates of an agency from now on, by virtue of the office.
create table certificate_signatories (
    agency_id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    position text not null check (length(position) between 1 and 200),
    set_by text not null,
    set_at timestamptz not null
);
