-- Whether a recipient of the directory is behind a guardian's reference; null: not looked at yet. The community service is told of a change.
alter table case_guardians add column reached boolean;
