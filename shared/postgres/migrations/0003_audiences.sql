-- Who may read a fact decides its topics (docs/decisions/0016). On each topic a key's facts are numbered without gaps, from its first one
-- there; `sequence` and `internal_sequence` count them up to and with this row. Facts before this migration keep their version as both.
alter table journal
add column internal_topic text,
add column sequence bigint not null default 0,
add column internal_sequence bigint not null default 0;

update journal set
    internal_topic = case
        when topic is not null and internal is not null then regexp_replace(topic, '\.v1$', '.internal.v1')
    end,
    sequence = version,
    internal_sequence = version;

-- A release before this one must not write any more: it would not count.
-- squawk-ignore ban-drop-function
drop function append_facts (
    uuid [], text [], text [], text [], text [], text [], bytea [], text, timestamptz, text, text, text
);

-- Appends facts in the given order, one round trip for any number of them. The caller holds the aggregate's lock;
-- where it does not, the unique (key, version) makes the later of two writers fail, and it tries again.
create function append_facts(
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
    new_position bigint;
    versions bigint[] := '{}';
begin
    for i in 1 .. array_length(event_ids, 1) loop
        select j.version, j.hash, j.sequence, j.internal_sequence into head
        from journal as j where j.key = keys[i] order by j.version desc limit 1;
        insert into journal (
            event_id, type, topic, internal_topic, key, version, sequence, internal_sequence, data, internal, actor,
            occurred_at, correlation_id, causation_id, traceparent, digest, previous_hash, hash
        ) values (
            event_ids[i], types[i], topics[i], internal_topics[i], keys[i], coalesce(head.version, 0) + 1,
            coalesce(head.sequence, 0) + (topics[i] is not null)::integer,
            coalesce(head.internal_sequence, 0) + (internal_topics[i] is not null)::integer,
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
