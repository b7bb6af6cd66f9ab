-- What strangers sent, as it came, from its receipt until it is handled or a dead letter. Until then Kafka would have the
-- only copy. It may be personal, so it goes in the transaction that handles it. `digest` as in dead_letters.
create table received (
    topic text not null,
    digest bytea not null check (length(digest) = 32),
    partition integer not null,
    "offset" bigint not null,
    key bytea,
    value bytea,
    headers json not null,
    flaw text,
    received_at timestamptz not null default clock_timestamp(),
    primary key (topic, digest)
);
create index received_received_at on received (received_at);
