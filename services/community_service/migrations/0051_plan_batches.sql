-- Plans for many, that somebody asked for. They are made one after the other; what is finished stays as it is.
create table plan_batches (
    id uuid primary key,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'finished')),
    asked_by text not null,
    asked_at timestamptz not null,
    site_ids uuid [],
    started_at timestamptz,
    ended_at timestamptz,
    check ((state = 'waiting') = (started_at is null)),
    check ((state = 'finished') = (ended_at is not null))
);
create index plan_batches_to_do on plan_batches (id) where state <> 'finished';

-- Each case that it is about, in the order in which it was asked for. There may be no case of this id.
create table plan_batch_items (
    batch_id uuid not null references plan_batches (id),
    sentence_id uuid not null,
    place integer not null check (place >= 0),
    plan_id uuid references plans (id),
    refusal text,
    primary key (batch_id, sentence_id),
    constraint plan_batch_items_one_answer check (plan_id is null or refusal is null)
);
create unique index plan_batch_items_place on plan_batch_items (batch_id, place);
create unique index plan_batch_items_plan on plan_batch_items (plan_id) where plan_id is not null;
-- Nobody is planned in two batches at once.
create unique index plan_batch_items_once on plan_batch_items (sentence_id) where plan_id is null and refusal is null;
