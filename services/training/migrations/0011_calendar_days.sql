-- What decrees say of days, as the community service published it. A day has revisions: the highest one holds.
create table calendar_days (
    on_date date not null check (on_date between date '1900-01-01' and date '2200-01-01'),
    revision integer not null check (revision >= 1),
    kind text not null check (kind in ('public_holiday', 'joint_leave', 'working_day')),
    name text not null check (length(name) between 1 and 200),
    decree_number text not null,
    decreed_on date not null,
    decree_issuer text not null,
    recorded_at timestamptz not null,
    primary key (on_date, revision)
);
create trigger calendar_days_only_grow before update or delete on calendar_days
for each row execute function only_grows();

-- Sessions on a day that a decree closed after they had been set: to be moved, or held all the same where only adults take part.
create table closed_sessions (
    programme_id uuid not null,
    number integer not null,
    on_date date not null,
    why text not null,
    since timestamptz not null,
    primary key (programme_id, number),
    foreign key (programme_id, number) references sessions (programme_id, number) on delete cascade
);
create index closed_sessions_on_date on closed_sessions (on_date);
