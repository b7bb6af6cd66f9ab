-- A verdict named a prosecutor's or probation office by a code that the register does not know; the right one was entered. It
-- only grows; the reason may name a person and is erased with the papers.
create table office_corrections (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    office text not null check (office in ('prosecutor', 'probation_office')),
    was text not null,
    code text not null check (code <> was),
    reason text not null check (length(reason) between 1 and 1000),
    corrected_by text not null,
    corrected_at timestamptz not null
);
create index office_corrections_sentence_id on office_corrections (sentence_id);
create trigger office_corrections_only_grow before update or delete on office_corrections
for each row execute function only_texts_are_erased('reason');
