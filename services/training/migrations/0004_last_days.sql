-- New columns are filled before anybody needs them:
-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default, ban-drop-default

-- The last day of an agreement (PKS) as known now: of its period, of a notice of termination, or of a signed addendum that
-- shortens it. What was known before this comes again with the agreement's next fact. No names in `programmes`: all are covered.
alter table cooperation_agreements add column last_day date;
update cooperation_agreements set last_day = ends_on;
alter table cooperation_agreements alter column last_day set not null;
alter table cooperation_agreements add constraint cooperation_agreements_last_day_in_period check (last_day <= ends_on);
alter table cooperation_agreements add column programmes text [] not null default '{}';
alter table cooperation_agreements alter column programmes drop default;
alter table cooperation_agreements add column gate_since timestamptz not null default now();
alter table cooperation_agreements alter column gate_since drop default;

-- A new programme lies within its agreement. One that was opened before a last day became known waits for a decision.
create function programme_within_agreement() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from cooperation_agreements as a where a.id = new.cooperation_agreement_id
        and (a.state <> 'in_force' or new.starts_on < a.starts_on or new.ends_on > a.last_day)
    ) then
        raise exception 'programme % does not lie within its agreement', new.id
            using errcode = 'check_violation', constraint = 'programmes_within_agreement';
    end if;
    return new;
end
$$;
create trigger programmes_within_agreement before insert on programmes
for each row execute function programme_within_agreement();

-- What waits for someone is counted every few seconds.
create index enrolments_running on enrolments (programme_id) where state in ('confirmed', 'waitlisted');
