-- What is confirmed for somebody's release, by whom, when and on what. A withdrawn confirmation stays, with the reason. The item
-- `skill_certificate` has no row here: it is confirmed while a certificate of the person is valid. Which items there are is in rules.toml.
create table readiness_confirmations (
    id uuid primary key,
    participant_id uuid not null references participants (id),
    item text not null check (item ~ '^[a-z][a-z_]{1,39}$'),
    evidence text not null check (length(evidence) between 3 and 500),
    confirmed_by text not null,
    confirmed_at timestamptz not null,
    withdrawn_by text,
    withdrawn_at timestamptz,
    reason text check (length(reason) between 3 and 500),
    constraint readiness_not_by_hand check (item <> 'skill_certificate'),
    constraint readiness_withdrawn_with_reason check (
        num_nonnulls(withdrawn_by, withdrawn_at, reason) in (0, 3)
    ),
    check (withdrawn_at >= confirmed_at)
);
create unique index readiness_confirmed_once on readiness_confirmations (participant_id, item)
where withdrawn_at is null;
create index readiness_confirmations_participant_id on readiness_confirmations (participant_id, id);

-- What was confirmed is withdrawn once, and never written anew.
create function confirmation_stays() returns trigger
language plpgsql
as $$
begin
    if (
        old.withdrawn_at is not null
        and (new.withdrawn_by, new.withdrawn_at, new.reason) is distinct from (old.withdrawn_by, old.withdrawn_at, old.reason)
    ) or (new.id, new.item, new.evidence, new.confirmed_by, new.confirmed_at)
        <> (old.id, old.item, old.evidence, old.confirmed_by, old.confirmed_at)
    then
        raise exception 'confirmation % stays', old.id
            using errcode = 'check_violation', constraint = 'readiness_confirmations_stay';
    end if;
    return new;
end
$$;
create trigger readiness_confirmations_stay before update on readiness_confirmations
for each row execute function confirmation_stays();

-- Once for each participant and stay: the fact is not said again after a withdrawal.
create table readiness_reached (
    participant_id uuid primary key references participants (id),
    reached_at timestamptz not null
);

-- Who is released when: of an institution, and of all.
create index participants_releases on participants (institution_id, expected_release, id)
where expected_release is not null and state = 'held';
create index participants_releases_of_all on participants (expected_release, id)
where expected_release is not null and state = 'held';
