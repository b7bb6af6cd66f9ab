-- An agreement's state as a foreign key target: what hangs below it carries the state along and is found by it.
create unique index agreements_id_state on agreements (id, state);

-- What the lists read, in the order in which agreements end.
create index agreements_by_end on agreements (kind, ends_on, id);
create index agreements_by_state on agreements (kind, state, ends_on, id);
create index agreements_by_umbrella on agreements (joint_agreement_id, ends_on, id) include (state);
create index agreements_by_agency on agreements (agency_id, ends_on, id);
create index agreements_by_institution on agreements (institution_id, ends_on, id);
create index agreements_by_scope on agreements using gin (scopes);
-- The three before the last take the places of these.
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_joint_agreement_id;
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_agency_id;
-- squawk-ignore require-concurrent-index-deletion
drop index agreements_institution_id;

-- `agreement_state` follows the agreement's own by itself, so that one index serves lists and scheduler.
-- `standing` is what people read: what a draft says is planned until the PKS is in force.
create table obligations (
    id uuid primary key,
    agreement_id uuid not null,
    agreement_state text not null,
    what text not null check (length(what) between 3 and 500),
    quantity bigint not null check (quantity between 1 and 1000000000000),
    unit text not null check (length(unit) between 1 and 40),
    owed_by uuid not null,
    due_on date not null,
    state text not null check (state in ('proposed', 'open', 'overdue', 'fulfilled', 'cancelled', 'lapsed')),
    standing text not null generated always as (
        case
            when state = 'open' and agreement_state in ('draft', 'in_review', 'approved', 'signed') then 'planned'
            else state
        end
    ) stored,
    done bigint not null default 0 check (done >= 0),
    delivered_on date,
    confirmed_by uuid,
    confirmed_on date,
    created_at timestamptz not null,
    constraint obligations_agreement foreign key (agreement_id, agreement_state)
    references agreements (id, state) on update cascade,
    constraint obligations_owed_by_a_party foreign key (agreement_id, owed_by)
    references agreement_parties (agreement_id, organisation_id),
    constraint obligations_confirmed_by_a_party foreign key (agreement_id, confirmed_by)
    references agreement_parties (agreement_id, organisation_id),
    constraint obligations_delivered_at_the_sum check ((delivered_on is null) = (done < quantity)),
    constraint obligations_confirmed_by_the_other check (confirmed_by <> owed_by),
    constraint obligations_fulfilled_when_confirmed check (
        (state = 'fulfilled') = (confirmed_by is not null and confirmed_on is not null)
        and (state <> 'fulfilled' or done >= quantity)
    ),
    unique (id, owed_by)
);
create index obligations_by_agreement on obligations (agreement_id, standing, due_on, id);
create index obligations_by_due on obligations (due_on, id);
create index obligations_by_standing on obligations (standing, due_on, id);
create index obligations_by_debtor on obligations (owed_by, due_on, id);
create index obligations_by_debtor_standing on obligations (owed_by, standing, due_on, id);
-- What the scheduler looks for, and what an operator's gauge counts.
create index obligations_to_alarm on obligations (due_on, id) where state = 'open' and agreement_state = 'in_force';
create index obligations_to_lapse on obligations (id)
where state in ('open', 'proposed') and agreement_state in ('expired', 'terminated');
create index obligations_overdue on obligations (id) where state = 'overdue' and agreement_state = 'in_force';

-- An obligation is a PKS's, and due within its period as it is when the day is set: an addendum may end the PKS before it,
-- and then it lapses. An update by the foreign key names the agreement anew but changes nothing that is checked here.
create function obligation_fits_its_agreement() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and new.due_on = old.due_on and new.agreement_id = old.agreement_id then
        return new;
    end if;
    if not exists (select from agreements where id = new.agreement_id and kind = 'cooperation') then
        raise exception 'an obligation belongs to a cooperation agreement'
            using errcode = 'check_violation', constraint = 'obligations_of_a_pks';
    end if;
    if not exists (select from agreements where id = new.agreement_id and new.due_on between starts_on and ends_on) then
        raise exception 'an obligation is due within the period of its agreement'
            using errcode = 'check_violation', constraint = 'obligations_due_within_period';
    end if;
    return new;
end
$$;
create trigger obligations_fit before insert or update of due_on, agreement_id on obligations
for each row execute function obligation_fits_its_agreement();
-- Not where it stays as it was: an addendum may have moved the last day, and progress goes on.
create trigger obligations_still_fit before update on obligations
for each row when (new.due_on <> old.due_on or new.agreement_id <> old.agreement_id)
execute function obligation_fits_its_agreement();

-- A draft whose period was changed under its plan goes no further.
create function agreement_fits_its_obligations() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from obligations
        where agreement_id = new.id and state <> 'cancelled' and not due_on between new.starts_on and new.ends_on
    ) then
        raise exception 'an obligation is due within the period of its agreement'
            using errcode = 'check_violation', constraint = 'obligations_due_within_period';
    end if;
    return new;
end
$$;
create trigger agreements_fit_their_obligations before update of state on agreements
for each row when (old.state = 'draft' and new.state <> 'draft')
execute function agreement_fits_its_obligations();

-- Proposals and their answers: one at a time; the other party answers, who proposed may only withdraw.
create table obligation_proposals (
    id uuid primary key,
    obligation_id uuid not null references obligations (id),
    kind text not null check (kind in ('add', 'change', 'cancel')),
    quantity bigint check (quantity between 1 and 1000000000000),
    due_on date,
    reason text not null check (length(reason) <= 2000),
    proposed_by uuid not null references organisations (id),
    proposed_at timestamptz not null,
    answer text check (answer in ('accept', 'decline', 'withdraw')),
    answered_by uuid references organisations (id),
    answered_at timestamptz,
    check (
        case kind
            when 'add' then quantity is not null and due_on is not null
            when 'change' then quantity is not null or due_on is not null
            else quantity is null and due_on is null
        end
    ),
    constraint obligation_proposals_answered_whole check (
        (answer is null) = (answered_by is null) and (answer is null) = (answered_at is null)
    ),
    constraint obligation_proposals_answered_by_the_other check ((answer = 'withdraw') = (answered_by = proposed_by))
);
create unique index obligation_proposals_pending on obligation_proposals (obligation_id) where answer is null;
create index obligation_proposals_obligation_id on obligation_proposals (obligation_id, proposed_at);
create index obligation_proposals_proposed_by on obligation_proposals (proposed_by);
create index obligation_proposals_answered_by on obligation_proposals (answered_by);

-- Reports only grow: a correction is a report that takes the place of one other.
create table progress_reports (
    id uuid primary key,
    obligation_id uuid not null references obligations (id),
    corrects uuid constraint progress_reports_corrected_once unique,
    quantity bigint not null check (quantity between 0 and 1000000000000),
    note text not null check (length(note) <= 4000),
    evidence text check (length(evidence) between 1 and 1000),
    document_id uuid,
    reported_by uuid not null,
    reporter text not null,
    reported_at timestamptz not null,
    unique (id, obligation_id),
    constraint progress_reports_corrects_its_own foreign key (corrects, obligation_id)
    references progress_reports (id, obligation_id),
    constraint progress_reports_by_the_debtor foreign key (obligation_id, reported_by)
    references obligations (id, owed_by),
    constraint progress_reports_have_evidence check (evidence is not null or document_id is not null),
    check (corrects is not null or quantity > 0)
);
create index progress_reports_obligation_id on progress_reports (obligation_id, reported_at);

create function only_grows() returns trigger
language plpgsql
as $$
begin
    raise exception '% only grows', tg_table_name using errcode = 'restrict_violation', constraint = 'only_grows';
end
$$;
create trigger progress_reports_only_grow before update or delete on progress_reports
for each row execute function only_grows();

-- An alarm is raised once per due date, by whichever replica.
create table obligation_alarms (
    obligation_id uuid not null references obligations (id),
    due_on date not null,
    raised_at timestamptz not null,
    late boolean not null,
    primary key (obligation_id, due_on)
);

-- A year of a PKS is evaluated once, in its last month or after it. `obligations` is what the evaluation saw.
create table evaluations (
    id uuid primary key,
    agreement_id uuid not null references agreements (id),
    year integer not null check (year between 1 and 100),
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    findings text not null check (length(findings) between 1 and 8000),
    rating text not null check (rating in ('very_good', 'good', 'fair', 'poor')),
    recommendation text not null check (recommendation in ('continue', 'amend', 'end')),
    obligations json not null,
    filed_by uuid not null references organisations (id),
    filer text not null,
    filed_on date not null,
    filed_at timestamptz not null,
    constraint evaluations_once_a_year unique (agreement_id, year),
    constraint evaluations_in_the_last_month check (filed_on >= ends_on - 30)
);
create index evaluations_filed_by on evaluations (filed_by);
create index evaluations_by_recommendation on evaluations (recommendation, id);

create function evaluation_fits_its_agreement() returns trigger
language plpgsql
as $$
begin
    if not exists (
        select from agreements
        where id = new.agreement_id and kind = 'cooperation' and new.starts_on between starts_on and ends_on
    ) then
        raise exception 'a year begins within the period of its cooperation agreement'
            using errcode = 'check_violation', constraint = 'evaluations_year_within_period';
    end if;
    return new;
end
$$;
create trigger evaluations_fit before insert or update on evaluations
for each row execute function evaluation_fits_its_agreement();
