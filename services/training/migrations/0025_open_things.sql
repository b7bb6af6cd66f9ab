-- A million rows of attendance are indexed anew within some seconds:
-- squawk-ignore-file require-concurrent-index-deletion

-- What waits for someone is found by what is open: courses that are over and closed, and places that ended, are not read.
-- Courses that are not closed, by their last day.
create index programmes_not_closed on programmes (ends_on, id) where state <> 'closed';
-- Who has a place now, without a look at the table.
create index enrolments_with_place on enrolments (programme_id) include (id, score, confirmed_at) where state = 'confirmed';

-- A page of the courses of an agreement needs their order too.
drop index programmes_cooperation_agreement_id;
create index programmes_cooperation_agreement_id on programmes (cooperation_agreement_id, id);

-- What is marked of a person in a course, without a look at the table.
drop index attendance_enrolment;
create index attendance_of_enrolment on attendance (programme_id, enrolment_id) include (session, outcome);
