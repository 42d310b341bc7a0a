-- Whoever reads an alert reads all of it.

-- An alert is there for those who watch over an area, and never for whom it is about, nor for whoever a
-- wall keeps from a case that it names; its past, where it is.
DROP POLICY watchers ON sharing_alert;
CREATE POLICY watchers ON sharing_alert TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND area_id = current_setting('portal.area')::uuid
        AND about_id <> current_setting('portal.user')::uuid
        AND NOT cases && (SELECT walled_from()))
) WITH CHECK (
    current_setting('portal.reach') = 'system'
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND area_id = current_setting('portal.area')::uuid
        AND about_id <> current_setting('portal.user')::uuid
        AND NOT cases && (SELECT walled_from()))
);
DROP POLICY watchers ON sharing_historicalalert;
CREATE POLICY watchers ON sharing_historicalalert TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR EXISTS (SELECT FROM sharing_alert a WHERE a.id = sharing_historicalalert.id)
) WITH CHECK (
    current_setting('portal.reach') = 'system'
    OR EXISTS (SELECT FROM sharing_alert a WHERE a.id = sharing_historicalalert.id)
);

-- What says that there is an alert names all cases that the alert names: it is there for whoever may know
-- of all of these, but for whom it is about; that others were told is for these alone. What somebody did
-- themselves stays in their own trail. So is a stop by an address that another case protects, which tells
-- of both: it is about nobody.
DROP POLICY IF EXISTS alerts_kept ON audit_event;
CREATE POLICY alerts_kept ON audit_event AS RESTRICTIVE FOR SELECT TO portal_web USING (
    code <> ALL (about_alerts() || 'address_of_other_case_stopped'::varchar)
    OR current_setting('portal.reach') = 'system'
    OR user_id = current_setting('portal.user')::uuid
    OR (NOT cases && (SELECT walled_from())
        AND (current_setting('portal.user')::uuid = ANY (people)) = (code = 'alerts_told'))
);

-- Of these there are few, and no other index finds those about somebody.
CREATE INDEX audit_event_of_alerts ON audit_event (occurred_at)
    WHERE code IN ('alert_raised', 'alerts_told', 'alert_decided', 'alerts_read');

-- A database that was made before has what was asked for instead.
DROP FUNCTION IF EXISTS alerts_are_kept(uuid[]), alerts_walled_off();
