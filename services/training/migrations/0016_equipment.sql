-- An exclusion on (item, days) needs equality in a GiST index. Trusted: no superuser needed.
create extension if not exists btree_gist;

-- The asset register of an agency. Only the agency's number, with its capitals and spaces folded, is unique there.
-- `institution_id` is who holds the item now; none while it is with the agency.
create table equipment (
    id uuid primary key,
    agency_id uuid not null,
    number text not null check (length(number) between 1 and 60),
    number_key text not null check (length(number_key) between 1 and 60),
    title text not null check (length(title) between 3 and 200),
    kind text not null check (kind ~ '^[a-z][a-z0-9-]{1,39}$'),
    serial text check (length(serial) between 1 and 100),
    condition text not null check (condition ~ '^[a-z_]{2,20}$'),
    value_rupiah bigint not null check (value_rupiah between 0 and 10000000000000),
    acquired_on date not null check (acquired_on between date '1900-01-01' and date '2200-01-01'),
    state text not null default 'in_store' check (state in ('in_store', 'lent', 'in_maintenance', 'lost')),
    institution_id uuid,
    recorded_at timestamptz not null,
    constraint equipment_number_taken unique (agency_id, number_key),
    constraint equipment_held check ((institution_id is not null) = (state = 'lent'))
);
create index equipment_agency_id on equipment (agency_id, id);
create index equipment_institution_id on equipment (institution_id, id) where institution_id is not null;
create index equipment_state on equipment (state, id);

-- Drawn anew before it is stored: a JPEG without metadata. Stored outside and as it is.
create table equipment_photos (
    id uuid primary key,
    equipment_id uuid not null references equipment (id),
    sha256 bytea not null,
    content bytea not null,
    added_by text not null,
    added_at timestamptz not null,
    constraint equipment_photos_once unique (equipment_id, sha256),
    constraint equipment_photos_digest check (sha256 = sha256(content)),
    constraint equipment_photos_size check (octet_length(content) between 1 and 4194304),
    constraint equipment_photos_jpeg check (substring(content from 1 for 3) = '\xffd8ff'::bytea)
);
alter table equipment_photos alter column content set storage external;

-- A loan of one item to one institution. `told_due_on` is the due date whose passing was told; an extension makes another one.
-- `responsible_name` is an official of the institution: personal data, erased after its retention.
create table loans (
    id uuid primary key,
    equipment_id uuid not null references equipment (id),
    cooperation_agreement_id uuid not null references cooperation_agreements (id),
    obligation_id uuid,
    agency_id uuid not null,
    institution_id uuid not null,
    state text not null check (state in ('lent', 'received', 'missing', 'returned', 'lost')),
    responsible_name text not null check (length(responsible_name) between 1 and 200),
    condition_out text not null check (condition_out ~ '^[a-z_]{2,20}$'),
    condition_received text check (condition_received ~ '^[a-z_]{2,20}$'),
    condition_in text check (condition_in ~ '^[a-z_]{2,20}$'),
    lent_on date not null,
    lent_at timestamptz not null,
    due_on date not null,
    told_due_on date,
    received_on date,
    missing_since timestamptz,
    ended_on date,
    needs_decision boolean not null default false,
    decided_under text check (length(decided_under) between 1 and 60),
    flagged_at timestamptz,
    check (due_on >= lent_on),
    check (received_on >= lent_on),
    check (ended_on >= lent_on),
    constraint loans_ended check ((state in ('returned', 'lost')) = (ended_on is not null)),
    constraint loans_received check (state <> 'received' or received_on is not null),
    constraint loans_missing check ((state = 'missing') = (missing_since is not null)),
    constraint loans_returned check ((state = 'returned') = (condition_in is not null)),
    constraint loans_flagged check (needs_decision = (flagged_at is not null) and not (needs_decision and ended_on is not null)),
    -- One item is nowhere twice. Days end before `ended_on`: what came back today may leave today.
    constraint loans_item_is_out exclude using gist (
        equipment_id with =, daterange(lent_on, ended_on, '[)') with &&
    )
);
create index loans_equipment_id on loans (equipment_id, id);
create index loans_agency_id on loans (agency_id, id);
create index loans_institution_id on loans (institution_id, id);
create index loans_under_agreement on loans (cooperation_agreement_id, id) where ended_on is null;
create index loans_obligation_id on loans (obligation_id) where obligation_id is not null;
create index loans_open on loans (id) where ended_on is null;
create index loans_overdue on loans (id) where ended_on is null and told_due_on = due_on;
create index loans_to_tell on loans (due_on, id)
where state in ('lent', 'received') and told_due_on is distinct from due_on;

-- What happened to a loan, with the words that were written about it. The words are erased after their retention.
create table loan_steps (
    id uuid primary key,
    loan_id uuid not null references loans (id),
    step text not null check (
        step in ('received', 'damaged', 'missing', 'found', 'lost', 'returned', 'extended', 'kept', 'recalled')
    ),
    condition text check (condition ~ '^[a-z_]{2,20}$'),
    due_on date,
    note text check (length(note) between 1 and 1000),
    document_number text check (length(document_number) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index loan_steps_loan_id on loan_steps (loan_id, id);

-- Out of use, from a day on; open until it has ended.
create table maintenance (
    id uuid primary key,
    equipment_id uuid not null references equipment (id),
    starts_on date not null check (starts_on between date '1900-01-01' and date '2200-01-01'),
    expected_on date,
    ended_on date,
    reason text not null check (length(reason) between 3 and 500),
    by_whom text not null check (length(by_whom) between 1 and 200),
    cost_rupiah bigint check (cost_rupiah between 0 and 10000000000000),
    condition_after text check (condition_after ~ '^[a-z_]{2,20}$'),
    recorded_by text not null,
    recorded_at timestamptz not null,
    check (expected_on >= starts_on),
    check (ended_on >= starts_on),
    constraint maintenance_ended check ((ended_on is null) = (condition_after is null)),
    constraint maintenance_ended_costs check (ended_on is null or cost_rupiah is not null),
    constraint maintenance_one_at_a_time exclude using gist (
        equipment_id with =, daterange(starts_on, ended_on, '[)') with &&
    )
);
create index maintenance_equipment_id on maintenance (equipment_id, id);

-- No item is both on loan and in maintenance, and nothing is done with an item that is lost. The lock makes two of these wait.
create function equipment_is_free() returns trigger
language plpgsql
as $$
declare
    gone boolean;
    days daterange := case tg_table_name
        when 'loans' then daterange((to_jsonb(new) ->> 'lent_on')::date, null, '[)')
        else daterange((to_jsonb(new) ->> 'starts_on')::date, null, '[)')
    end;
begin
    select state = 'lost' into gone from equipment where id = new.equipment_id for update;
    if gone
        or (tg_table_name = 'loans' and exists (
            select from maintenance as m where m.equipment_id = new.equipment_id
            and daterange(m.starts_on, m.ended_on, '[)') && days
        ))
        or (tg_table_name = 'maintenance' and exists (
            select from loans as l where l.equipment_id = new.equipment_id
            and daterange(l.lent_on, l.ended_on, '[)') && days
        ))
    then
        raise exception 'item % is in use', new.equipment_id
            using errcode = 'check_violation', constraint = 'equipment_in_use';
    end if;
    return new;
end
$$;
create trigger loans_item_is_free before insert on loans
for each row execute function equipment_is_free();
create trigger maintenance_item_is_free before insert on maintenance
for each row execute function equipment_is_free();

-- A new loan, and a later due date, lie within the agreement (A2). What was lent before a last day became known is flagged.
create function loan_within_agreement() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and new.due_on <= old.due_on then
        return new;
    end if;
    if not exists (
        select from cooperation_agreements as a where a.id = new.cooperation_agreement_id
        and a.state = 'in_force' and 'equipment' = any(a.scopes)
        and a.agency_id = new.agency_id and a.institution_id = new.institution_id
        and new.lent_on >= a.starts_on and new.due_on <= a.last_day
    ) then
        raise exception 'loan % does not lie within its agreement', new.id
            using errcode = 'check_violation', constraint = 'loans_within_agreement';
    end if;
    return new;
end
$$;
create trigger loans_within_agreement before insert or update of due_on on loans
for each row execute function loan_within_agreement();
