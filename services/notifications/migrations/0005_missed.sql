-- What a rule could not tell, because one of its texts failed. It is told when the rule is set anew. `data` has public fields only.
create table missed_events (
    rule_id text not null,
    source text not null,
    event_id text not null,
    event_type text not null,
    data jsonb not null,
    correlation_id text not null,
    why text not null check (length(why) <= 1000),
    failed_at timestamptz not null,
    primary key (rule_id, source, event_id)
);
create index missed_events_failed_at on missed_events (failed_at);
