-- The wage of a month of one work, booked once. One that was reversed may be booked anew.
create table wages (
    id uuid primary key,
    participant_id uuid references participants (id),
    institution_id uuid not null,
    month date not null check (extract(day from month) = 1),
    work text not null check (work ~ '^[a-z][a-z0-9-]{1,39}$'),
    rupiah bigint not null check (rupiah between 1 and 1000000000000),
    entry_id uuid not null references ledger_entries (id),
    reversed boolean not null default false,
    recorded_at timestamptz not null
);
create unique index wages_once on wages (participant_id, institution_id, month, work) where not reversed;
create index wages_entry_id on wages (entry_id);

-- Money for a need inside: one person proposes, another one decides and pays.
create table withdrawals (
    id uuid primary key,
    participant_id uuid references participants (id),
    institution_id uuid not null,
    account text not null check (account in ('wage', 'premium', 'deposit')),
    rupiah bigint not null check (rupiah between 1 and 1000000000000),
    need text not null check (need in ('family', 'goods', 'other')),
    state text not null default 'proposed' check (state in ('proposed', 'paid', 'rejected', 'lapsed', 'reversed')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    paid_on date,
    limit_rupiah bigint check (limit_rupiah > 0),
    receipt_number text check (length(receipt_number) between 1 and 100),
    entry_id uuid references ledger_entries (id),
    constraint withdrawals_two_persons check (decided_by <> proposed_by),
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    constraint withdrawals_paid check (
        case
            when state in ('paid', 'reversed') then num_nulls(paid_on, limit_rupiah, receipt_number, entry_id) = 0
            else num_nonnulls(paid_on, limit_rupiah, receipt_number, entry_id) = 0
        end
    )
);
-- One number in another spelling is the same receipt.
create unique index withdrawals_receipt on withdrawals (
    institution_id, lower(regexp_replace(receipt_number, '[^[:alnum:]]+', ' ', 'g'))
);
create index withdrawals_participant_id on withdrawals (participant_id, paid_on);
create index withdrawals_listed on withdrawals (institution_id, state, id);
create index withdrawals_proposed on withdrawals (proposed_at, id) where state = 'proposed';
create index withdrawals_entry_id on withdrawals (entry_id);

-- Nobody gets more in a month than the limit under which it was paid, whatever the number of slips.
create function withdrawal_within_limit() returns trigger
language plpgsql
as $$
begin
    if (
        select sum(w.rupiah) from withdrawals as w where w.state = 'paid'
        and w.paid_on >= date_trunc('month', new.paid_on) and w.paid_on < date_trunc('month', new.paid_on) + interval '1 month'
        and w.participant_id in (
            select other.id from participants as one join participants as other on other.person_id = one.person_id
            where one.id = new.participant_id
        )
    ) > new.limit_rupiah then
        raise exception 'withdrawal % goes beyond the limit of the month', new.id
            using errcode = 'check_violation', constraint = 'withdrawals_monthly_limit';
    end if;
    return null;
end
$$;
create trigger withdrawals_within_limit after insert or update of state on withdrawals
for each row when (new.state = 'paid') execute function withdrawal_within_limit();

-- What a released person is owed: all that is left, once, against a signed receipt. `nothing`: there was nothing at the release;
-- `dropped`: the person came back before it was paid. `returned_on`: the release is over.
create table payouts (
    id uuid primary key,
    participant_id uuid references participants (id),
    institution_id uuid not null,
    state text not null check (state in ('due', 'nothing', 'paid', 'dropped')),
    returned_on date,
    opened_on date not null,
    opened_at timestamptz not null,
    wage bigint not null default 0 check (wage >= 0),
    premium bigint not null default 0 check (premium >= 0),
    deposit bigint not null default 0 check (deposit >= 0),
    paid_to text check (paid_to in ('person', 'heir', 'proxy')),
    receipt_number text check (length(receipt_number) between 1 and 100),
    paid_by text,
    paid_at timestamptz,
    entry_id uuid unique references ledger_entries (id),
    constraint payouts_due_until_return check (state <> 'due' or returned_on is null),
    constraint payouts_paid check (
        case
            when state = 'paid'
                then num_nulls(paid_to, receipt_number, paid_by, paid_at, entry_id) = 0 and wage + premium + deposit > 0
            else num_nonnulls(paid_to, receipt_number, paid_by, paid_at, entry_id) = 0 and wage + premium + deposit = 0
        end
    )
);
-- One number in another spelling is the same receipt.
create unique index payouts_receipt on payouts (
    institution_id, lower(regexp_replace(receipt_number, '[^[:alnum:]]+', ' ', 'g'))
);
create unique index payouts_one_due on payouts (participant_id, institution_id) where state = 'due';
create index payouts_of_release on payouts (participant_id, institution_id) where returned_on is null;
create index payouts_participant_id on payouts (participant_id);
create index payouts_listed on payouts (institution_id, state, id);
create index payouts_due on payouts (opened_on, id) where state = 'due';

-- What was paid stays as it was paid; the person may come back, and is cut off after the retention.
create function payout_stays() returns trigger
language plpgsql
as $$
begin
    if old.state = 'paid'
        and to_jsonb(new) - '{participant_id,returned_on}'::text[] <> to_jsonb(old) - '{participant_id,returned_on}'::text[] then
        raise exception 'payout % is paid', old.id using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger payouts_stay before update on payouts for each row execute function payout_stays();
