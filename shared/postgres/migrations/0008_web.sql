-- Who is signed in to the pages. The cookie's value is never saved, only its SHA-256. `said` is shown once, after an act.
create table web_sessions (
    id_hash bytea primary key check (length(id_hash) = 32),
    subject text not null check (subject <> ''),
    roles text[] not null,
    organisation uuid,
    language text check (language in ('id', 'en')),
    idp_sid text,
    said text,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    checked_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    ended_at timestamptz
);
create index web_sessions_idp_sid on web_sessions (idp_sid) where ended_at is null;
create index web_sessions_subject on web_sessions (subject) where ended_at is null;
create index web_sessions_expires_at on web_sessions (expires_at);

-- A form that was sent after its session had ended. It is shown to the same subject again, for half an hour.
create table web_kept (
    id uuid primary key,
    subject text not null,
    form_path text not null,
    fields jsonb not null,
    kept_at timestamptz not null
);
create index web_kept_kept_at on web_kept (kept_at);
