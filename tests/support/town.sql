-- A city's training: {courses} courses in five years, with all that hangs on them. Filled by the superuser, without triggers.
set search_path = training, public;
set session_replication_role = replica;
-- Vacuum marks as visible to all only what is known to be on disk.
set synchronous_commit = on;
create function pg_temp.n(kind integer, number bigint) returns uuid language sql immutable
as $$ select ('0190' || lpad(to_hex(kind), 4, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$;
-- Three of ten are of the first of twelve institutions; a quarter are of the first of forty agencies.
create function pg_temp.institution(number bigint) returns uuid language sql immutable
as $$ select pg_temp.n(1, case when number % 10 < 3 then 1 else 2 + number % 11 end) $$;
create function pg_temp.agency(number bigint) returns uuid language sql immutable
as $$ select pg_temp.n(1, case when number % 4 = 0 then 101 else 102 + number % 39 end) $$;
-- The day on which the course with this number began: the last ones are under way. The very last one is big, and long.
create function pg_temp.began(number bigint) returns date language sql immutable
as $$ select date '{today}' - case when number = {courses} then 50 else 2 + (({courses} - number) * 1825 / {courses})::integer end $$;

insert into organisations
select pg_temp.n(1, i), 'org-' || i, 'Instansi ' || i, case when i <= 12 then 'prison' else 'agency' end, 1
from generate_series(1, 140) as i where i <= 12 or i > 100;
insert into cooperation_agreements (id, joint_agreement_id, agency_id, institution_id, scopes, starts_on, ends_on, last_day,
    state, version, programmes, gate_since)
select pg_temp.n(2, i), pg_temp.n(2, 0), pg_temp.agency(i), pg_temp.institution(i),
    '{training,equipment,marketing}', '2015-01-01', '2100-01-01',
    case when i % 50 = 0 then date '{today}' - 30 else date '2100-01-01' end,
    case when i % 4 = 0 then 'in_force' else 'expired' end, 1, '{}', now() from generate_series(1, 400) as i;
insert into calendar_days
select date '{today}' - 1900 + i * 20, 1, 'public_holiday', 'Hari raya', 'x', '2015-01-01', 'x', now() from generate_series(1, 100) as i;

-- One of twelve courses that are over was never closed. The last one is big, and a queue stands before it.
insert into programmes (id, cooperation_agreement_id, agency_id, institution_id, skill, title, level, minutes, sessions,
    capacity, min_age, max_age, risk_levels, min_attendance, min_score, starts_on, ends_on, for_children, rules_from, state,
    taken, waiting, tickets, opened_at, queue_seen_on)
select pg_temp.n(3, i), pg_temp.n(2, 4 + 4 * (i % 90)), pg_temp.agency(i), pg_temp.institution(i), 'menjahit-' || i % 40,
    'Menjahit ' || i, 'basic', 1200, case when i = {courses} then 60 else 10 end, case when i = {courses} then 400 else 20 end, 18, 60, '{minimum,medium}', 80, 60,
    pg_temp.began(i), pg_temp.began(i) + 60, false, '2023-01-01',
    case when i % 12 = 0 or pg_temp.began(i) + 60 >= date '{today}' then 'open' else 'closed' end,
    case when i = {courses} then 400 else 20 end, case when i = {courses} then 100 else 0 end,
    case when i = {courses} then 100 else 0 end, pg_temp.began(i) - 20, '{today}'
from generate_series(1, {courses}) as i;
insert into sessions (programme_id, number, starts_at, ends_at)
select pg_temp.n(3, i), k, (on_day + time '08:00') at time zone 'Asia/Jayapura', (on_day + time '10:00') at time zone 'Asia/Jayapura'
from generate_series(1, {courses}) as i
cross join lateral generate_series(1, case when i = {courses} then 60 else 10 end) as k
cross join lateral (select pg_temp.began(i) + case when i = {courses} then k - 1 else 6 * k - 6 end as on_day) as d;
update sessions set cancelled_at = starts_at, cancelled_by = 'x', cancelled_for = 'weather'
where number = 4 and programme_id in (select pg_temp.n(3, 40 * i) from generate_series(1, {courses} / 40) as i);
insert into closed_sessions
select pg_temp.n(3, 9 * i), 3, pg_temp.began(9 * i) + 12, 'Hari raya', now() from generate_series(1, {courses} / 9) as i;
insert into officials (id, programme_id, duty, name, starts_on, named_by, named_at)
select pg_temp.n(4, 2 * i + k), pg_temp.n(3, i), 'instructor', 'Orang ' || k, pg_temp.began(i), 'x', now()
from generate_series(1, {courses}) as i, generate_series(0, 1) as k;
insert into training_bodies (id, programme_id, name, accreditation_number, issuer, valid_from, valid_until, recorded_by, recorded_at)
select pg_temp.n(5, i), pg_temp.n(3, 10 * i), 'Lembaga', 'A', 'Dinas', '2015-01-01', pg_temp.began(10 * i) + 70, 'x', now()
from generate_series(1, {courses} / 10) as i;

-- As many participants as places in all courses; the last six of a hundred are held.
insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date, expected_release,
    risk_level, registered_at, state)
select pg_temp.n(6, i), pg_temp.n(7, i), 'nik', pg_temp.institution(i), 'B.' || i, 'Orang ' || i, '1990-01-01',
    case when i > {persons} * 94 / 100 then date '{today}' - 2 + (i * 3 % 1800)::integer else date '{today}' - 30 end,
    'minimum', now() - (({persons} - i) * 1825 / {persons}) * interval '1 day',
    case when i > {persons} * 94 / 100 then 'held' else 'released' end
from generate_series(1, {persons}) as i;
insert into participant_stays (id, participant_id, institution_id, register_number, from_on, to_on, ended, recorded_by,
    recorded_at, confirmed_by, confirmed_at)
select p.id, p.id, p.institution_id, p.register_number, '2020-01-01', case when p.state = 'released' then p.expected_release end,
    case when p.state = 'released' then 'end_of_term' end, 'x', now(), case when p.id < pg_temp.n(6, {persons} - 10) then 'x' end,
    case when p.id < pg_temp.n(6, {persons} - 10) then now() end from participants as p;
insert into register_numbers (institution_id, register_number, participant_id, given_at, given_by)
select institution_id, register_number, id, registered_at, 'x' from participants;
insert into readiness_confirmations (id, participant_id, item, evidence, confirmed_by, confirmed_at)
select pg_temp.n(8, 3 * i + k), pg_temp.n(6, i), (array['identity_papers', 'work_or_cooperative', 'social_assistance'])[k + 1],
    'surat', 'x', now() from generate_series({persons} * 3 / 4, {persons}) as i, generate_series(0, 2) as k where (i + k) % 7 > 0;

-- Twenty places in each course, 400 and a queue in the last one. Of one course in 250 that is over nobody was assessed.
insert into enrolments (id, programme_id, participant_id, person_id, skill, rules_from, state, ticket, score, reason,
    completed_on, enrolled_at, child, confirmed_at, ended_at)
select pg_temp.n(9, i * 1000 + j), p.id, pg_temp.n(6, who.number), pg_temp.n(7, who.number), p.skill, '2023-01-01', o.state,
    case when o.state = 'waitlisted' then j - 400 end, case when o.state in ('completed', 'failed') then 70 end,
    case when o.state in ('failed', 'withdrawn') then 'x' end, case when o.state = 'completed' then p.ends_on end,
    p.opened_at, false, case when o.state <> 'waitlisted' then p.opened_at end,
    case when o.state not in ('waitlisted', 'confirmed') then p.ends_on + time '12:00' end
from generate_series(1, {courses}) as i
cross join lateral generate_series(1, case when i = {courses} then 500 else 20 end) as j
join programmes as p on p.id = pg_temp.n(3, i)
cross join lateral (select case
    when i > {courses} - {courses} / 20 then {persons} - (i * 20 + j) % ({persons} * 6 / 100) else i * 20 + j - 20 end as number) as who
cross join lateral (select case
    when j > 400 then 'waitlisted' when p.ends_on >= date '{today}' or i % 252 = 0 then 'confirmed'
    when j = 1 then 'failed' when j = 2 then 'withdrawn' else 'completed' end as state) as o;
insert into attendance
select e.id, e.programme_id, s.number, case when s.number = 3 then 'absent' else 'present' end, 'x', s.ends_at
from enrolments as e join sessions as s on s.programme_id = e.programme_id
where e.state <> 'waitlisted' and s.ends_at < date '{today}' and s.cancelled_at is null order by s.ends_at, e.id;
insert into assessments (enrolment_id, component, attempt, score, assessed_by, assessed_at)
select id, 'score', 1, score, 'x', ended_at from enrolments where score is not null;
insert into certificates (id, enrolment_id, number, code, issued_on, holder_name, score, completed_on, standing)
select e.id, e.id, 'TRN/2024/' || lpad(row_number() over (order by e.id)::text, 6, '0'),
    regexp_replace(upper(substr(md5(e.id::text), 1, 16)), '(....)(....)(....)(....)', '\1-\2-\3-\4'), e.completed_on, 'Orang', 70,
    e.completed_on, 'valid' from enrolments as e where e.state = 'completed';
insert into certificate_revocations (id, certificate_id, reason, document, state, proposed_by, proposed_at, decided_by, decided_at)
select c.id, c.id, 'salah', 'x', case when n <= 5 then 'proposed' else 'rejected' end, 'x', now(),
    case when n > 5 then 'y' end, case when n > 5 then now() end
from (select id, row_number() over (order by id desc) as n from certificates) as c where n <= {persons} / 100;

-- Items and loans: one in fifty is out, and some of these are overdue or missing.
insert into obligations select pg_temp.n(10, i), pg_temp.n(2, 1 + i % 400), pg_temp.agency(i), pg_temp.institution(i),
    pg_temp.agency(i), 10, 'unit', 3, date '{today}' + 30, case when i % 10 = 0 then 'open' else 'fulfilled' end, 1
from generate_series(1, {persons} / 5) as i;
insert into equipment (id, agency_id, number, number_key, title, kind, condition, value_rupiah, acquired_on, state,
    institution_id, recorded_at)
select pg_temp.n(11, i), pg_temp.agency(i), i::text, i::text, 'Mesin jahit', 'mesin', 'good', 1, '2020-01-01',
    case when i <= {loans} / 50 then 'lent' else 'in_store' end, case when i <= {loans} / 50 then pg_temp.institution(i) end, now()
from generate_series(1, {loans} / 4) as i;
insert into loans (id, equipment_id, cooperation_agreement_id, agency_id, institution_id, state, responsible_name, condition_out,
    condition_in, lent_on, lent_at, due_on, told_due_on, received_on, missing_since, ended_on)
select pg_temp.n(12, i), pg_temp.n(11, 1 + ({loans} - i) % ({loans} / 4)), pg_temp.n(2, 4 + 4 * (i % 90)), pg_temp.agency(i),
    pg_temp.institution(i), o.state, 'Orang', 'good', case when o.state = 'returned' then 'good' end,
    date '{today}' - 1500 + 300 * (i * 4 / {loans})::integer, now(),
    case when i % 10 = 0 or o.state = 'returned' then date '{today}' - 5 else date '{today}' + 300 end,
    case when i % 10 = 0 or o.state = 'returned' then date '{today}' - 5 end,
    case when o.state <> 'lent' then date '{today}' - 1500 + 300 * (i * 4 / {loans})::integer end,
    case when o.state = 'missing' then now() end,
    case when o.state = 'returned' then date '{today}' - 1300 + 300 * (i * 4 / {loans})::integer end
from generate_series(1, {loans}) as i cross join lateral (select case
    when i <= {loans} - {loans} / 50 then 'returned' when i % 40 = 1 then 'missing' when i % 20 = 3 then 'lent'
    else 'received' end as state) as o;
insert into loan_steps (id, loan_id, step, condition, recorded_by, recorded_at)
select pg_temp.n(13, 2 * i + k), pg_temp.n(12, i), (array['received', 'returned'])[k + 1], 'good', 'x', now()
from generate_series(1, {loans}) as i, generate_series(0, 1) as k;

-- Products: a third is for sale. Of the consignments few still have pieces.
insert into workshops select pg_temp.n(14, i), pg_temp.institution(i), 'Bengkel ' || i, now() from generate_series(1, 60) as i;
insert into products (id, workshop_id, cooperation_agreement_id, agency_id, institution_id, kind, title, description, state, in_stock, created_at)
select pg_temp.n(15, i), pg_temp.n(14, 1 + i % 60), pg_temp.n(2, 4 + 4 * (i % 90)), pg_temp.agency(i), pg_temp.institution(i),
    'kursi-' || i % 30, 'Kursi ' || i, 'Kursi kayu', case when i % 3 = 0 then 'listed' else 'unlisted' end, i % 2 * 5, now()
from generate_series(1, {products}) as i;
insert into product_prices (id, product_id, valid_from, price, set_by, set_at)
select pg_temp.n(16, 3 * i + k), pg_temp.n(15, i), date '2023-01-01' + (200 * k)::integer, 50000, 'x', now()
from generate_series(1, {products}) as i, generate_series(0, 2) as k;
insert into batches (id, product_id, institution_id, made_on, quantity, material_cost, in_warehouse, gone, cost_taken, recorded_by, recorded_at)
select pg_temp.n(17, i), pg_temp.n(15, 1 + i % {products}), pg_temp.institution(i % {products} + 1), '2023-05-01', 50, 500000,
    case when i % 8 = 0 then 5 else 0 end, 40, 400000, 'x', now() from generate_series(1, {products} * 3) as i;
insert into batch_makers select pg_temp.n(17, i), pg_temp.n(6, 1 + (i * 2 + k) % {persons}), 1
from generate_series(1, {products} * 3) as i, generate_series(0, 1) as k;
insert into outlets (id, agency_id, kind, title, address, commission_percent, opened_at)
select pg_temp.n(18, i), pg_temp.agency(i), 'shop', 'Toko ' || i, 'Jalan Pattimura', 10, now() from generate_series(1, 80) as i;
insert into consignments (id, batch_id, product_id, institution_id, agency_id, outlet_id, quantity, remaining, commission_percent,
    sent_on, due_on, counted_on, sent_by, sent_at)
select pg_temp.n(19, i), b.id, b.product_id, b.institution_id, pg_temp.agency(i), pg_temp.n(18, 1 + i % 80), 10,
    case when i % 40 = 0 then 5 else 0 end, 10, date '2023-06-01', case when i % 400 = 0 then date '{today}' - 3 else date '{today}' + 40 end,
    case when i % 40 > 0 then date '2023-07-01' end, 'x', now()
from generate_series(1, {products} * 6) as i join batches as b on b.id = pg_temp.n(17, 1 + i % ({products} * 3));
insert into sales (id, batch_id, product_id, consignment_id, institution_id, agency_id, quantity, unit_price, list_price, revenue,
    material_cost, commission, profit, loss, sold_on, recorded_by, recorded_at)
select pg_temp.n(20, i), c.batch_id, c.product_id, c.id, c.institution_id, c.agency_id, 1, 50000, 50000, 50000, 10000, 5000,
    35000, 0, date '{today}' - (({sales} - i) * 1825 / {sales})::integer, 'x', now()
from generate_series(1, {sales}) as i join consignments as c on c.id = pg_temp.n(19, 1 + i % ({products} * 6));
insert into sale_returns select pg_temp.n(20, 50 * i), 1, 'rusak', '2024-01-01', 'x', now() from generate_series(1, {sales} / 50) as i;

-- The ledger: four lines for each sale, and for each sale two thirds of a month's wage with two lines three times.
insert into split_rules select pg_temp.n(21, i), pg_temp.n(1, i), '2019-01-01', 'x', '2019-01-01', 500, 0, 350, 0, 150, 0, 'capital', 'x', now()
from generate_series(1, 12) as i;
insert into ledger_accounts (id, institution_id, kind, participant_id, opened_at, balance, last_day)
select pg_temp.n(22, 2 * i + k), pg_temp.institution(i), (array['wage', 'premium'])[k + 1], pg_temp.n(6, i), now(),
    case when i > {persons} * 94 / 100 then 5000 else 0 end, '2024-01-01'
from generate_series({persons} * 8 / 10, {persons}) as i, generate_series(0, 1) as k;
insert into ledger_accounts (id, institution_id, kind, opened_at, balance, last_day)
select pg_temp.n(23, 10 * i + k), pg_temp.n(1, i), (array['state', 'capital', 'cash', 'wage_cost'])[k], now(), 5000, '2024-01-01'
from generate_series(1, 12) as i, generate_series(1, 4) as k;
create temp table booked as
select pg_temp.n(24, i) as id, {persons} * 8 / 10 + i % ({persons} / 5) as maker, i,
    case when i <= {sales} then 'sale' else 'wage' end as kind,
    date '{today}' - (i % 1825)::integer as day
from generate_series(1, {sales} * 7 / 3) as i;
insert into ledger_entries (id, institution_id, kind, day, occurred_on, sale_id, split_rule_id, recorded_by, recorded_at)
select id, pg_temp.institution(maker), kind, day, day, case when kind = 'sale' then pg_temp.n(20, i) end,
    case when kind = 'sale' then pg_temp.n(21, 1) end, 'x', now() from booked;
insert into ledger_lines (id, entry_id, institution_id, account_id, day, debit, credit)
select pg_temp.n(25, 4 * b.i + k), b.id, pg_temp.institution(b.maker),
    case when k = 0 then pg_temp.n(22, 2 * b.maker + case b.kind when 'wage' then 0 else 1 end)
        else pg_temp.n(23, 10 * ('x' || right(pg_temp.institution(b.maker)::text, 4))::bit(16)::integer
            + case b.kind when 'wage' then 4 else k end) end,
    b.day, case when k = case b.kind when 'wage' then 1 else 3 end then 300 else 0 end,
    case when k = case b.kind when 'wage' then 1 else 3 end then 0 else 100 end
from booked as b cross join lateral generate_series(0, case b.kind when 'wage' then 1 else 3 end) as k;
insert into ledger_months
select account_id, date_trunc('month', day)::date, sum(debit), sum(credit) from ledger_lines group by 1, 2;
insert into withdrawals (id, participant_id, institution_id, account, rupiah, need, state, proposed_by, proposed_at, decided_by, decided_at)
select pg_temp.n(26, i), pg_temp.n(6, {persons} - i % ({persons} / 5)), pg_temp.institution({persons} - i % ({persons} / 5)), 'wage', 1000, 'goods',
    case when i % 200 = 0 then 'proposed' else 'rejected' end, 'x', now(), case when i % 200 > 0 then 'y' end,
    case when i % 200 > 0 then now() end from generate_series(1, {sales} / 5) as i;
insert into payouts (id, participant_id, institution_id, state, opened_on, opened_at, returned_on)
select pg_temp.n(27, i), pg_temp.n(6, i), pg_temp.institution(i), 'nothing', '2024-01-01', now(), null
from generate_series(1, {persons} * 8 / 10) as i;
insert into payouts (id, participant_id, institution_id, state, opened_on, opened_at)
select pg_temp.n(27, i), pg_temp.n(6, i), pg_temp.institution(i), 'due', '2024-01-01', now()
from generate_series({persons} * 94 / 100 + 1, {persons} * 94 / 100 + {persons} / 500) as i;

-- As many facts as there would be; their hashes are of no matter here.
insert into journal (event_id, type, key, version, data, actor, occurred_at, correlation_id, digest, previous_hash, hash)
select gen_random_uuid(), 'training.enrolment.confirmed', s.key, v, '{}', 'x', now(), 'x', decode(repeat('00', 32), 'hex'),
    case when v > 1 then decode(repeat('00', 32), 'hex') end, decode(repeat('00', 32), 'hex')
from (
    select id::text as key, 2 as facts from enrolments union all select id::text, 2 from programmes
    union all select id::text, 1 from participants union all select id::text, 3 from loans union all select id::text, 1 from products
    union all select id::text, 1 from sales union all select id::text, 1 from ledger_entries
    union all select id::text, 1 from batches union all select id::text, 1 from equipment
    union all select id::text, 1 from consignments union all select id::text, 1 from outlets
    union all select id::text, 1 from workshops union all select id::text, 1 from withdrawals union all select id::text, 1 from payouts
) as s, lateral generate_series(1, s.facts) as v;
insert into person_reads (id, person_id, reader, purpose, read_at)
select pg_temp.n(28, i), pg_temp.n(7, 1 + i % {persons}), 'x', 'the course', now() from generate_series(1, {persons} * 5) as i;
set session_replication_role = origin;
