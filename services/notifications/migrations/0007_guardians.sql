-- Which recipient is the guardian of a child's case, as the community service says it: ids, no names. The latest holds.
create table case_guardians (
    sentence_id uuid primary key,
    reference text check (length(reference) between 1 and 100),
    version bigint not null
);
create index case_guardians_reference on case_guardians (reference);
