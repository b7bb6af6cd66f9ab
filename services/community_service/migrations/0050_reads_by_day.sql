-- Auditors ask who read whom on which days, and what one reader has read.
create index person_reads_read_at on person_reads (read_at, id);
create index person_reads_reader on person_reads (reader, read_at, id);
