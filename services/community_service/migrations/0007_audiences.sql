-- Who may read a fact decides its topic (docs/decisions/0016). The hash of a fact does not cover its topics.
update journal as j set
    topic = case
        when j.type in ('community-service.session.scheduled', 'community-service.session.cancelled') then null
        when s.regime = 'adult' then 'masohi.community-service.cases.v1'
        else 'masohi.community-service.children.v1'
    end,
    internal_topic = 'masohi.community-service.internal.v1'
from sentences as s
where s.id::text = j.key and j.topic is not null;

update journal set topic = 'masohi.intake.answers.v1'
where type = 'community-service.sentence.rejected';
