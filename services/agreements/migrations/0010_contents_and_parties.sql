-- What a cooperation agreement (PKS) states before its review (rule A3): rights and duties (its work plan, or this text),
-- settlement of disputes, sanctions, and whether it burdens the regional budget. Where it does, the consent of the regional
-- council (DPRD) by number and date.
alter table agreements
add column rights_and_duties text check (length(rights_and_duties) between 3 and 8000),
add column disputes text check (length(disputes) between 3 and 4000),
add column sanctions text check (length(sanctions) between 3 and 4000),
add column burdens_budget boolean,
add column consent_number text check (length(consent_number) between 1 and 100),
add column consent_date date check (consent_date between '1900-01-01' and '2200-01-01'),
add constraint agreements_consent_whole check ((consent_number is null) = (consent_date is null)),
add constraint agreements_contents_of_pks check (
    kind = 'cooperation'
    or num_nonnulls(rights_and_duties, disputes, sanctions, burdens_budget, consent_number) = 0
);

-- What is in review, approved or signed from before goes on as it is: only the step out of the draft is checked.
create function agreement_states_its_contents() returns trigger
language plpgsql
as $$
begin
    if new.disputes is null or new.sanctions is null or new.burdens_budget is null or (
        new.rights_and_duties is null
        and not exists (select from obligations where agreement_id = new.id and state <> 'cancelled')
    ) then
        raise exception 'a cooperation agreement states its contents before its review'
            using errcode = 'check_violation', constraint = 'agreements_contents_stated';
    end if;
    return new;
end
$$;
create trigger agreements_state_their_contents before update of state on agreements
for each row when (new.kind = 'cooperation' and old.state = 'draft' and new.state <> 'draft')
execute function agreement_states_its_contents();

-- Two lines exist (rule A6): the city with a corrections office, and with a prosecutor's office. A PKS is made by the city
-- or one of its agencies, and an institution of corrections or a prosecutor's office.
create function agreement_fits_its_line() returns trigger
language plpgsql
as $$
begin
    if not exists (
        select from organisations where id = new.agency_id and kind in ('agency', 'city')
    ) or not exists (
        select from organisations where id = new.institution_id
        and kind in ('prison', 'remand_centre', 'child_institution', 'probation_office', 'prosecutor')
    ) then
        raise exception 'the parties of a cooperation agreement are of other kinds'
            using errcode = 'check_violation', constraint = 'agreements_kinds_of_parties';
    end if;
    return new;
end
$$;
create trigger agreements_fit_their_line before insert or update of agency_id, institution_id on agreements
for each row when (new.kind = 'cooperation')
execute function agreement_fits_its_line();

-- Who signs with what: by office; with the mayor's power of attorney (surat kuasa), for a PKS only; the mayor himself.
alter table signatures
-- squawk-ignore ban-drop-constraint
drop constraint signatures_authority_check,
add constraint signatures_authority_check check (authority in ('office', 'power_of_attorney', 'mayor'));

create function signature_fits_its_agreement() returns trigger
language plpgsql
as $$
declare
    signed agreements;
begin
    select * into signed from agreements where id = new.agreement_id;
    if signed.kind = 'joint' and new.authority = 'power_of_attorney' then
        raise exception 'a power of attorney never serves an umbrella'
            using errcode = 'check_violation', constraint = 'signatures_kuasa_for_pks_only';
    end if;
    if new.authority = 'mayor' and not exists (
        select from organisations where id = new.party_id and kind in ('city', 'agency')
    ) then
        raise exception 'the mayor signs for the city and its agencies'
            using errcode = 'check_violation', constraint = 'signatures_mayor_for_the_city';
    end if;
    if new.amendment_id is null and signed.burdens_budget
        and (signed.consent_date is null or signed.consent_date > new.signed_on) then
        raise exception 'what burdens the budget is signed with the consent of the council'
            using errcode = 'check_violation', constraint = 'signatures_after_consent';
    end if;
    return new;
end
$$;
create trigger signatures_fit before insert on signatures
for each row execute function signature_fits_its_agreement();

-- The ground of a termination, from the list of the law (rule A4). Older notices name none.
alter table terminations
add column ground text check (
    ground in ('period', 'aim_reached', 'agreement_of_parties', 'change_of_law_or_policy', 'object_lost', 'judgment')
);

-- Where each party's original of a signed agreement or addendum lies. It only grows: the latest entry of a party holds.
create table originals (
    id uuid primary key,
    agreement_id uuid not null,
    amendment_id uuid,
    party_id uuid not null,
    place text not null check (length(place) between 2 and 300),
    archive_number text not null check (length(archive_number) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null,
    foreign key (agreement_id, party_id) references agreement_parties (agreement_id, organisation_id),
    foreign key (agreement_id, amendment_id) references amendments (agreement_id, id)
);
create index originals_of_agreement on originals (agreement_id, recorded_at);

create function original_is_signed() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from document_subjects as s
        where s.subject_id = coalesce(new.amendment_id, new.agreement_id) and s.unsigned > 0
    ) then
        raise exception 'not every party has signed'
            using errcode = 'check_violation', constraint = 'originals_signed';
    end if;
    return new;
end
$$;
create trigger originals_are_signed before insert on originals
for each row execute function original_is_signed();
create trigger originals_only_grow before update or delete on originals
for each row execute function only_grows();
