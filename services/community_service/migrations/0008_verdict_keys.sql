-- squawk-ignore-file ban-drop-constraint, adding-not-nullable-field, disallowed-unique-constraint
-- One verdict in several spellings of its number is one verdict: capitals, spaces and invisible characters do not count. Rows that were
-- recorded twice before this keep their own keys, so that nothing of them changes.
alter table sentences add column verdict_key text;
update sentences as s set verdict_key = k.key || case when k.nth > 1 then ' ' || s.id::text else '' end
from (
    select id, key, row_number() over (partition by court_code, key order by received_at, id) as nth
    from (
        select id, court_code, received_at, lower(
            regexp_replace(normalize(verdict_number, nfkc), '[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]', '', 'g')
        ) as key
        from sentences
    ) as spelled
) as k
where k.id = s.id;
alter table sentences alter column verdict_key set not null;
alter table sentences drop constraint sentences_verdict;
alter table sentences add constraint sentences_verdict unique (court_code, verdict_key);

alter table verdict_changes add column verdict_key text, add column change_key text;
update verdict_changes as v set
    verdict_key = k.verdict_key,
    change_key = k.change_key || case when k.nth > 1 then ' ' || v.id::text else '' end
from (
    select id, verdict_key, change_key,
        row_number() over (partition by court_code, verdict_key, change_key order by received_at, id) as nth
    from (
        select id, court_code, received_at, lower(
            regexp_replace(normalize(verdict_number, nfkc), '[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]', '', 'g')
        ) as verdict_key, lower(
            regexp_replace(normalize(change_number, nfkc), '[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]', '', 'g')
        ) as change_key
        from verdict_changes
    ) as spelled
) as k
where k.id = v.id;
alter table verdict_changes alter column verdict_key set not null, alter column change_key set not null;
alter table verdict_changes drop constraint verdict_changes_once;
alter table verdict_changes add constraint verdict_changes_once unique (court_code, verdict_key, change_key);
