-- Constraints are replaced by wider ones in the same transaction:
-- squawk-ignore-file ban-drop-constraint, adding-foreign-key-constraint, constraint-missing-not-valid

-- A final verdict that breaks rules is returned to court and prosecutor. Its prosecutor may override the rules, with
-- reason and document (docs/decisions/0023). `broken` says them; once they are overridden, those that were.
create table returned_verdicts (
    id uuid primary key,
    court_code text not null,
    verdict_number text not null,
    verdict_key text not null,
    prosecutor_code text,
    probation_office_code text,
    broken jsonb not null check (jsonb_array_length(broken) > 0),
    returned_at timestamptz not null,
    state text not null default 'returned' check (state in ('returned', 'overridden', 'replaced')),
    settled_at timestamptz,
    overridden_by text,
    reason text check (length(reason) between 1 and 1000),
    document_number text,
    document_date date,
    constraint returned_verdicts_once unique (court_code, verdict_key),
    constraint returned_verdicts_as_it_is unique (id, state),
    check ((state = 'returned') = (settled_at is null)),
    constraint returned_verdicts_reason_and_document check (
        case when state = 'overridden' then num_nulls(overridden_by, reason, document_number, document_date) = 0
        else num_nonnulls(overridden_by, reason, document_number, document_date) = 0 end
    )
);
create index returned_verdicts_state on returned_verdicts (state, id);

-- Personal data, apart: the verdict, without the NIK. A settled verdict has none: it is in the sentence's own tables then.
create table returned_verdict_contents (
    returned_id uuid primary key,
    state text not null default 'returned' check (state = 'returned'),
    person_id uuid not null,
    fingerprint bytea not null check (length(fingerprint) = 32),
    content text not null,
    kept_since timestamptz not null,
    foreign key (returned_id, state) references returned_verdicts (id, state)
);
create index returned_verdict_contents_kept_since on returned_verdict_contents (kept_since);

-- A sentence whose prosecutor has overridden rules may have other hours. The caps of a day hold for it as for all.
alter table sentences add column override_id uuid references returned_verdicts (id);
create index sentences_override_id on sentences (override_id);
alter table sentences drop constraint sentences_verdict_minutes;
alter table sentences drop constraint sentences_child_limits;
alter table sentences drop constraint sentences_adult_limits;
alter table sentences add constraint sentences_verdict_minutes check (
    required_minutes - repeat_minutes between 420 and 14400
    or (override_id is not null and required_minutes - repeat_minutes between 60 and 600000)
);
alter table sentences add constraint sentences_child_limits check (
    regime = 'adult'
    or (daily_cap_minutes <= 180 and (required_minutes - repeat_minutes <= 7200 or override_id is not null))
);
alter table sentences add constraint sentences_adult_limits check (
    regime = 'child' or required_minutes - repeat_minutes >= 480 or override_id is not null
);

-- Nothing is overridden but by a prosecutor's decision about this very verdict.
create function overridden_by_its_prosecutor() returns trigger
language plpgsql
as $$
begin
    if not exists (
        select from returned_verdicts
        where id = new.override_id and state = 'overridden'
        and court_code = new.court_code and verdict_key = new.verdict_key
    ) then
        raise exception 'sentence % has no override', new.id
            using errcode = 'check_violation', constraint = 'sentences_overridden_by_its_prosecutor';
    end if;
    return new;
end
$$;
create trigger sentences_overridden_by_its_prosecutor before insert or update of override_id on sentences
for each row when (new.override_id is not null) execute function overridden_by_its_prosecutor();
