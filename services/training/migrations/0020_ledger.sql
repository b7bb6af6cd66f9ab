-- How an institution splits the profit of what is sold (rule P2), from a day on. A rule counts until the next one; it never changes.
create table split_rules (
    id uuid primary key,
    institution_id uuid not null,
    valid_from date not null check (valid_from between date '1900-01-01' and date '2200-01-01'),
    decree_number text not null check (length(decree_number) between 1 and 100),
    decree_date date not null check (decree_date between date '1900-01-01' and date '2200-01-01'),
    premium integer not null check (premium between 0 and 1000),
    wage integer not null check (wage between 0 and 1000),
    capital integer not null check (capital between 0 and 1000),
    reserve integer not null check (reserve between 0 and 1000),
    state integer not null check (state between 0 and 1000),
    agency integer not null check (agency between 0 and 1000),
    remainder_to text not null check (remainder_to in ('premium', 'wage', 'capital', 'reserve', 'state', 'agency')),
    added_by text not null,
    added_at timestamptz not null,
    constraint split_rules_one_a_day unique (institution_id, valid_from),
    constraint split_rules_whole check (premium + wage + capital + reserve + state + agency = 1000),
    constraint split_rules_makers check (premium + wage > 0),
    unique (id, institution_id)
);
create trigger split_rules_only_grow before update or delete on split_rules
for each row execute function only_grows();

-- The accounts of a ledger in double entry. `balance` is credit less debit. A participant's accounts hold what the institution
-- owes to the person (rule P1): the person is found in the register, so a joined record needs no change here.
create table ledger_accounts (
    id uuid primary key,
    institution_id uuid not null,
    kind text not null check (
        kind in (
            'wage', 'premium', 'deposit',
            'cash', 'receivable', 'material', 'capital', 'reserve', 'state', 'agency', 'wage_cost', 'budget', 'transfers'
        )
    ),
    participant_id uuid references participants (id),
    organisation_id uuid,
    balance bigint not null default 0,
    last_day date,
    erased_at timestamptz,
    opened_at timestamptz not null,
    unique (id, institution_id),
    constraint ledger_accounts_owner check (
        case
            when kind in ('wage', 'premium', 'deposit')
                then organisation_id is null and (participant_id is null) = (erased_at is not null)
            else participant_id is null and erased_at is null
                and (organisation_id is not null) = (kind in ('receivable', 'agency'))
        end
    ),
    constraint ledger_accounts_not_below_zero check (kind not in ('wage', 'premium', 'deposit') or balance >= 0),
    constraint ledger_accounts_erased_when_empty check (erased_at is null or balance = 0)
);
create unique index ledger_accounts_of_participant on ledger_accounts (participant_id, institution_id, kind)
where participant_id is not null;
create unique index ledger_accounts_of_institution on ledger_accounts (institution_id, kind, organisation_id) nulls not distinct
where kind not in ('wage', 'premium', 'deposit');

-- `day` is the day of the booking, so the statement of a month that is over stays as it is; `occurred_on` is that of the document.
create table ledger_entries (
    id uuid primary key,
    institution_id uuid not null,
    kind text not null check (
        kind in (
            'sale', 'wage', 'deposit', 'withdrawal', 'payout', 'moved_out', 'moved_in', 'reversal',
            'remittance', 'budget', 'state_payment', 'agency_payment', 'material_purchase', 'capital_use'
        )
    ),
    day date not null,
    occurred_on date not null check (occurred_on between date '1900-01-01' and date '2200-01-01'),
    sale_id uuid,
    split_rule_id uuid,
    reverses uuid,
    pair_id uuid,
    category text check (length(category) between 1 and 60),
    document text check (length(document) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null,
    unique (id, institution_id),
    unique (id, institution_id, day),
    foreign key (reverses, institution_id) references ledger_entries (id, institution_id),
    foreign key (split_rule_id, institution_id) references split_rules (id, institution_id),
    check ((kind = 'reversal') = (reverses is not null)),
    check (kind <> 'sale' or sale_id is not null),
    check ((kind in ('moved_out', 'moved_in')) = (pair_id is not null)),
    constraint ledger_entries_reversed_once unique (reverses)
);
create unique index ledger_entries_sale_once on ledger_entries (sale_id) where kind = 'sale';
create index ledger_entries_listed on ledger_entries (institution_id, id);
create index ledger_entries_of_kind on ledger_entries (institution_id, kind, id);
create index ledger_entries_sold_on on ledger_entries (institution_id, occurred_on) where kind = 'sale';
create index ledger_entries_pair on ledger_entries (pair_id) where pair_id is not null;
create trigger ledger_entries_only_grow before update or delete on ledger_entries
for each row execute function only_grows();

create table ledger_lines (
    id uuid primary key,
    entry_id uuid not null,
    institution_id uuid not null,
    account_id uuid not null,
    day date not null,
    debit bigint not null check (debit between 0 and 1000000000000000),
    credit bigint not null check (credit between 0 and 1000000000000000),
    constraint ledger_lines_one_side check ((debit > 0) <> (credit > 0)),
    constraint ledger_lines_once unique (entry_id, account_id),
    foreign key (entry_id, institution_id, day) references ledger_entries (id, institution_id, day),
    foreign key (account_id, institution_id) references ledger_accounts (id, institution_id)
);
create index ledger_lines_of_account on ledger_lines (account_id, day, id);
create trigger ledger_lines_only_grow before update or delete on ledger_lines
for each row execute function only_grows();

-- The sums of each month: the opening balance of a statement reads no line.
create table ledger_months (
    account_id uuid not null references ledger_accounts (id),
    month date not null check (extract(day from month) = 1),
    debit bigint not null,
    credit bigint not null,
    primary key (account_id, month)
);

-- Entries of the register that were joined into another one of the same person. What still comes in for the first goes to the other.
create table ledger_homes (
    participant_id uuid primary key references participants (id),
    to_participant_id uuid not null references participants (id),
    since timestamptz not null,
    check (participant_id <> to_participant_id)
);
create index ledger_homes_to on ledger_homes (to_participant_id);

-- Debit equals credit, on two lines at least: judged when the transaction ends.
create function ledger_entry_balances() returns trigger
language plpgsql
as $$
declare
    of_entry uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
begin
    if not exists (
        select from ledger_lines where entry_id = of_entry having count(*) >= 2 and sum(debit) = sum(credit)
    ) then
        raise exception 'entry % does not balance', of_entry
            using errcode = 'check_violation', constraint = 'ledger_entries_balanced';
    end if;
    return null;
end
$$;
create constraint trigger ledger_entries_balanced after insert on ledger_entries
deferrable initially deferred for each row execute function ledger_entry_balances('id');
create constraint trigger ledger_lines_balanced after insert on ledger_lines
deferrable initially deferred for each row execute function ledger_entry_balances('entry_id');

-- Balances and months follow the lines, and nothing else moves them.
create function ledger_line_counts() returns trigger
language plpgsql
as $$
begin
    update ledger_accounts set balance = balance + new.credit - new.debit, last_day = greatest(last_day, new.day)
    where id = new.account_id;
    insert into ledger_months as known (account_id, month, debit, credit)
    values (new.account_id, date_trunc('month', new.day)::date, new.debit, new.credit)
    on conflict (account_id, month) do update
    set debit = known.debit + excluded.debit, credit = known.credit + excluded.credit;
    return null;
end
$$;
create trigger ledger_lines_count after insert on ledger_lines
for each row execute function ledger_line_counts();

create function ledger_follows_lines() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' or (pg_trigger_depth() < 2 and (
        to_jsonb(new) - '{participant_id,erased_at}'::text[] <> to_jsonb(old) - '{participant_id,erased_at}'::text[]
        or to_jsonb(new) ->> 'participant_id' is not null
    )) then
        raise exception '% follows the lines of the ledger', tg_table_name using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger ledger_accounts_follow_lines before update or delete on ledger_accounts
for each row execute function ledger_follows_lines();
create trigger ledger_months_follow_lines before update or delete on ledger_months
for each row execute function ledger_follows_lines();

-- A correction is corrected by a new entry, never by a second reversal.
create function reversal_of_an_original() returns trigger
language plpgsql
as $$
begin
    if exists (select from ledger_entries where id = new.reverses and kind = 'reversal') then
        raise exception 'entry % is a reversal itself', new.reverses
            using errcode = 'check_violation', constraint = 'ledger_entries_reversal_of_original';
    end if;
    return new;
end
$$;
create trigger ledger_entries_reverse_originals before insert on ledger_entries
for each row when (new.reverses is not null) execute function reversal_of_an_original();

-- A rule counts for the sales of its days. One that would have counted for a sale that is booked comes too late.
create function split_rule_in_time() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from ledger_entries where institution_id = new.institution_id and kind = 'sale'
        and occurred_on >= new.valid_from
    ) then
        raise exception 'sales from % on are booked', new.valid_from
            using errcode = 'check_violation', constraint = 'split_rules_in_time';
    end if;
    return new;
end
$$;
create trigger split_rules_come_in_time before insert on split_rules
for each row execute function split_rule_in_time();

-- A sale keeps the rule that was valid on its day.
create function sale_under_its_rule() returns trigger
language plpgsql
as $$
begin
    if new.split_rule_id is distinct from (
        select id from split_rules where institution_id = new.institution_id and valid_from <= new.occurred_on
        order by valid_from desc limit 1
    ) then
        raise exception 'sale % is split by another rule', new.sale_id
            using errcode = 'check_violation', constraint = 'ledger_entries_rule_of_the_day';
    end if;
    return new;
end
$$;
create trigger ledger_entries_under_their_rule before insert on ledger_entries
for each row when (new.kind = 'sale') execute function sale_under_its_rule();
