-- squawk-ignore-file adding-not-nullable-field, adding-field-with-default

-- A skill whose certificate was revoked. The row stays: a late copy of the completion changes nothing then.
alter table skills add column revoked boolean not null default false;
