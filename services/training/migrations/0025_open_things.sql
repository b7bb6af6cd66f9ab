-- What waits for someone is found by what is open: courses that are over and closed, and places that ended, are not read.
-- Courses that are not closed, by their last day.
create index programmes_not_closed on programmes (ends_on, id) where state <> 'closed';
-- Who has a place now, without a look at the table.
create index enrolments_with_place on enrolments (programme_id) include (id, score, confirmed_at) where state = 'confirmed';
-- Sessions on closed days that are still to come are found by the day (closed_sessions_on_date).
-- A course of this agreement and this agency, by state too: the plain index of the agreement gave no order.
drop index programmes_cooperation_agreement_id;
create index programmes_cooperation_agreement_id on programmes (cooperation_agreement_id, id);
-- What is marked of a person in a course, without a look at the table.
drop index attendance_enrolment;
create index attendance_of_enrolment on attendance (programme_id, enrolment_id) include (session, outcome);
