-- Figures of the last weeks, and of what stands now: they read what they count, and no more, however many years there are.
create index credits_on_date on credits (on_date) include (minutes);
create index alarms_raised_at on alarms (raised_at);
create index sentences_state on sentences (state, id);
