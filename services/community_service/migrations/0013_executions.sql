-- The view of who is involved stays as it is: papers give no minutes.

-- The papers with which execution begins (UU 22/2022 art. 56, 57). Every version stays; a correction is a new row.
create table litmas (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    version integer not null check (version > 0),
    number text not null check (length(number) between 1 and 100),
    dated_on date not null,
    counsellor text not null check (length(counsellor) between 1 and 200),
    office_code text not null,
    place_kinds text [] not null check (
        place_kinds <@ array[
            'hospital', 'orphanage', 'home_for_aged', 'school', 'library', 'kelurahan', 'house_of_worship',
            'other_social', 'public_place'
        ]
    ),
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint litmas_versions unique (sentence_id, version)
);

-- The sites that a litmas names as suitable for a child.
create table litmas_sites (
    litmas_id uuid not null references litmas (id),
    site_id uuid not null references sites (id),
    primary key (litmas_id, site_id)
);
create index litmas_sites_site_id on litmas_sites (site_id);

create table execution_orders (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    version integer not null check (version > 0),
    number text not null check (length(number) between 1 and 100),
    dated_on date not null,
    prosecutor_name text not null check (length(prosecutor_name) between 1 and 200),
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint execution_orders_versions unique (sentence_id, version)
);

-- A reception rests on a litmas and an order: without them the row cannot be.
create table receptions (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    version integer not null check (version > 0),
    received_on date not null,
    place text not null check (length(place) between 1 and 300),
    received_by text not null check (length(received_by) between 1 and 200),
    litmas_version integer not null,
    order_version integer not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    constraint receptions_versions unique (sentence_id, version),
    foreign key (sentence_id, litmas_version) references litmas (sentence_id, version),
    foreign key (sentence_id, order_version) references execution_orders (sentence_id, version)
);
create index receptions_litmas on receptions (sentence_id, litmas_version);
create index receptions_order on receptions (sentence_id, order_version);

create trigger litmas_only_grow before update or delete on litmas
for each row execute function only_grows();
create trigger litmas_sites_only_grow before update or delete on litmas_sites
for each row execute function only_grows();
create trigger execution_orders_only_grow before update or delete on execution_orders
for each row execute function only_grows();
create trigger receptions_only_grow before update or delete on receptions
for each row execute function only_grows();

-- What kind of place a site is; null where nobody has said it. A litmas may name kinds.
alter table sites add column place_kind text;
alter table sites add constraint sites_place_kind check (
    place_kind in (
        'hospital', 'orphanage', 'home_for_aged', 'school', 'library', 'kelurahan', 'house_of_worship', 'other_social',
        'public_place'
    )
) not valid;
alter table sites validate constraint sites_place_kind;

-- Who is told of a child's sessions (PP 58/2022 art. 16(1)). Personal data, apart from the facts.
create table guardians (
    sentence_id uuid primary key references sentences (id),
    name text not null check (length(name) between 1 and 200),
    relation text not null check (relation in ('father', 'mother', 'parents', 'guardian', 'relative', 'other')),
    channel text not null check (channel in ('email', 'phone', 'whatsapp', 'visit')),
    contact text not null check (length(contact) between 1 and 200),
    reference text check (length(reference) between 1 and 100),
    recorded_by text not null,
    recorded_at timestamptz not null
);

-- Who was with a child at a session.
alter table sessions add column accompanied_by text;
alter table sessions add constraint sessions_accompanied_by check (
    accompanied_by in ('guardian', 'counsellor', 'both', 'nobody')
) not valid;
alter table sessions validate constraint sessions_accompanied_by;
