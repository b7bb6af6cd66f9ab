-- squawk-ignore-file ban-drop-constraint
-- A new kind of alarm: the clock of the phone that recorded was moved.
alter table alarms drop constraint alarms_kind_check;
alter table alarms add constraint alarms_kind_check check (
    kind in (
        'two_places_at_once', 'slot_overfull', 'outside_schedule', 'far_from_site', 'signed_for_relative',
        'signed_alone', 'too_regular', 'commercial_site', 'clock_moved'
    )
) not valid;
alter table alarms validate constraint alarms_kind_check;
