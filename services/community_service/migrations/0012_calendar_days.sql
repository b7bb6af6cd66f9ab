-- What decrees say of a day, for all sites. A day has revisions: the latest one holds, and nothing of them is changed.
create table calendar_days (
    on_date date not null check (on_date between date '1900-01-01' and date '2200-01-01'),
    revision integer not null check (revision >= 1),
    previous integer generated always as (nullif(revision - 1, 0)) stored,
    kind text not null check (kind in ('public_holiday', 'joint_leave', 'working_day')),
    name text not null check (length(name) between 1 and 200),
    decree_number text not null check (length(decree_number) between 1 and 100),
    decreed_on date not null check (decreed_on between date '1900-01-01' and date '2200-01-01'),
    decree_issuer text not null check (length(decree_issuer) between 1 and 200),
    correction text check (length(correction) between 1 and 1000),
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (on_date, revision),
    foreign key (on_date, previous) references calendar_days (on_date, revision),
    constraint calendar_days_corrects_something check (correction is null or revision > 1)
);
create trigger calendar_days_only_grow before update or delete on calendar_days
for each row execute function only_grows();

-- Whoever works on public holidays works on joint leave too, unless the site says otherwise.
alter table sites add column works_on_joint_leave boolean not null default false;
update sites set works_on_joint_leave = true where works_on_holidays;
