-- Only the four services read the facts about messages (docs/decisions/0016). The hash of a fact does not cover its topics.
update journal set topic = null
where type in ('notifications.message.delivered', 'notifications.message.failed');
