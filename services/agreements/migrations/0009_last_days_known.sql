-- An addendum that every party has signed and that ends the agreement earlier counts from the last signature on: the last
-- day known now. Until now the day moved only when the addendum took effect.
create or replace function set_last_day() returns trigger
language plpgsql
as $$
begin
    new.last_day := least(
        new.ends_on,
        new.terminates_on,
        (select min(ends_on) from amendments where agreement_id = new.id and state = 'signed'),
        (select last_day from agreements where id = new.joint_agreement_id)
    );
    return new;
end
$$;

create function set_last_day_of_agreement() returns trigger
language plpgsql
as $$
begin
    update agreements set ends_on = ends_on where id = new.agreement_id;
    return null;
end
$$;
create trigger amendments_set_last_day after insert or update of state on amendments
for each row execute function set_last_day_of_agreement();

update agreements set ends_on = ends_on
where kind = 'joint' and id in (select agreement_id from amendments where state = 'signed');
update agreements set ends_on = ends_on
where kind = 'cooperation' and id in (select agreement_id from amendments where state = 'signed');

-- Facts from before said the end of the period, also under notice. What lasts and ends earlier is told once more, with its
-- last day; a job empties this table.
create table untold_last_days (agreement_id uuid primary key references agreements (id));
insert into untold_last_days
select id from agreements where state in ('signed', 'in_force', 'suspended') and last_day < ends_on;
