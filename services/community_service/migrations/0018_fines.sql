-- A fine that a decision on a breach has ordered: paid in instalments, then seized for, and prison for the rest comes last
-- (KUHP art. 81-82).
create table fines (
    id uuid primary key,
    breach_id uuid not null references breaches (id),
    sentence_id uuid not null references sentences (id),
    rupiah bigint not null check (rupiah > 0),
    decided_on date not null,
    due_on date not null,
    state text not null check (state in ('open', 'overdue', 'settled')),
    settled_by text check (settled_by in ('payment', 'seizure', 'substitute_prison')),
    substitute_days integer check (substitute_days > 0),
    substitute_number text check (length(substitute_number) between 1 and 100),
    substitute_on date,
    substitute_ordered_by text,
    constraint fines_one_per_breach unique (breach_id),
    constraint fines_due_later check (due_on >= decided_on),
    constraint fines_settled check ((state = 'settled') = (settled_by is not null)),
    constraint fines_substitute_after_due check (substitute_on > due_on),
    constraint fines_substitute_stated check (
        case
            when settled_by = 'substitute_prison'
                then num_nulls(substitute_days, substitute_number, substitute_on, substitute_ordered_by) = 0
            else num_nonnulls(substitute_days, substitute_number, substitute_on, substitute_ordered_by) = 0
        end
    )
);
create index fines_sentence_id on fines (sentence_id);
create index fines_state on fines (state, id);
create index fines_due_on on fines (due_on, id) where state = 'open';

-- Payments, and what seizures yielded, only grow.
create table fine_payments (
    id uuid primary key,
    fine_id uuid not null references fines (id),
    paid_on date not null,
    rupiah bigint not null check (rupiah > 0),
    receipt_number text not null check (length(receipt_number) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint fine_payments_receipt unique (fine_id, receipt_number)
);
create table fine_seizures (
    id uuid primary key,
    fine_id uuid not null references fines (id),
    seized_on date not null,
    rupiah bigint not null check (rupiah >= 0),
    document_number text not null check (length(document_number) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint fine_seizures_document unique (fine_id, document_number)
);
create trigger fine_payments_only_grow before update or delete on fine_payments
for each row execute function only_grows();
create trigger fine_seizures_only_grow before update or delete on fine_seizures
for each row execute function only_grows();

create function fine_rest(of_fine uuid) returns bigint
language sql
as $$
    select
        f.rupiah - (select coalesce(sum(p.rupiah), 0)::bigint from fine_payments as p where p.fine_id = f.id)
        - (select coalesce(sum(s.rupiah), 0)::bigint from fine_seizures as s where s.fine_id = f.id)
    from fines as f where f.id = of_fine
$$;

-- Nobody pays more than the fine, and nothing is seized before the due date has passed.
create function receive_within_fine() returns trigger
language plpgsql
as $$
declare
    said jsonb := to_jsonb(new);
begin
    if fine_rest(new.fine_id) < 0 then
        raise exception 'more than fine % has come in', new.fine_id
            using errcode = 'check_violation', constraint = 'fines_not_overpaid';
    end if;
    if (said ->> 'seized_on')::date <= (select due_on from fines where id = new.fine_id) then
        raise exception 'fine % is not overdue', new.fine_id
            using errcode = 'check_violation', constraint = 'fine_seizures_after_due';
    end if;
    return null;
end
$$;
create trigger fine_payments_within_fine after insert on fine_payments
for each row execute function receive_within_fine();
create trigger fine_seizures_within_fine after insert on fine_seizures
for each row execute function receive_within_fine();

-- A fine is settled when nothing is left, or when prison takes the place of the rest after a seizure.
create function settle_within_law() returns trigger
language plpgsql
as $$
begin
    if new.settled_by in ('payment', 'seizure') and fine_rest(new.id) <> 0 then
        raise exception 'something of fine % is left', new.id
            using errcode = 'check_violation', constraint = 'fines_settled_in_full';
    end if;
    if new.settled_by = 'substitute_prison' and not exists (select from fine_seizures where fine_id = new.id) then
        raise exception 'prison for fine % comes after a seizure', new.id
            using errcode = 'check_violation', constraint = 'fines_seizure_first';
    end if;
    return new;
end
$$;
create trigger fines_settled_within_law before insert or update of settled_by on fines
for each row when (new.settled_by is not null) execute function settle_within_law();
