-- A check is replaced by a wider one in the same transaction:
-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid

-- A change that comes after a breach has closed the sentence, and that does not fit what was ordered, is held for the
-- prosecutor: `held_for` says why. One that never meets its verdict, or that is held, can be dismissed with a reason.
alter table verdict_changes add column held_for text check (length(held_for) between 1 and 60);
alter table verdict_changes add column settled_by text;
alter table verdict_changes add column dismissal_reason text check (length(dismissal_reason) between 1 and 1000);
alter table verdict_changes drop constraint verdict_changes_state_check;
alter table verdict_changes drop constraint verdict_changes_check;
alter table verdict_changes drop constraint verdict_changes_check1;
alter table verdict_changes add constraint verdict_changes_state_known check (
    state in ('waiting', 'held', 'applied', 'superseded', 'rejected', 'dismissed')
);
alter table verdict_changes add constraint verdict_changes_settled check (
    (state in ('waiting', 'held')) = (settled_at is null)
);
alter table verdict_changes add constraint verdict_changes_of_a_sentence check (
    state in ('waiting', 'dismissed') or sentence_id is not null
);
alter table verdict_changes add constraint verdict_changes_held check ((state = 'held') <= (held_for is not null));
alter table verdict_changes add constraint verdict_changes_dismissed check (
    (state = 'dismissed') = (dismissal_reason is not null) and (state <> 'dismissed' or settled_by is not null)
);
