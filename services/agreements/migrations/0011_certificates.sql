-- A certificate of Sekolah Ramah Anak says its stage; the stage is recorded, not computed (rule S1). What it says of a
-- component is data: points, mandatory items, evidence. Certificates from before stay as they are, with the rule set that
-- their stage was computed under.
alter table accreditation_certificates
-- squawk-ignore ban-drop-constraint
drop constraint certificates_six_components,
-- squawk-ignore ban-drop-constraint
drop constraint certificates_met_has_evidence,
-- squawk-ignore ban-drop-constraint
drop constraint certificates_maju_is_all_six,
add constraint certificates_components_of_the_six check (
    jsonb_typeof(components) = 'object' and components - array[
        'policy', 'learning', 'trained_staff', 'facilities', 'child_participation', 'community_participation'
    ] = '{}'
),
add constraint certificates_met_has_evidence check (
    not jsonb_path_exists(
        components,
        '$.* ? (exists(@.met) && @.met == true && (!exists(@.evidence) || @.evidence == ""))'
    )
),
add constraint certificates_points check (not jsonb_path_exists(components, '$.*.points ? (@ < 0)'));

-- Days that people write lie between 1900 and 2200. Rows from before stay.
alter table accreditations
add constraint accreditations_revoked_in_bounds check (revoked_on between '1900-01-01' and '2200-01-01') not valid;
alter table accreditation_certificates
add constraint certificates_in_bounds check (
    valid_from between '1900-01-01' and '2200-01-01'
    and (valid_until is null or valid_until between '1900-01-01' and '2200-01-01')
) not valid;
