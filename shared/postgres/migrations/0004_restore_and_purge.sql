-- What a service needs to see that its database is older than Kafka (docs/decisions/0017), and to forget what is old (docs/operate.md).

-- The next offset of each partition that the service reads. Written in the transaction that handles what was read.
create table consumed (
    topic text not null,
    partition integer not null,
    next_offset bigint not null check (next_offset >= 0),
    primary key (topic, partition)
);

-- Facts that stand on the topics and that a restored database does not have. `position`: the fact of this journal that states them.
create table lost_facts (
    event_id uuid primary key,
    type text not null,
    key text not null,
    sequence bigint not null check (sequence >= 0),
    internal_sequence bigint not null check (internal_sequence >= 0),
    occurred_at timestamptz,
    position bigint not null references journal (position)
);
create index lost_facts_key on lost_facts (key);
create index lost_facts_position on lost_facts (position);

-- Null, or the fact that states that a restore lost facts of this seal: its root can no longer be computed.
alter table seals add column stated_at bigint;

-- Up to when something was purged.
create table purges (
    what text primary key,
    until timestamptz not null
);

-- What was settled keeps its digest, place and reason, so that a redelivery adds no second row. Its content goes at once.
update dead_letters set key = null, value = null, headers = '[]' where state <> 'waiting';
alter table dead_letters add constraint dead_letters_settled_is_empty check (
    state = 'waiting' or (key is null and value is null)
) not valid;
create index dead_letters_settled_at on dead_letters (settled_at) where state <> 'waiting';

-- An answer with personal data is never kept. What it was about is: a repeated request reads it again.
alter table idempotency_keys add column about text;

-- As before. A stream goes on above what the topics hold already, also where a restored journal does not have it.
create or replace function append_facts(
    event_ids uuid [],
    types text [],
    topics text [],
    internal_topics text [],
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
    head record;
    lost_sequence bigint := 0;
    lost_internal_sequence bigint := 0;
    any_lost constant boolean := exists (select from lost_facts);
    new_position bigint;
    versions bigint[] := '{}';
begin
    for i in 1 .. array_length(event_ids, 1) loop
        select j.version, j.hash, j.sequence, j.internal_sequence into head
        from journal as j where j.key = keys[i] order by j.version desc limit 1;
        if any_lost then
            select max(l.sequence), max(l.internal_sequence) into lost_sequence, lost_internal_sequence
            from lost_facts as l where l.key = keys[i];
        end if;
        insert into journal (
            event_id, type, topic, internal_topic, key, version, sequence, internal_sequence, data, internal, actor,
            occurred_at, correlation_id, causation_id, traceparent, digest, previous_hash, hash
        ) values (
            event_ids[i], types[i], topics[i], internal_topics[i], keys[i], coalesce(head.version, 0) + 1,
            greatest(head.sequence, lost_sequence, 0) + (topics[i] is not null)::integer,
            greatest(head.internal_sequence, lost_internal_sequence, 0) + (internal_topics[i] is not null)::integer,
            datas[i]::json, internals[i]::json, actor, occurred_at, correlation_id, causation_id, traceparent,
            digests[i], head.hash,
            sha256(coalesce(head.hash, ''::bytea) || int8send(coalesce(head.version, 0) + 1) || digests[i])
        ) returning position into new_position;
        if topics[i] is not null or internal_topics[i] is not null then
            insert into outbox (position, key) values (new_position, keys[i]);
        end if;
        versions := versions || (coalesce(head.version, 0) + 1);
    end loop;
    return versions;
end
$$;
