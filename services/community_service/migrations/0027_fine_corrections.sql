-- Checks and triggers are replaced by wider ones in the same transaction, and rows get the keys of their numbers:
-- squawk-ignore-file ban-drop-constraint, disallowed-unique-constraint, constraint-missing-not-valid, adding-not-nullable-field, require-concurrent-index-creation, ban-drop-function

-- Only the letters and figures of a receipt's number count, see domain/verdicts_numbers.py. Rows that were recorded twice
-- before this keep their own keys, so that nothing of them changes.
create or replace function pg_temp.number_key(number text) returns text language sql as $$
    select regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    lower(normalize(number, nfkc)),
                    '[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff]', '', 'g'
                ),
                '[^[:alnum:]]+', '/', 'g'
            ),
            '(?<![0-9])/|/(?![0-9])', '', 'g'
        ),
        '(?<![0-9])0+(?=[0-9])', '', 'g'
    )
$$;
alter table fine_payments add column receipt_key text;
alter table fine_payments disable trigger fine_payments_only_grow;
update fine_payments as p set receipt_key = k.key || case when k.nth > 1 then ' ' || p.id::text else '' end
from (
    select id, key, row_number() over (partition by fine_id, key order by recorded_at, id) as nth
    from (select id, fine_id, recorded_at, pg_temp.number_key(receipt_number) as key from fine_payments) as spelled
) as k
where k.id = p.id;
alter table fine_payments enable trigger fine_payments_only_grow;
alter table fine_payments alter column receipt_key set not null;
alter table fine_payments drop constraint fine_payments_receipt;
alter table fine_payments add constraint fine_payments_receipt unique (fine_id, receipt_key);

alter table fine_seizures add column document_key text;
alter table fine_seizures disable trigger fine_seizures_only_grow;
update fine_seizures as s set document_key = k.key || case when k.nth > 1 then ' ' || s.id::text else '' end
from (
    select id, key, row_number() over (partition by fine_id, key order by recorded_at, id) as nth
    from (select id, fine_id, recorded_at, pg_temp.number_key(document_number) as key from fine_seizures) as spelled
) as k
where k.id = s.id;
alter table fine_seizures enable trigger fine_seizures_only_grow;
alter table fine_seizures alter column document_key set not null;
alter table fine_seizures drop constraint fine_seizures_document;
alter table fine_seizures add constraint fine_seizures_document unique (fine_id, document_key);

-- A wrong payment or seizure: the record stays, a correction stands beside it. One person proposes with a reason, another
-- one, who has not recorded it, decides. `rupiah` null: it never came in.
create table fine_corrections (
    id uuid primary key,
    fine_id uuid not null references fines (id),
    sentence_id uuid not null references sentences (id),
    payment_id uuid references fine_payments (id),
    seizure_id uuid references fine_seizures (id),
    rupiah bigint check (rupiah >= 0),
    reason text not null check (length(reason) between 1 and 1000),
    state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    constraint fine_corrections_of_one check (num_nonnulls(payment_id, seizure_id) = 1),
    constraint fine_corrections_two_persons check (decided_by <> proposed_by),
    constraint fine_corrections_decided check (
        (state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)
    )
);
create unique index fine_corrections_one_open on fine_corrections (coalesce(payment_id, seizure_id))
where state = 'proposed';
create index fine_corrections_payment_id on fine_corrections (payment_id) where payment_id is not null;
create index fine_corrections_seizure_id on fine_corrections (seizure_id) where seizure_id is not null;
create index fine_corrections_sentence_id on fine_corrections (sentence_id, id);
create index fine_corrections_state on fine_corrections (state, id);

create function fine_correction_is_decided_once() returns trigger
language plpgsql
as $$
declare
    decision text[] := array['state', 'decided_by', 'decided_at', 'reason'];
begin
    if to_jsonb(old) - decision <> to_jsonb(new) - decision
        or (old.state <> 'proposed' and to_jsonb(old) - 'reason'::text <> to_jsonb(new) - 'reason'::text)
        or (new.reason <> old.reason and new.reason <> '(dihapus)') then
        raise exception 'correction % is as it was said', new.id using errcode = 'insufficient_privilege';
    end if;
    if new.decided_by in (
        select recorded_by from fine_payments where id = new.payment_id
        union all select recorded_by from fine_seizures where id = new.seizure_id
    ) then
        raise exception 'correction % is decided by whoever recorded it', new.id
            using errcode = 'check_violation', constraint = 'fine_corrections_two_persons';
    end if;
    return new;
end
$$;
create trigger fine_corrections_decided_once before update on fine_corrections
for each row execute function fine_correction_is_decided_once();

-- Payments and seizures as they stand after their corrections.
create view fine_receipts_as_corrected as
select
    r.id, r.fine_id, r.kind, r.received_on,
    case when fix.id is null then r.rupiah else coalesce(fix.rupiah, 0) end as rupiah,
    fix.id is not null and fix.rupiah is null as never_came_in
from (
    select p.id, p.fine_id, 'payment' as kind, p.paid_on as received_on, p.rupiah from fine_payments as p
    union all
    select s.id, s.fine_id, 'seizure', s.seized_on, s.rupiah from fine_seizures as s
) as r
left join lateral (
    select c.id, c.rupiah from fine_corrections as c
    where (c.payment_id = r.id or c.seizure_id = r.id) and c.state = 'approved'
    order by c.decided_at desc, c.id desc
    limit 1
) as fix on true;

-- What an amended verdict has left of an order to serve prison or to pay. It only ever gets less.
alter table breaches add column reduced_prison_days integer check (reduced_prison_days between 0 and prison_days);
alter table breaches add column reduced_fine_rupiah bigint check (reduced_fine_rupiah between 0 and fine_rupiah);
alter table breaches add constraint breaches_reduced_what_was_ordered check (
    (reduced_prison_days is null or prison_days is not null)
    and (reduced_fine_rupiah is null or fine_rupiah is not null)
);
create function order_gets_less() returns trigger
language plpgsql
as $$
begin
    if coalesce(new.reduced_prison_days, new.prison_days) > coalesce(old.reduced_prison_days, old.prison_days)
        or coalesce(new.reduced_fine_rupiah, new.fine_rupiah) > coalesce(old.reduced_fine_rupiah, old.fine_rupiah) then
        raise exception 'the order of breach % would get more', new.id
            using errcode = 'check_violation', constraint = 'breaches_reduced_only';
    end if;
    return new;
end
$$;
create trigger breaches_reduced_only before update of reduced_prison_days, reduced_fine_rupiah on breaches
for each row execute function order_gets_less();

alter table fines drop constraint fines_settled_by_check;
alter table fines add constraint fines_settled_by_known check (
    settled_by in ('payment', 'seizure', 'substitute_prison', 'amendment')
);
-- A payment of the whole rest lifts the order of substitute prison.
alter table fines add column substitute_lifted_on date;
alter table fines drop constraint fines_substitute_stated;
alter table fines add constraint fines_substitute_stated check (
    case
        when settled_by = 'substitute_prison' or substitute_lifted_on is not null
            then num_nulls(substitute_days, substitute_number, substitute_on, substitute_ordered_by) = 0
        else num_nonnulls(substitute_days, substitute_number, substitute_on, substitute_ordered_by) = 0
    end
);
alter table fines add constraint fines_substitute_lifted check (
    substitute_lifted_on is null or coalesce(settled_by, '') <> 'substitute_prison'
);

-- What is left: below nothing where an amended verdict asks for less than came in.
create or replace function fine_rest(of_fine uuid) returns bigint
language sql
as $$
    select
        coalesce(b.reduced_fine_rupiah, f.rupiah) - (
            select coalesce(sum(r.rupiah), 0)::bigint from fine_receipts_as_corrected as r where r.fine_id = f.id
        )
    from fines as f inner join breaches as b on b.id = f.breach_id where f.id = of_fine
$$;

create or replace function receive_within_fine() returns trigger
language plpgsql
as $$
declare
    said jsonb := to_jsonb(new);
begin
    if fine_rest(new.fine_id) < 0 and (said ->> 'rupiah')::bigint > 0 then
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

-- At every commit the state fits what is left: settled where nothing is, or where prison stands for it after a seizure.
create function fine_fits_its_rest(of_fine uuid) returns void
language plpgsql
as $$
declare
    fine fines%rowtype;
    rest bigint := fine_rest(of_fine);
begin
    select * into strict fine from fines where id = of_fine;
    if fine.settled_by in ('payment', 'seizure', 'amendment') and rest > 0 then
        raise exception 'something of fine % is left', of_fine
            using errcode = 'check_violation', constraint = 'fines_settled_in_full';
    end if;
    if fine.state <> 'settled' and rest <= 0 then
        raise exception 'nothing of fine % is left', of_fine
            using errcode = 'check_violation', constraint = 'fines_open_owes';
    end if;
    if fine.settled_by = 'substitute_prison' and not exists (
        select from fine_receipts_as_corrected where fine_id = of_fine and kind = 'seizure' and not never_came_in
    ) then
        raise exception 'prison for fine % comes after a seizure', of_fine
            using errcode = 'check_violation', constraint = 'fines_seizure_first';
    end if;
    if fine.settled_by = 'substitute_prison' and rest <= 0 then
        raise exception 'prison for fine % stands for nothing', of_fine
            using errcode = 'check_violation', constraint = 'fines_prison_for_a_rest';
    end if;
end
$$;
drop trigger fines_settled_within_law on fines;
drop function settle_within_law();
create function fine_fits() returns trigger
language plpgsql
as $$
begin
    perform fine_fits_its_rest((to_jsonb(new) ->> tg_argv[0])::uuid);
    return null;
end
$$;
create constraint trigger fines_fit after insert or update of state, settled_by on fines
deferrable initially deferred for each row execute function fine_fits('id');
create constraint trigger fine_payments_fit after insert on fine_payments
deferrable initially deferred for each row execute function fine_fits('fine_id');
create constraint trigger fine_seizures_fit after insert on fine_seizures
deferrable initially deferred for each row execute function fine_fits('fine_id');
create constraint trigger fine_corrections_fit after update of state on fine_corrections
deferrable initially deferred for each row execute function fine_fits('fine_id');
create function reduced_fine_fits() returns trigger
language plpgsql
as $$
begin
    perform fine_fits_its_rest(id) from fines where breach_id = new.id;
    return null;
end
$$;
create constraint trigger breaches_fine_fits after update of reduced_fine_rupiah on breaches
deferrable initially deferred for each row execute function reduced_fine_fits();
