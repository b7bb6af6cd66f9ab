-- A message is given up after days, not after attempts: they count from the first temporary refusal.
alter table messages add column refused_since timestamptz;

-- A claim has an id, so that its worker can renew the lease.
alter table messages add column claim uuid;

-- A row: the channel pauses until `resumes_at`, in real time. Then one worker makes a probe.
create table pauses (
    channel text primary key check (channel = 'email'),
    failures integer not null check (failures > 0),
    since timestamptz not null,
    resumes_at timestamptz not null,
    error text not null check (length(error) <= 300)
);
