-- New columns are filled before anybody needs them, and a check is replaced by a wider one in the same transaction:
-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default, ban-drop-constraint, ban-drop-default

-- The last day of an agreement (PKS) as known now: of its period, of a notice of termination, or of a signed addendum that
-- shortens it. What was known before this comes again with the agreement's next fact. No names in `sites`: all are covered.
alter table agreements add column last_day date;
update agreements set last_day = ends_on;
alter table agreements alter column last_day set not null;
alter table agreements add constraint agreements_last_day_in_period check (last_day <= ends_on);
alter table agreements add column sites text [] not null default '{}';
alter table agreements alter column sites drop default;
alter table agreements add column gate_since timestamptz not null default now();
alter table agreements alter column gate_since drop default;

-- A new session lies within its agreement. What was booked before a last day became known stays, and waits for a decision.
create function session_within_agreement() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from sites as s inner join agreements as a on a.agreement_id = s.agreement_id
        where s.id = new.site_id
        and (a.state <> 'in_force' or new.on_date < a.starts_on or new.on_date > a.last_day)
    ) then
        raise exception 'session % has no agreement in force on %', new.id, new.on_date
            using errcode = 'check_violation', constraint = 'sessions_within_agreement';
    end if;
    return new;
end
$$;
create trigger sessions_within_agreement before insert on sessions
for each row execute function session_within_agreement();

create function forecast_again_under_agreement() returns trigger
language plpgsql
as $$
begin
    update forecasts set due_on = date '2000-01-01' where due_on > date '2000-01-01' and sentence_id in (
        select c.sentence_id from sessions as c inner join sites as s on s.id = c.site_id
        where s.agreement_id = new.agreement_id and c.state = 'scheduled'
        and c.on_date > least(old.last_day, new.last_day)
    );
    return null;
end
$$;
create trigger agreements_forecast_again after update of last_day on agreements
for each row when (old.last_day is distinct from new.last_day) execute function forecast_again_under_agreement();

-- A session that was never held: it is settled after it is over, and says why.
alter table cancelled_sessions drop constraint cancelled_sessions_cause_check;
alter table cancelled_sessions add constraint cancelled_sessions_cause_check check (
    cause in ('replanned', 'ended', 'site', 'person', 'weather', 'other', 'not_held')
);
alter table cancelled_sessions add constraint cancelled_sessions_not_held_is_over check (
    cause <> 'not_held' or (cancelled_at >= ends_at and reason is not null)
);

-- What waits for someone is counted every few seconds.
create index sessions_unrecorded on sessions (ends_at, sentence_id) where state in ('scheduled', 'checked_in');
create index sessions_unsigned on sessions (recorded_at, sentence_id) where state = 'recorded';
create index sentences_waiting on sentences (received_at) where state = 'assigned';
create index sentences_overdue on sentences (ends_on) where state in ('assigned', 'active');
create index sentences_in_review on sentences (id) where review = 'open';
