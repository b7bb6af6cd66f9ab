-- The prosecutor's act that allows another place than the one that the verdict states (K8). It only grows.
create table place_acts (
    sentence_id uuid not null references sentences (id),
    site_id uuid not null references sites (id),
    document_number text not null check (length(document_number) between 1 and 100),
    document_date date not null,
    allowed_by text not null,
    allowed_at timestamptz not null,
    primary key (sentence_id, site_id)
);
create index place_acts_site_id on place_acts (site_id);
