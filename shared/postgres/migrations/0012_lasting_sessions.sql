-- Begun for the app of a phone: its cookie outlives the browser. When the issuer is asked again, without the person, it stays so.
alter table web_sessions add column lasting boolean not null default false;
