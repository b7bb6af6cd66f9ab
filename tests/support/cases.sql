-- A city's community service: {cases} cases in five years at {sites} sites. Filled by the superuser, without triggers.
set search_path = community_service, public;
set session_replication_role = replica;
-- Vacuum marks as visible to all only what is known to be on disk.
set synchronous_commit = on;
create function pg_temp.n(kind integer, number bigint) returns uuid language sql immutable
as $$ select ('0190' || lpad(to_hex(kind), 4, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$;
-- The first day of a case: thirty sessions in 120 days. One of fifteen cases is under way.
create function pg_temp.began(number bigint) returns date language sql immutable
as $$ select date '{today}' - 1 - (({cases} - number) * 1825 / {cases})::integer $$;

insert into organisations values
(pg_temp.n(1, 1), 'pn-ambon', 'PN Ambon', 'court', 1), (pg_temp.n(1, 2), 'kejari-ambon', 'Kejari Ambon', 'prosecutor', 1),
(pg_temp.n(1, 3), 'bapas-ambon', 'Bapas Ambon', 'probation_office', 1), (pg_temp.n(1, 4), 'bapas-lain', 'Bapas Lain', 'probation_office', 1);
insert into agreements (agreement_id, state, scopes, agency_id, institution_id, starts_on, ends_on, version, last_day, sites, gate_since)
select pg_temp.n(2, i), 'in_force', '{community_service}', pg_temp.n(1, 100 + i), pg_temp.n(1, 3), '2015-01-01', '2100-01-01',
    1, date '{today}' + 30 * i::integer, '{}', now() from generate_series(1, 12) as i;
insert into calendar_days (on_date, revision, kind, name, decree_number, decreed_on, decree_issuer, recorded_by, recorded_at)
select date '{today}' - 1900 + i * 20, 1, 'public_holiday', 'Hari raya', 'x', '2015-01-01', 'x', 'x', now()
from generate_series(1, 100) as i;
insert into sites (id, agreement_id, agency_id, name, address, latitude, longitude, activities, child_friendly, non_commercial, state, opened_at)
select pg_temp.n(3, i), pg_temp.n(2, 1 + i % 12), pg_temp.n(1, 101 + i % 12), 'Lokasi ' || i, 'Jalan ' || i, -3.69 + i * 0.001,
    128.18, '{kebersihan}', false, true, 'open', now() from generate_series(1, {sites}) as i;
insert into site_slots
select pg_temp.n(4, i * 10 + d), pg_temp.n(3, i), d, '08:00', '16:00', 500
from generate_series(1, {sites}) as i, generate_series(1, 5) as d;
insert into site_supervisors select pg_temp.n(3, i), 'sup-' || i, '2015-01-01', null from generate_series(1, {sites}) as i;

insert into persons select pg_temp.n(5, i), 'Orang', '1990-01-01', null from generate_series(1, {cases}) as i;
insert into sentences (id, person_id, court_code, verdict_number, verdict_key, verdict_date, prosecutor_code,
    probation_office_code, regime, starts_on, ends_on, required_minutes, daily_cap_minutes, replaced_prison_days,
    replaced_fine_rupiah, rules_from, credited_minutes, state, fingerprint, received_at)
select pg_temp.n(6, i), pg_temp.n(5, i), 'pn-ambon', i || '/Pid.B', i::text, pg_temp.began(i) - 10, 'kejari-ambon',
    case when i % 4 = 0 then 'bapas-lain' else 'bapas-ambon' end, 'adult', pg_temp.began(i), pg_temp.began(i) + 130, 7200, 240,
    120, 0, '2022-12-26', case when pg_temp.began(i) + 121 < date '{today}' then 7200 else 0 end,
    case when pg_temp.began(i) + 121 >= date '{today}' then 'active' when i % 50 = 0 then 'closed' else 'completed' end,
    sha256(i::text::bytea), pg_temp.began(i)
from generate_series(1, {cases}) as i;
insert into placements select pg_temp.n(7, i), pg_temp.n(6, i), pg_temp.n(3, 1 + i % {sites}), 'pk', pg_temp.began(i)
from generate_series(1, {cases}) as i;
-- Every fourth day, on Friday where it falls on a weekend. Of seven running cases one has nothing ahead, another one too little.
insert into sessions (id, placement_id, sentence_id, person_id, site_id, slot_id, slot_capacity, on_date, seat, starts_at,
    ends_at, state, checked_in_at, checked_in_by, checked_out_at, outcome, recorded_by, recorded_at, signed_off_by, signed_off_at)
select pg_temp.n(8, i * 100 + k), pg_temp.n(7, i), pg_temp.n(6, i), pg_temp.n(5, i), pg_temp.n(3, 1 + i % {sites}),
    pg_temp.n(4, (1 + i % {sites}) * 10 + extract(isodow from d.on_date)::integer), 500, d.on_date, 1 + (i / {sites}) % 500,
    t.starts, t.ends, s.state, case when s.past then t.starts end, case when s.past then 'sup' end,
    case when s.past then t.ends end, case when s.past then 'attended_complied' end, case when s.past then 'sup' end,
    case when s.past then t.ends end, case when s.state = 'signed_off' then 'pk' end,
    case when s.state = 'signed_off' then t.ends + interval '1 day' end
from generate_series(1, {cases}) as i cross join generate_series(1, 30) as k
cross join lateral (select pg_temp.began(i) + 4 * (k - 1)::integer as on_day) as a
cross join lateral (select on_day - greatest(0, extract(isodow from on_day)::integer - 5) as on_date) as d
cross join lateral (select (d.on_date + time '08:00') at time zone 'Asia/Jayapura' as starts,
    (d.on_date + time '12:00') at time zone 'Asia/Jayapura' as ends) as t
cross join lateral (select d.on_date < date '{today}' as past, case when d.on_date >= date '{today}' then 'scheduled'
    when d.on_date >= date '{today}' - 2 then 'recorded' else 'signed_off' end as state) as s
where d.on_date < date '{today}' or (i % 7 <> 0 and (i % 7 <> 1 or k % 2 = 0));
insert into credits (id, session_id, sentence_id, on_date, minutes, credited_at, kind)
select id, id, sentence_id, on_date, 240, signed_off_at, 'sign_off' from sessions where state = 'signed_off' order by signed_off_at;
insert into forecasts (sentence_id, due_on, pace, scheduled_minutes, schedulable_minutes, short_minutes, made_at)
select s.id, date '{today}' + 1, case when i % 14 = 0 then 'cannot_finish' when i % 14 = 7 then 'at_risk' else 'on_pace' end,
    case when i % 7 = 0 then 0 when i % 7 = 1 then 3000 else 7200 end, 4000, case when i % 14 = 0 then 100 else 0 end, now()
from generate_series(1, {cases}) as i join sentences as s on s.id = pg_temp.n(6, i);
-- Of fifty sessions one had an alarm; those of the last weeks are open.
insert into alarms (id, kind, sentence_id, session_id, site_id, cause, measured, allowed, raised_at, state, finding, note,
    resolved_by, resolved_at)
select pg_temp.n(9, row_number() over (order by id)), case when (r.number / 50) % 3 = 0 then 'too_regular' else 'far_from_site' end,
    sentence_id, id, site_id, id::text, 400, 300, recorded_at, case when r.open then 'open' else 'resolved' end,
    case when not r.open then 'dismissed' end, case when not r.open then 'diperiksa' end,
    case when not r.open then 'auditor' end, case when not r.open then recorded_at end
from (select *, row_number() over (order by id) as number, on_date > date '{today}' - 14 as open
    from sessions where recorded_at is not null) as r where r.number % 50 = 0;
insert into attendance_corrections (id, session_id, sentence_id, reason, outcome, checked_in_at, checked_out_at, state,
    proposed_by, proposed_at, decided_by, decided_at, minutes)
select pg_temp.n(11, row_number() over (order by id)), id, sentence_id, 'salah catat', 'attended_complied', checked_in_at,
    checked_out_at, case when state = 'recorded' then 'proposed' else 'approved' end, 'sup', recorded_at,
    case when state <> 'recorded' then 'pk-2' end, case when state <> 'recorded' then recorded_at end,
    case when state <> 'recorded' then 0 end
from (select *, row_number() over (order by id) as number from sessions where recorded_at is not null) as r where number % 80 = 0;
-- A fact for each recorded session; their hashes are of no matter here. The alarm's is the one that the page looks for.
insert into journal (event_id, type, key, version, data, actor, occurred_at, correlation_id, digest, previous_hash, hash)
select gen_random_uuid(), case when a.id is null then 'community-service.attendance.recorded' else 'community-service.misuse.suspected' end,
    x.sentence_id::text, row_number() over (partition by x.sentence_id order by x.starts_at), json_build_object('alarm_id', a.id),
    'sup', x.recorded_at, 'x', sha256(x.id::text::bytea),
    case when row_number() over (partition by x.sentence_id order by x.starts_at) > 1 then sha256('x') end, sha256('y')
from sessions as x left join alarms as a on a.session_id = x.id where x.recorded_at is not null order by x.recorded_at;
insert into plans (id, sentence_id, state, made_by, made_at, basis, answer)
select pg_temp.n(10, i * 3 + k), pg_temp.n(6, i), 'proposed', 'pk', now(), '{}', '{}'
from generate_series(1, {cases}) as i, generate_series(0, 2) as k where i % 7 < 2;
set session_replication_role = origin;
