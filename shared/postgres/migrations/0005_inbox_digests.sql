-- What an event said, as a keyed digest, where strangers may write: the same id with other content is a conflict. Null
-- on our own topics, and for all that came before: there only the id is compared.
alter table inbox add column digest bytea;
