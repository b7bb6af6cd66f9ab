-- Two checks go; the table of outcomes takes their place in the same transaction:
-- squawk-ignore-file ban-drop-constraint, ban-drop-default, adding-field-with-default

-- A new outcome is one more row here. `outcome` refers to it already (`sessions_outcome_code`), so no check lists the
-- outcomes a second time.
alter table outcome_codes add column needs_reason boolean not null default false;
update outcome_codes set needs_reason = true where code = 'acceptable_absence';
alter table outcome_codes alter column needs_reason drop default;
alter table sessions drop constraint sessions_outcome_check;

-- Whoever records such an outcome says why.
create function outcome_has_its_reason() returns trigger
language plpgsql
as $$
begin
    if (select needs_reason from outcome_codes where code = new.outcome) then
        raise exception 'session % has the outcome % without a reason', new.id, new.outcome
            using errcode = 'check_violation', constraint = 'sessions_reason_stated';
    end if;
    return new;
end
$$;
create trigger sessions_reason_stated before insert or update of outcome, reason on sessions
for each row when (new.outcome is not null and new.reason is null) execute function outcome_has_its_reason();
alter table sessions drop constraint sessions_check4;
