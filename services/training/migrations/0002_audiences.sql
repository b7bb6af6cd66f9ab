-- Facts about children in training go to a topic of their own (docs/decisions/0016). Decided at the enrolment, so that the facts of one
-- enrolment stay on one topic.
alter table enrolments add column child boolean not null default true;

update enrolments as e set
    child = p.for_children
    or w.birth_date > ((e.enrolled_at at time zone 'Asia/Jayapura')::date - interval '18 years')::date
from programmes as p, participants as w
where p.id = e.programme_id and w.id = e.participant_id;

update journal as j set
    topic = case when e.child then 'masohi.training.children.v1' else 'masohi.training.people.v1' end,
    internal_topic = 'masohi.training.internal.v1'
from enrolments as e
where e.id::text = j.key and j.topic is not null;
