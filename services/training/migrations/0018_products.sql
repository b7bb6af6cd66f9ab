-- What inmates make for sale, under a cooperation agreement (PKS) with the scope `marketing`. Children are no makers
-- (UU 22/2022 art. 9, 12). A maker stands in `batch_makers` under the participant's id alone.
create table workshops (
    id uuid primary key,
    institution_id uuid not null,
    title text not null check (length(title) between 3 and 200),
    opened_at timestamptz not null
);
create index workshops_institution_id on workshops (institution_id, id);

create function workshop_not_of_children() returns trigger
language plpgsql
as $$
begin
    if exists (select from organisations as o where o.id = new.institution_id and o.kind = 'child_institution') then
        raise exception 'children make nothing for sale' using errcode = 'check_violation', constraint = 'workshops_not_of_children';
    end if;
    return new;
end
$$;
create trigger workshops_not_of_children before insert on workshops
for each row execute function workshop_not_of_children();

-- `in_stock` follows the batches. Whoever changes stock, prices or sales of a product holds its row.
create table products (
    id uuid primary key,
    workshop_id uuid not null references workshops (id),
    cooperation_agreement_id uuid not null references cooperation_agreements (id),
    agency_id uuid not null,
    institution_id uuid not null,
    kind text not null check (kind ~ '^[a-z][a-z0-9-]{1,39}$'),
    title text not null check (length(title) between 3 and 200),
    description text not null check (length(description) between 3 and 2000),
    state text not null default 'unlisted' check (state in ('unlisted', 'listed', 'suspended')),
    in_stock bigint not null default 0 constraint products_stock_not_below_zero check (in_stock >= 0),
    created_at timestamptz not null
);
create index products_workshop_id on products (workshop_id);
create index products_cooperation_agreement_id on products (cooperation_agreement_id, id);
create index products_institution_id on products (institution_id, id);
create index products_agency_id on products (agency_id, id);
create index products_catalogue on products (id) where state = 'listed' and in_stock > 0;
create index products_catalogue_kind on products (kind, id) where state = 'listed' and in_stock > 0;

-- Prices only grow: of one day, the one that was set last counts.
create table product_prices (
    id uuid primary key,
    product_id uuid not null references products (id),
    valid_from date not null check (valid_from between date '1900-01-01' and date '2200-01-01'),
    price bigint not null check (price between 1 and 1000000000),
    set_by text not null,
    set_at timestamptz not null
);
create index product_prices_product_id on product_prices (product_id, valid_from desc, id desc);
create trigger product_prices_only_grow before update or delete on product_prices
for each row execute function only_grows();

-- Nobody uploads a photo without stating that it shows no person and no work of a child (UU 11/2012 art. 19).
create table product_photos (
    id uuid primary key,
    product_id uuid not null references products (id),
    content bytea not null check (length(content) between 1 and 4194304),
    stated_no_person boolean not null constraint product_photos_no_person check (stated_no_person),
    stated_no_work_of_a_child boolean not null
    constraint product_photos_no_work_of_a_child check (stated_no_work_of_a_child),
    stated_by text not null,
    added_at timestamptz not null
);
create index product_photos_product_id on product_photos (product_id, id);

-- `gone`: sold, or written off. `cost_taken`: the material cost of what is gone; with the last piece it is all of it.
create table batches (
    id uuid primary key,
    product_id uuid not null references products (id),
    institution_id uuid not null,
    made_on date not null check (made_on between date '1900-01-01' and date '2200-01-01'),
    quantity integer not null check (quantity between 1 and 100000),
    material_cost bigint not null check (material_cost between 0 and 1000000000000),
    in_warehouse integer not null constraint batches_stock_not_below_zero check (in_warehouse >= 0),
    gone integer not null default 0 check (gone between 0 and quantity),
    cost_taken bigint not null default 0,
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint batches_cost check (
        cost_taken between 0 and material_cost and (gone < quantity or cost_taken = material_cost)
    )
);
create index batches_product_id on batches (product_id, id);
create index batches_warehouse on batches (institution_id, id) where in_warehouse > 0;

create table batch_makers (
    batch_id uuid not null references batches (id),
    participant_id uuid not null references participants (id),
    parts integer not null check (parts between 1 and 1000),
    primary key (batch_id, participant_id)
);
create index batch_makers_participant_id on batch_makers (participant_id);
create trigger batch_makers_only_grow before update or delete on batch_makers
for each row execute function only_grows();

create function maker_is_an_adult() returns trigger
language plpgsql
as $$
begin
    if not exists (
        select from participants as p join batches as b on b.id = new.batch_id
        where p.id = new.participant_id and extract(year from age(b.made_on, p.birth_date)) >= 18
    ) then
        raise exception 'a child is no maker' using errcode = 'check_violation', constraint = 'batch_makers_adults';
    end if;
    return new;
end
$$;
create trigger batch_makers_adults before insert on batch_makers
for each row execute function maker_is_an_adult();

create function batch_has_makers() returns trigger
language plpgsql
as $$
begin
    if not exists (select from batch_makers as m where m.batch_id = new.id) then
        raise exception 'batch % has no maker', new.id using errcode = 'check_violation', constraint = 'batches_have_makers';
    end if;
    return null;
end
$$;
create constraint trigger batches_have_makers after insert on batches
deferrable initially deferred for each row execute function batch_has_makers();

create function product_in_stock() returns trigger
language plpgsql
as $$
begin
    update products set in_stock = in_stock + (new.quantity - new.gone)
        - case tg_op when 'INSERT' then 0 else old.quantity - old.gone end
    where id = new.product_id;
    return null;
end
$$;
create trigger batches_in_stock after insert or update of quantity, gone on batches
for each row execute function product_in_stock();
