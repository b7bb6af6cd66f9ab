-- Since when no recipient of the directory is behind the guardian's reference: the counsellor hears it. Null where one is, or none is named.
alter table guardians add column unreachable_since timestamptz;
