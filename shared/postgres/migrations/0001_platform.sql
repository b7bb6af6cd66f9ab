-- What every service's schema holds of the platform: journal, outbox, inbox, dead letters, idempotency keys.

-- Append-only. A fact without a topic is for the record only and is never published. `hash` chains the facts of one key: sha256(previous hash, version, digest of the fact).
create table journal (
    position bigint generated always as identity primary key,
    event_id uuid not null unique,
    type text not null check (type <> ''),
    topic text,
    key text not null check (key <> ''),
    version bigint not null check (version > 0),
    data json not null,
    internal json,
    actor text not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp(),
    correlation_id text not null,
    causation_id text,
    traceparent text,
    digest bytea not null check (length(digest) = 32),
    previous_hash bytea,
    hash bytea not null check (length(hash) = 32),
    unique (key, version),
    check ((version = 1) = (previous_hash is null))
);
create index journal_type_position on journal (type, position);

-- Positions that wait for the relay. Slim, so that it stays in memory; rows leave after the broker's acknowledgement.
create table outbox (
    position bigint primary key references journal (position),
    key text not null
);

create table inbox (
    source text not null,
    id text not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (source, id)
);
create index inbox_received_at on inbox (received_at);

-- Messages that can never be handled as they are. `digest` covers the bytes, so that a redelivery adds no second row.
create table dead_letters (
    id uuid primary key,
    topic text not null,
    partition integer not null,
    "offset" bigint not null,
    key bytea,
    value bytea,
    headers json not null,
    digest bytea not null,
    reason text not null,
    error text not null,
    attempts integer not null default 1 check (attempts > 0),
    state text not null default 'waiting' check (state in ('waiting', 'replayed', 'discarded')),
    received_at timestamptz not null,
    settled_at timestamptz,
    settled_by text,
    unique (topic, digest),
    check ((state = 'waiting') = (settled_at is null))
);
create index dead_letters_state on dead_letters (state, id);

create table idempotency_keys (
    actor text not null,
    key text not null check (length(key) between 1 and 200),
    fingerprint bytea not null,
    status integer,
    body bytea,
    etag text,
    created_at timestamptz not null default clock_timestamp(),
    primary key (actor, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

-- Appends facts in the given order, one round trip for any number of them. The caller holds the aggregate's lock;
-- where it does not, the unique (key, version) makes the later of two writers fail, and it tries again.
create function append_facts(
    event_ids uuid [],
    types text [],
    topics text [],
    keys text [],
    datas text [],
    internals text [],
    digests bytea [],
    actor text,
    occurred_at timestamptz,
    correlation_id text,
    causation_id text,
    traceparent text
) returns bigint []
language plpgsql
as $$
declare
    head_version bigint;
    head_hash bytea;
    new_position bigint;
    versions bigint[] := '{}';
begin
    for i in 1 .. array_length(event_ids, 1) loop
        select j.version, j.hash into head_version, head_hash
        from journal as j where j.key = keys[i] order by j.version desc limit 1;
        head_version := coalesce(head_version, 0) + 1;
        insert into journal (
            event_id, type, topic, key, version, data, internal, actor, occurred_at,
            correlation_id, causation_id, traceparent, digest, previous_hash, hash
        ) values (
            event_ids[i], types[i], topics[i], keys[i], head_version, datas[i]::json, internals[i]::json, actor,
            occurred_at, correlation_id, causation_id, traceparent, digests[i], head_hash,
            sha256(coalesce(head_hash, ''::bytea) || int8send(head_version) || digests[i])
        ) returning position into new_position;
        if topics[i] is not null then
            insert into outbox (position, key) values (new_position, keys[i]);
        end if;
        versions := versions || head_version;
    end loop;
    return versions;
end
$$;

-- The version of an aggregate is that of its stream: what ETag and If-Match speak of.
create function stream_version(stream_key text) returns bigint
language sql stable
as $$
    select version from journal where key = stream_key order by version desc limit 1
$$;
