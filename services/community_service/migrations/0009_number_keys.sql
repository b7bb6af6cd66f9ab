-- squawk-ignore-file ban-drop-constraint, disallowed-unique-constraint
-- Only the letters and figures of a number count, see domain/verdicts_numbers.py. Rows that were recorded twice before
-- this keep their own keys, so that nothing of them changes.
create or replace function pg_temp.number_key(number text) returns text language sql as $$
    select regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    lower(normalize(number, nfkc)),
                    '[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff]', '', 'g'
                ),
                '[^[:alnum:]]+', '/', 'g'
            ),
            '(?<![0-9])/|/(?![0-9])', '', 'g'
        ),
        '(?<![0-9])0+(?=[0-9])', '', 'g'
    )
$$;
alter table sentences drop constraint sentences_verdict;
update sentences as s set verdict_key = k.key || case when k.nth > 1 then ' ' || s.id::text else '' end
from (
    select id, key, row_number() over (partition by court_code, key order by received_at, id) as nth
    from (
        select id, court_code, received_at, pg_temp.number_key(verdict_number) as key
        from sentences
    ) as spelled
) as k
where k.id = s.id;
alter table sentences add constraint sentences_verdict unique (court_code, verdict_key);

alter table verdict_changes drop constraint verdict_changes_once;
update verdict_changes as v set
    verdict_key = k.verdict_key,
    change_key = k.change_key || case when k.nth > 1 then ' ' || v.id::text else '' end
from (
    select id, verdict_key, change_key,
        row_number() over (partition by court_code, verdict_key, change_key order by received_at, id) as nth
    from (
        select id, court_code, received_at,
            pg_temp.number_key(verdict_number) as verdict_key,
            pg_temp.number_key(change_number) as change_key
        from verdict_changes
    ) as spelled
) as k
where k.id = v.id;
alter table verdict_changes add constraint verdict_changes_once unique (court_code, verdict_key, change_key);
