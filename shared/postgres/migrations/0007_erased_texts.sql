-- For a table that only grows, where names and texts may be erased after their retention (UU 27/2022). The arguments are these columns.
create function only_texts_are_erased() returns trigger
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
