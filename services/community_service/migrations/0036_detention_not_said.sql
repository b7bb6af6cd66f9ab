-- A change that said nothing of detention was written down with 0 days, until that was told apart. Days in detention are a
-- fact that a change keeps where it says nothing, so the changes that still wait say nothing now. An applied one stays.
update verdict_changes set said = jsonb_set(said::jsonb, '{detained_days}', 'null')::text
where kind = 'amendment' and state = 'waiting' and said::jsonb -> 'detained_days' = '0';
