-- The key of the supervisors takes the first day in, in the same transaction:
-- squawk-ignore-file ban-drop-constraint, ban-drop-default, adding-not-nullable-field, adding-field-with-default, adding-serial-primary-key-field

-- Who supervises a site from which day to which: whoever was one keeps what they have recorded, and their days.
alter table site_supervisors add column from_day date not null default date '1900-01-01';
alter table site_supervisors alter column from_day drop default;
alter table site_supervisors add column until_day date;
alter table site_supervisors drop constraint site_supervisors_pkey;
alter table site_supervisors add constraint site_supervisors_pkey primary key (site_id, subject, from_day);
alter table site_supervisors add constraint site_supervisors_in_order check (until_day >= from_day);
alter table site_supervisors add constraint site_supervisors_once exclude using gist (
    site_id with =, subject with =, daterange(from_day, until_day, '[]') with &&
);

-- As before, but a supervisor is involved in the sessions of their own days.
create or replace view case_involved as
select sentence_id, checked_in_by as subject from sessions where checked_in_by is not null
union
select sentence_id, recorded_by from sessions where recorded_by is not null
union
select sentence_id, signed_off_by from sessions where signed_off_by is not null
union
select sentence_id, confirmed_by from placements
union
-- Whoever resolves an alarm stays outside the case, also by the correction that follows from it.
select sentence_id, proposed_by from attendance_corrections where alarm_id is null
union
select sentence_id, decided_by from attendance_corrections where decided_by is not null
union
-- The prosecutor decides from outside; every other step is part of the case.
select b.sentence_id, s.taken_by from breach_steps as s
inner join breaches as b on b.id = s.breach_id
where s.step <> 'decided'
union
select c.id, r.subject from declared_relations as r
inner join sentences as c on c.person_id = r.person_id
union
select s.sentence_id, supervisors.subject from site_supervisors as supervisors
inner join sessions as s on s.site_id = supervisors.site_id
and s.on_date >= supervisors.from_day and (supervisors.until_day is null or s.on_date <= supervisors.until_day);
