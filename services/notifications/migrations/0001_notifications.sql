-- What this service knows of the organisations, from the events of the agreements service.
create table organisations (
    id uuid primary key,
    code text not null,
    name text not null,
    version bigint not null
);
create index organisations_code on organisations (code);

-- The directory: the only place here with personal data. `reference` is the subject of the person's token.
create table recipients (
    id uuid primary key,
    reference text not null constraint recipients_reference_taken unique check (length(reference) between 1 and 100),
    name text not null check (length(name) between 1 and 200),
    organisation_id uuid,
    roles text [] not null,
    language text not null check (language in ('id', 'en')),
    email text check (length(email) <= 200),
    channels text [] not null check (cardinality(channels) > 0 and channels <@ array['email', 'inbox']),
    active boolean not null,
    constraint recipients_email_given check (email is not null or not 'email' = any(channels))
);
create index recipients_organisation_id on recipients (organisation_id) where active;
create index recipients_roles on recipients using gin (roles);

-- Rules set over HTTP; one with the id of a shipped rule takes its place.
create table rules (
    id text primary key check (id ~ '^[a-z][a-z0-9-]{1,59}$'),
    event_type text not null,
    definition jsonb not null,
    changed_at timestamptz not null
);
create index rules_event_type on rules (event_type);

create table circulars (
    id uuid primary key,
    title text not null check (length(title) between 3 and 200),
    body text not null check (length(body) between 1 and 20000),
    roles text [] not null,
    organisations uuid [],
    acknowledge_by date not null,
    state text not null check (state in ('open', 'overdue', 'complete')),
    recipients integer not null check (recipients > 0),
    acknowledged integer not null default 0 check (acknowledged between 0 and recipients),
    published_by text not null,
    published_at timestamptz not null,
    check ((state = 'complete') = (acknowledged = recipients))
);
create index circulars_to_lapse on circulars (acknowledge_by) where state = 'open';

create table circular_recipients (
    circular_id uuid not null references circulars (id),
    recipient_id uuid not null references recipients (id),
    organisation_id uuid,
    acknowledged_at timestamptz,
    primary key (circular_id, recipient_id)
);
create index circular_recipients_recipient_id on circular_recipients (recipient_id);

-- What is said about one event, once per rule and language; the messages point at it.
create table texts (
    id uuid primary key,
    source text not null,
    event_id text not null,
    event_type text not null,
    rule_id text not null,
    language text not null check (language in ('id', 'en')),
    subject text not null check (length(subject) <= 200),
    body text not null,
    link text,
    circular_id uuid references circulars (id),
    correlation_id text not null,
    unique (source, event_id, rule_id, language)
);
create index texts_circular_id on texts (circular_id);

-- `claimed_until` is the lease of the worker that sends it, in real time; it is also how that worker knows its claim.
create table messages (
    id uuid primary key,
    text_id uuid not null references texts (id),
    recipient_id uuid not null references recipients (id),
    channel text not null check (channel in ('email', 'inbox')),
    source text not null,
    event_id text not null,
    state text not null check (state in ('queued', 'delivered', 'failed')),
    attempts integer not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz not null,
    claimed_until timestamptz,
    error text check (length(error) <= 300),
    created_at timestamptz not null,
    delivered_at timestamptz,
    read_at timestamptz,
    constraint messages_once unique (source, event_id, recipient_id, channel),
    check ((state = 'delivered') = (delivered_at is not null)),
    check (claimed_until is null or state = 'queued'),
    check (read_at is null or channel = 'inbox')
);
create index messages_text_id on messages (text_id);
create index messages_recipient_id on messages (recipient_id);
create index messages_state on messages (state, id);
create index messages_due on messages (next_attempt_at) where state = 'queued';
create index messages_inbox on messages (recipient_id, id) where channel = 'inbox';
