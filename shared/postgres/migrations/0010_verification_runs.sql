-- Verifications of the journal that somebody asked for. One at a time; what has ended stays as it is.
create table verification_runs (
    id uuid primary key,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'finished', 'broken_off')),
    asked_by text not null,
    asked_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    -- How far it has come: facts that were read, the position of the last one, and the journal's last when it began.
    facts bigint not null default 0 check (facts >= 0),
    position bigint not null default 0 check (position >= 0),
    last_position bigint check (last_position >= 0),
    findings json,
    broken_days date [] not null default '{}',
    check ((state = 'finished') = (findings is not null)),
    check ((state in ('finished', 'broken_off')) = (ended_at is not null)),
    check (state <> 'running' or started_at is not null)
);
create unique index verification_runs_one_at_a_time on verification_runs ((true)) where state in ('waiting', 'running');

create function ended_runs_stay() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' or old.state in ('finished', 'broken_off') then
        raise exception 'what a verification found stays' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger ended_verification_runs_stay before update or delete on verification_runs
for each row execute function ended_runs_stay();
