-- Reports as they were issued. One whose figures have changed since is superseded by a new one, never edited.
-- A year's numbers have no gap: the counter is taken with the report, in its transaction.
create table report_numbers (
    year integer primary key check (year between 2026 and 2200),
    last integer not null check (last > 0)
);

-- `basis` is the SHA-256 of the figures: the same figures make no second report. `code` is what the QR code leads to.
create table reports (
    id uuid primary key,
    number text not null constraint reports_number unique,
    kind text not null check (kind in ('completion', 'sentence', 'site', 'agency')),
    subject_id uuid not null,
    sentence_id uuid references sentences (id),
    month date check (extract(day from month) = 1),
    supersedes uuid constraint reports_superseded_once unique,
    basis bytea not null check (length(basis) = 32),
    content json not null,
    code text not null constraint reports_code unique check (code ~ '^[A-Z2-7]{16}$'),
    verify_url text not null,
    issued_at timestamptz not null,
    issued_by text not null,
    unique (id, kind, subject_id),
    foreign key (supersedes, kind, subject_id) references reports (id, kind, subject_id),
    check ((kind in ('completion', 'sentence')) = (sentence_id is not null)),
    check (sentence_id = subject_id),
    check ((kind = 'completion') = (month is null))
);
-- A paper has one first version, and each version one that follows it.
create unique index reports_first on reports (kind, subject_id, month) nulls not distinct where supersedes is null;
create index reports_subject on reports (subject_id, kind, month, id);
create index reports_sentence_id on reports (sentence_id);
create index reports_supersedes on reports (supersedes, kind, subject_id);

-- The papers themselves, byte for byte: another version of the library would write other bytes.
create table report_files (
    report_id uuid not null references reports (id),
    language text not null check (language in ('id', 'en')),
    sha256 bytea not null check (sha256 = sha256(pdf)),
    pdf bytea not null check (length(pdf) between 1 and 10485760),
    primary key (report_id, language)
);

create trigger reports_only_grow before update or delete on reports
for each row execute function only_grows();
create trigger report_files_only_grow before update or delete on report_files
for each row execute function only_grows();

create index credits_sentence_on_date on credits (sentence_id, on_date);
create index sites_agency_id on sites (agency_id);
