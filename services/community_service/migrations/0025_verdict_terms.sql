-- What a verdict states beside hours and period (KUHP art. 85(6), (9)). Verdicts from before state none of it.
-- squawk-ignore-file adding-field-with-default, constraint-missing-not-valid, ban-drop-not-null
alter table sentences add column ordered_place text check (length(ordered_place) between 1 and 200);
alter table sentences add column ordered_work text check (length(ordered_work) between 1 and 200);
alter table sentences add column days_per_week integer check (days_per_week between 1 and 7);
alter table sentences add column days_per_month integer check (days_per_month between 1 and 31);
alter table sentences add constraint sentences_child_without_sanctions check (
    regime = 'adult' or num_nonnulls(ordered_repeat_minutes, ordered_prison_days, ordered_fine_rupiah) = 0
);

-- Of a child the offence's maximum is not asked.
alter table offences alter column maximum_prison_months drop not null;
