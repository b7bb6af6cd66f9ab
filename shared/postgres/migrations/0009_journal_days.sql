-- Which facts are of which days, for auditors who search. A range of pages needs 24 bytes of it, whatever the order of the
-- facts in it. A range gets its entry when the next one begins; until then it is read.
create index journal_occurred_at on journal using brin (occurred_at) with (autosummarize = on);
