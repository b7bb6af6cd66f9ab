-- The day of the next step that time brings to an agreement, and its place among the steps of that day. The domain
-- computes both. `infinity`: nothing more comes. `-infinity`: not computed yet, so the scheduler computes it before it
-- takes any step. Every agreement from before this migration begins there.
alter table agreements
add column next_step_on date not null default '-infinity',
add column next_step_rank integer not null default 0;
create index agreements_by_next_step on agreements (next_step_on, kind desc, next_step_rank, id);

-- The triggers below know no rule. They forget the day when something changes that it follows from; a writer that knows the
-- new day stores it afterwards. So no step is missed: not during an upgrade, while the version before still writes, and not
-- after a change by hand.
create function forget_next_step() returns trigger
language plpgsql
as $$
begin
    new.next_step_on := '-infinity';
    return new;
end
$$;
create trigger agreements_forget_next_step before update on agreements
for each row when (
    (
        old.state, old.starts_on, old.ends_on, old.end_known_on, old.terminates_on, old.suspends_on, old.resumes_on,
        old.suspended_by_umbrella
    ) is distinct from (
        new.state, new.starts_on, new.ends_on, new.end_known_on, new.terminates_on, new.suspends_on, new.resumes_on,
        new.suspended_by_umbrella
    )
)
execute function forget_next_step();

-- A PKS starts and resumes only while its umbrella is in force.
create function forget_next_steps_below() returns trigger
language plpgsql
as $$
begin
    update agreements set next_step_on = '-infinity' where joint_agreement_id = new.id;
    return null;
end
$$;
create trigger agreements_forget_next_steps_below after update of state on agreements
for each row when (new.kind = 'joint' and old.state <> new.state)
execute function forget_next_steps_below();

-- A signed addendum takes effect on its day.
create function forget_next_step_of_agreement() returns trigger
language plpgsql
as $$
begin
    update agreements set next_step_on = '-infinity' where id = new.agreement_id;
    return null;
end
$$;
create trigger amendments_forget_next_step after update on amendments
for each row when (new.state = 'signed')
execute function forget_next_step_of_agreement();

-- `rules.toml` alone says how many days before the last day a notice is given.
-- squawk-ignore ban-drop-constraint
alter table expiry_notices drop constraint expiry_notices_days_check;

-- The indexes that the scheduler used before.
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_to_activate;
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_to_expire;
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_to_terminate;
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_to_suspend;
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_to_resume;
-- squawk-ignore require-concurrent-index-deletion
drop index amendments_to_take_effect;
