-- What somebody read a person's data for may name the person: it is erased with the name.
drop trigger person_reads_only_grow on person_reads;
create trigger person_reads_only_grow before update or delete on person_reads
for each row execute function only_texts_are_erased('purpose');

-- The function of the platform does what that of 0024 did.
drop trigger litmas_only_grow on litmas;
create trigger litmas_only_grow before update or delete on litmas
for each row execute function only_texts_are_erased('counsellor');
drop trigger execution_orders_only_grow on execution_orders;
create trigger execution_orders_only_grow before update or delete on execution_orders
for each row execute function only_texts_are_erased('prosecutor_name');
drop trigger receptions_only_grow on receptions;
create trigger receptions_only_grow before update or delete on receptions
for each row execute function only_texts_are_erased('received_by');
drop trigger visits_only_grow on visits;
create trigger visits_only_grow before update or delete on visits
for each row execute function only_texts_are_erased('notes');
-- squawk-ignore ban-drop-function
drop function only_grows_or_is_erased ();

-- A handover record names who received the client and who ordered it. After the retention both names go, and the file with them.
create function reports_stay() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and old.kind = 'reception'
        and to_jsonb(new) - 'content' = to_jsonb(old) - 'content'
        and new.content::jsonb = old.content::jsonb || '{"received_by": "(dihapus)", "order_names": "(dihapus)"}' then
        return new;
    end if;
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
drop trigger reports_only_grow on reports;
create trigger reports_only_grow before update or delete on reports
for each row execute function reports_stay();

create function report_files_stay() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' and exists (
        select from reports as r where r.id = old.report_id and r.kind = 'reception'
        and r.content::jsonb ->> 'received_by' = '(dihapus)'
    ) then
        return old;
    end if;
    raise exception '% only ever grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
drop trigger report_files_only_grow on report_files;
create trigger report_files_only_grow before update or delete on report_files
for each row execute function report_files_stay();
