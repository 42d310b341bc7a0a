-- Who referred a case that was joined to another follows that one: they may know its reference, where
-- it is and when it is heard, what their own agency is to do in it, and what its people are warned of.
-- Nothing else of it is theirs to read: it is the account of somebody else.

-- The cases to which those are joined that whoever acts referred in the seat in which they act. Joined
-- cases have the same walls, so one that they are walled off from is not among them.
CREATE FUNCTION followed_cases() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT c.joined_to_id), '{}')
    FROM public.meetings_case c JOIN public.sharing_scope s ON s.id = c.scope_id
    WHERE c.joined_to_id IS NOT NULL
      AND s.area_id = current_setting('portal.area')::uuid
      AND current_setting('portal.seat')::uuid = ANY (s.referred_by)
      AND NOT current_setting('portal.user')::uuid = ANY (s.walled)
$$;
REVOKE ALL ON FUNCTION followed_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION followed_cases() TO portal_web;

-- Asked once for a query, and not at all of whom it cannot be about.
CREATE POLICY followed ON meetings_case FOR SELECT TO portal_web USING (
    current_setting('portal.reach') IN ('own', 'agency')
    AND scope_id = ANY ((SELECT followed_cases())::uuid[])
);
CREATE POLICY followed ON meetings_staffwarning FOR SELECT TO portal_web USING (
    current_setting('portal.reach') IN ('own', 'agency')
    AND scope_id = ANY ((SELECT followed_cases())::uuid[])
);
CREATE POLICY followed ON meetings_action FOR SELECT TO portal_web USING (
    current_setting('portal.reach') IN ('own', 'agency')
    AND agency_id = current_setting('portal.agency')::uuid
    AND scope_id = ANY ((SELECT followed_cases())::uuid[])
);
