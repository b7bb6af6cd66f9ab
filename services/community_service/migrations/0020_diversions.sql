-- The key of a verdict gets a companion in the same transaction:
-- squawk-ignore-file ban-drop-constraint, disallowed-unique-constraint, adding-field-with-default, constraint-missing-not-valid

-- A child's community service may also come from a diversion: a court's determination (penetapan), without a verdict
-- (UU 11/2012 art. 10 to 12). A determination and a verdict of one court may have the same number.
alter table sentences add column origin text not null default 'verdict' check (origin in ('verdict', 'diversion'));
alter table sentences drop constraint sentences_verdict;
alter table sentences add constraint sentences_verdict unique (court_code, origin, verdict_key);
alter table sentences add constraint sentences_origin unique (id, origin);
alter table sentences add constraint sentences_diversion check (
    origin = 'verdict'
    or (
        regime = 'child' and replaced_prison_days = 0 and replaced_fine_rupiah = 0 and repeat_minutes = 0
        and override_id is null and ends_on <= starts_on + interval '3 months'
    )
);

-- A diversion that is not carried out is reported once, and ends (art. 14(3)).
create table diversion_failures (
    sentence_id uuid primary key,
    origin text not null default 'diversion' check (origin = 'diversion'),
    reason text not null check (length(reason) between 1 and 1000),
    reported_by text not null,
    reported_at timestamptz not null,
    foreign key (sentence_id, origin) references sentences (id, origin)
);

-- Nothing of a diversion is repeated: it knows no breach.
create function breach_of_a_verdict() returns trigger
language plpgsql
as $$
begin
    if exists (select from sentences where id = new.sentence_id and origin = 'diversion') then
        raise exception 'sentence % is a diversion: a failure is reported, nothing else', new.sentence_id
            using errcode = 'check_violation', constraint = 'breaches_never_of_a_diversion';
    end if;
    return new;
end
$$;
create trigger breaches_never_of_a_diversion before insert on breaches
for each row execute function breach_of_a_verdict();
