-- Addenda have documents through the same door: a text while they are drafts, one signed copy after their last signature.
create or replace view document_subjects as
select
    a.id as subject_id,
    a.state = 'draft' as open_text,
    (
        select count(*) from agreement_parties as p
        where p.agreement_id = a.id and not exists (
            select from signatures as s
            where s.agreement_id = a.id and s.party_id = p.organisation_id and s.amendment_id is null
        )
    ) as unsigned
from agreements as a
union all
select
    m.id as subject_id,
    m.state = 'draft' as open_text,
    (
        select count(*) from agreement_parties as p
        where p.agreement_id = m.agreement_id and not exists (
            select from signatures as s
            where s.agreement_id = m.agreement_id and s.party_id = p.organisation_id and s.amendment_id = m.id
        )
    ) as unsigned
from amendments as m;

-- What a progress report shows is a document that was handed in.
alter table progress_reports add constraint progress_reports_document foreign key (document_id) references documents (id);
create index progress_reports_document_id on progress_reports (document_id) where document_id is not null;
