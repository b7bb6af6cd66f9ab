-- Decrees about days are published now. What was recorded before is told once, by a job; then this table stays empty.
create table calendar_untold (
    on_date date not null,
    revision integer not null,
    primary key (on_date, revision),
    foreign key (on_date, revision) references calendar_days (on_date, revision)
);
insert into calendar_untold (on_date, revision) select d.on_date, d.revision from calendar_days as d;
