-- Names and texts in papers may be erased after their retention (UU 27/2022). Nothing else of a paper changes, ever.
create function only_grows_or_is_erased() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - tg_argv = to_jsonb(old) - tg_argv and (
        select bool_and(
            to_jsonb(new) ->> text_of is not distinct from to_jsonb(old) ->> text_of
            or (to_jsonb(old) ->> text_of is not null and to_jsonb(new) ->> text_of = '(dihapus)')
        ) from unnest(tg_argv) as text_of
    ) then
        return new;
    end if;
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
drop trigger litmas_only_grow on litmas;
create trigger litmas_only_grow before update or delete on litmas
for each row execute function only_grows_or_is_erased('counsellor');
drop trigger execution_orders_only_grow on execution_orders;
create trigger execution_orders_only_grow before update or delete on execution_orders
for each row execute function only_grows_or_is_erased('prosecutor_name');
drop trigger receptions_only_grow on receptions;
create trigger receptions_only_grow before update or delete on receptions
for each row execute function only_grows_or_is_erased('received_by');
drop trigger visits_only_grow on visits;
create trigger visits_only_grow before update or delete on visits
for each row execute function only_grows_or_is_erased('notes');

create or replace function incident_stays() returns trigger
language plpgsql
as $$
begin
    if (old.id, old.sentence_id, old.kind, old.happened_on, old.opened_by, old.opened_at)
        is distinct from (new.id, new.sentence_id, new.kind, new.happened_on, new.opened_by, new.opened_at)
        or (new.report <> old.report and new.report <> '(dihapus)')
        or (old.answered_at is not null and (
            (old.answered_by, old.answered_at) is distinct from (new.answered_by, new.answered_at)
            or (new.answer is distinct from old.answer and new.answer is distinct from '(dihapus)')
        ))
        or (old.seen_at is not null and (old.seen_by, old.seen_at) is distinct from (new.seen_by, new.seen_at)) then
        raise exception 'incident % is as it was said', new.id
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
