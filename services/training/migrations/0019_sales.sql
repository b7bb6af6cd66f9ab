-- Outlets and fairs of an agency, what is on consignment there, and what was sold, came back or was lost.
create table outlets (
    id uuid primary key,
    agency_id uuid not null,
    kind text not null check (kind in ('shop', 'gallery', 'market_stall', 'fair')),
    title text not null check (length(title) between 3 and 200),
    address text not null check (length(address) between 3 and 300),
    commission_percent integer not null check (commission_percent between 0 and 100),
    starts_on date check (starts_on between date '1900-01-01' and date '2200-01-01'),
    ends_on date check (ends_on between date '1900-01-01' and date '2200-01-01'),
    closed_on date,
    opened_at timestamptz not null,
    constraint outlets_fair_has_period check (num_nonnulls(starts_on, ends_on) = case kind when 'fair' then 2 else 0 end),
    constraint outlets_period check (ends_on >= starts_on)
);
create index outlets_agency_id on outlets (agency_id, id);

create table consignments (
    id uuid primary key,
    batch_id uuid not null references batches (id),
    product_id uuid not null references products (id),
    institution_id uuid not null,
    agency_id uuid not null,
    outlet_id uuid not null references outlets (id),
    quantity integer not null check (quantity > 0),
    remaining integer not null constraint consignments_stock_not_below_zero check (remaining between 0 and quantity),
    commission_percent integer not null check (commission_percent between 0 and 100),
    sent_on date not null check (sent_on between date '1900-01-01' and date '2200-01-01'),
    due_on date not null,
    counted_on date,
    sent_by text not null,
    sent_at timestamptz not null,
    constraint consignments_due_later check (due_on >= sent_on),
    constraint consignments_counted check (counted_on is null or (remaining = 0 and counted_on >= sent_on))
);
create index consignments_batch_id on consignments (batch_id);
create index consignments_product_id on consignments (product_id) where remaining > 0;
create index consignments_outlet_id on consignments (outlet_id, id);
create index consignments_institution_id on consignments (institution_id, id);
create index consignments_agency_id on consignments (agency_id, id);
create index consignments_institution_stock on consignments (institution_id, id) where remaining > 0;
create index consignments_agency_stock on consignments (agency_id, id) where remaining > 0;
create index consignments_due_on on consignments (due_on, id) where counted_on is null;

-- A consignment is counted back once: sold, returned and missing are all that was still out.
create table consignment_counts (
    consignment_id uuid primary key references consignments (id),
    remaining integer not null,
    sold integer not null check (sold >= 0),
    returned integer not null check (returned >= 0),
    missing integer not null check (missing >= 0),
    reason text check (length(reason) between 3 and 500),
    counted_on date not null,
    counted_by text not null,
    counted_at timestamptz not null,
    constraint consignment_counts_complete check (sold + returned + missing = remaining),
    constraint consignment_counts_missing_has_reason check ((missing > 0) = (reason is not null))
);

-- The profit is never below zero: what the price does not cover, the institution bears.
create table sales (
    id uuid primary key,
    batch_id uuid not null references batches (id),
    product_id uuid not null references products (id),
    consignment_id uuid references consignments (id),
    institution_id uuid not null,
    agency_id uuid not null,
    quantity integer not null check (quantity > 0),
    unit_price bigint not null check (unit_price between 1 and 1000000000),
    list_price bigint not null check (list_price between 1 and 1000000000),
    revenue bigint not null,
    material_cost bigint not null check (material_cost >= 0),
    commission bigint not null check (commission >= 0),
    profit bigint not null check (profit >= 0),
    loss bigint not null check (loss >= 0),
    sold_on date not null check (sold_on between date '1900-01-01' and date '2200-01-01'),
    replaces uuid unique references sales (id),
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint sales_revenue check (revenue = quantity * unit_price),
    constraint sales_profit check (profit - loss = revenue - material_cost - commission and least(profit, loss) = 0)
);
create index sales_batch_id on sales (batch_id);
create index sales_product_id on sales (product_id, id);
create index sales_consignment_id on sales (consignment_id);
create index sales_institution_id on sales (institution_id, id);
create index sales_agency_id on sales (agency_id, id);

-- A return reverses its sale, once. What the buyer keeps is a sale of its own, which replaces the first one.
create table sale_returns (
    sale_id uuid primary key references sales (id),
    quantity integer not null check (quantity > 0),
    reason text not null check (length(reason) between 3 and 500),
    returned_on date not null check (returned_on between date '1900-01-01' and date '2200-01-01'),
    recorded_by text not null,
    recorded_at timestamptz not null
);

create table write_offs (
    id uuid primary key,
    batch_id uuid not null references batches (id),
    consignment_id uuid references consignments (id),
    quantity integer not null check (quantity > 0),
    material_cost bigint not null check (material_cost >= 0),
    reason text not null check (length(reason) between 3 and 500),
    on_day date not null check (on_day between date '1900-01-01' and date '2200-01-01'),
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index write_offs_batch_id on write_offs (batch_id, id);
create index write_offs_consignment_id on write_offs (consignment_id);

create trigger consignment_counts_only_grow before update or delete on consignment_counts
for each row execute function only_grows();
create trigger sales_only_grow before update or delete on sales
for each row execute function only_grows();
create trigger sale_returns_only_grow before update or delete on sale_returns
for each row execute function only_grows();
create trigger write_offs_only_grow before update or delete on write_offs
for each row execute function only_grows();

-- No piece appears or vanishes: what was made is in the warehouse, at an outlet, sold or written off.
create function stock_conserved() returns trigger
language plpgsql
as $$
declare
    said jsonb := to_jsonb(new);
    of_batch uuid := coalesce(said ->> 'batch_id', said ->> 'id')::uuid;
begin
    if exists (
        select from batches as b where b.id = of_batch
        and b.quantity <> b.in_warehouse + b.gone
        + (select coalesce(sum(c.remaining), 0) from consignments as c where c.batch_id = of_batch)
    ) or exists (
        select from batches as b where b.id = of_batch
        and b.gone <> (select coalesce(sum(w.quantity), 0) from write_offs as w where w.batch_id = of_batch)
        + (select coalesce(sum(s.quantity), 0) from sales as s where s.batch_id = of_batch
            and not exists (select from sale_returns as r where r.sale_id = s.id))
    ) then
        raise exception 'pieces of batch % appear or vanish', of_batch
            using errcode = 'check_violation', constraint = 'batches_stock_conserved';
    end if;
    return null;
end
$$;
create constraint trigger batches_stock_conserved after insert or update on batches
deferrable initially deferred for each row execute function stock_conserved();
create constraint trigger consignments_stock_conserved after insert or update on consignments
deferrable initially deferred for each row execute function stock_conserved();
create constraint trigger sales_stock_conserved after insert on sales
deferrable initially deferred for each row execute function stock_conserved();
create constraint trigger write_offs_stock_conserved after insert on write_offs
deferrable initially deferred for each row execute function stock_conserved();
