-- The last day in force as it is known now: of the period, of a notice of termination, or of the umbrella, whichever comes
-- first. Lists, trees and exports show it, and are in its order. Triggers keep it, so that it is right whoever writes.
alter table agreements add column last_day date;

create function set_last_day() returns trigger
language plpgsql
as $$
begin
    new.last_day := least(
        new.ends_on, new.terminates_on, (select last_day from agreements where id = new.joint_agreement_id)
    );
    return new;
end
$$;
create trigger agreements_set_last_day before insert or update of ends_on, terminates_on on agreements
for each row execute function set_last_day();

-- The PKS below are locked in the order of their ids, as a cascade does.
create function set_last_days_below() returns trigger
language plpgsql
as $$
begin
    perform from agreements where joint_agreement_id = new.id order by id for update;
    update agreements set ends_on = ends_on where joint_agreement_id = new.id;
    return null;
end
$$;
create trigger agreements_set_last_days_below after update of ends_on, terminates_on on agreements
for each row when (new.kind = 'joint' and old.last_day is distinct from new.last_day)
execute function set_last_days_below();

update agreements set ends_on = ends_on where kind = 'joint';
-- squawk-ignore adding-not-nullable-field
alter table agreements alter column last_day set not null;

-- squawk-ignore require-concurrent-index-deletion
drop index agreements_by_end;
create index agreements_by_end on agreements (kind, last_day, id);
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_by_state;
create index agreements_by_state on agreements (kind, state, last_day, id);
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_by_umbrella;
create index agreements_by_umbrella on agreements (joint_agreement_id, last_day, id) include (state);
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_by_agency;
create index agreements_by_agency on agreements (agency_id, last_day, id);
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_by_institution;
create index agreements_by_institution on agreements (institution_id, last_day, id);

-- A byte order mark and white space may stand before a PDF; the examination has passed them by.
-- squawk-ignore ban-drop-constraint
alter table contents drop constraint contents_pdf;
alter table contents add constraint contents_pdf check (
    position('%PDF-'::bytea in substring(content from 1 for 16)) > 0
);
