-- The check of a decision against the verdict is replaced in the same transaction by one that knows what the verdict ordered:
-- squawk-ignore-file constraint-missing-not-valid

-- Whom the counsellor asked for the reason of failures, and what was found. The reason in words is personal data, apart from
-- the facts. Without a valid reason a breach begins.
create table breach_verifications (
    id uuid primary key,
    sentence_id uuid not null references sentences (id),
    breach_id uuid references breaches (id),
    asked text not null check (
        asked in ('person', 'parent_or_guardian', 'family', 'supervisor', 'employer', 'school', 'other')
    ),
    asked_on date not null,
    means text not null check (means in ('visit', 'office_visit', 'telephone', 'message', 'letter')),
    reason text not null check (length(reason) between 1 and 1000),
    finding text not null check (finding in ('justified', 'unjustified')),
    verified_by text not null,
    verified_at timestamptz not null,
    constraint breach_verifications_begin check ((finding = 'unjustified') = (breach_id is not null)),
    constraint breach_verifications_once unique (breach_id)
);
create index breach_verifications_sentence_id on breach_verifications (sentence_id);

-- In which office somebody proposed and decided, and the document of the decision. Decisions from before this have none.
alter table breaches add column proposed_by_office text;
alter table breaches add column decided_by_office text;
alter table breaches add column document_number text;
alter table breaches add column document_date date;
alter table breaches add column judge text;
alter table breaches add column due_on date;
alter table breaches add constraint breaches_proposing_office check (
    proposed_by_office in ('counsellor', 'guidance_official')
);
alter table breaches add constraint breaches_deciding_office check (
    decided_by_office is null
    or (state = 'decided' and decided_by_office in ('prosecutor', 'supervising_judge', 'court_clerk'))
);
alter table breaches add constraint breaches_document check (
    (document_number is null) = (document_date is null)
    and (decided_by_office <> 'court_clerk' or (document_number is not null and judge is not null))
);
alter table breaches add constraint breaches_due_date check (due_on is null or decision = 'fine');

-- What the verdict itself orders for a failure to serve, and the days of detention before it (KUHP art. 85(7), (9)c, 61).
alter table sentences add column if not exists ordered_repeat_minutes integer;
alter table sentences add column if not exists ordered_prison_days integer;
alter table sentences add column if not exists ordered_fine_rupiah bigint;
alter table sentences add column if not exists detained_days integer;

-- A child repeats, nothing else, and the judge decides. An adult serves or pays at most what the verdict ordered and what
-- community service took the place of, and prison only less detention. Verdicts from before their sanction was stated have no
-- `ordered_` columns.
create or replace function decide_within_law() returns trigger
language plpgsql
as $$
declare
    verdict sentences%rowtype;
    stated boolean;
begin
    select * into strict verdict from sentences where id = new.sentence_id;
    stated := verdict.regime = 'adult' and num_nonnulls(
        verdict.ordered_repeat_minutes, verdict.ordered_prison_days, verdict.ordered_fine_rupiah
    ) > 0;
    if verdict.regime = 'child' and new.decision not in ('repeat', 'none') then
        raise exception 'breach % is a child''s: a repeat or nothing', new.id
            using errcode = 'check_violation', constraint = 'breaches_child_repeats_only';
    end if;
    if (verdict.regime = 'child') = (new.decided_by_office = 'prosecutor') then
        raise exception 'breach % is decided by the wrong office', new.id
            using errcode = 'check_violation', constraint = 'breaches_right_office';
    end if;
    if new.repeat_minutes > verdict.required_minutes
        or (new.decision = 'prison' and new.prison_days > verdict.replaced_prison_days)
        or new.fine_rupiah > verdict.replaced_fine_rupiah
        or (new.decision = 'substitute_prison' and verdict.replaced_fine_rupiah = 0) then
        raise exception 'breach % is decided beyond what was replaced', new.id
            using errcode = 'check_violation', constraint = 'breaches_within_the_verdict';
    end if;
    if stated and (
        new.repeat_minutes > coalesce(verdict.ordered_repeat_minutes, 0)
        or (new.decision = 'prison' and new.prison_days > least(
            coalesce(verdict.ordered_prison_days, 0), verdict.replaced_prison_days
        ) - coalesce(verdict.detained_days, 0))
        or new.fine_rupiah > coalesce(verdict.ordered_fine_rupiah, 0)
        or (new.decision = 'substitute_prison' and coalesce(verdict.ordered_fine_rupiah, 0) = 0)
    ) then
        raise exception 'breach % is decided beyond what the verdict ordered', new.id
            using errcode = 'check_violation', constraint = 'breaches_within_the_order';
    end if;
    return new;
end
$$;
