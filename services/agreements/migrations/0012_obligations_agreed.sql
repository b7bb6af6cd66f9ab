-- What others are told about obligations that both parties have agreed to: when their PKS comes into force with them, and
-- when a proposal to add, change or cancel one is accepted. A job empties this table.
create table untold_obligations (obligation_id uuid primary key references obligations (id));

create function obligation_is_agreed() returns trigger
language plpgsql
as $$
begin
    insert into untold_obligations values (new.id) on conflict do nothing;
    return null;
end
$$;
create trigger obligations_come_into_force after update on obligations
for each row when (
    new.agreement_state = 'in_force' and old.agreement_state not in ('in_force', 'suspended') and new.state = 'open'
)
execute function obligation_is_agreed();
create trigger obligations_are_agreed after update on obligations
for each row when (
    new.agreement_state = 'in_force' and new.state <> 'proposed' and (
        (old.state = 'proposed' and new.state = 'open')
        or (old.state in ('open', 'overdue') and new.state = 'cancelled')
        or new.quantity <> old.quantity
        or new.due_on <> old.due_on
    )
)
execute function obligation_is_agreed();

-- Agreed before anybody was told: once more, for who listens now.
insert into untold_obligations
select id from obligations
where agreement_state in ('in_force', 'suspended') and state in ('open', 'overdue', 'fulfilled');
