-- Whose forms were sent is for themselves, as what was kept of them.
ALTER TABLE sharing_formtoken ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sharing_formtoken TO portal_web
    USING (user_id = current_setting('portal.user')::uuid);

-- Whoever has a wall round a case has it in every area.
CREATE OR REPLACE FUNCTION walled_from() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(s.id), '{}') FROM public.sharing_scope s
    WHERE s.walled <> '{}'
      AND s.walled @> ARRAY[current_setting('portal.user')::uuid]
$$;

-- As before; and what others did on cases alone that the reader is walled off from is not there, as
-- on the pages. What somebody did before the wall stays in their own trail. The function is asked
-- once for a query.
DROP POLICY read_trail ON audit_event;
CREATE POLICY read_trail ON audit_event FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR user_id = current_setting('portal.user')::uuid
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND areas @> ARRAY[current_setting('portal.area')::uuid]
        AND (cases = '{}' OR NOT cases <@ (SELECT walled_from())))
    OR (user_id IS NULL AND role = '' AND people @> ARRAY[current_setting('portal.user')::uuid])
);

-- What lies beside an event is there where the event is. Both were written by one statement, and
-- events are found by their time.
ALTER TABLE sharing_auditdetail ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_beside ON sharing_auditdetail FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR (SELECT true FROM audit_event e
        WHERE e.id = sharing_auditdetail.event_id
          AND e.recorded_at >= sharing_auditdetail.written_at
          AND e.recorded_at < sharing_auditdetail.written_at + interval '10 seconds')
);
CREATE POLICY add_beside ON sharing_auditdetail FOR INSERT TO portal_web WITH CHECK (true);
CREATE POLICY say_what_ended ON sharing_auditdetail FOR INSERT TO portal_retention
    WITH CHECK (true);
