-- What somebody read a person's data for may name the person: it is erased with the name.
drop trigger person_reads_only_grow on person_reads;
create trigger person_reads_only_grow before update or delete on person_reads
for each row execute function only_texts_are_erased('purpose');
