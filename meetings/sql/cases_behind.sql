-- Of which case each of these rows is, past the wall, so that an attempt on it by somebody whom the
-- wall keeps out is recorded with its case, and what they wrote about it is not shown to them. Each
-- row of a case that an address may name. An alert may be of none; one whose every event names nothing
-- but cases that the acting person is walled off from is of one of them. Identifiers, nothing else.
CREATE FUNCTION cases_behind(wanted uuid[]) RETURNS TABLE (id uuid, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.id, r.scope_id FROM public.meetings_action r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.meetings_researchrequest r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.meetings_staffwarning r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.sharing_item r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.sharing_attachment r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.sharing_party r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.sharing_address r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.sharing_conflict r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, r.scope_id FROM public.sharing_emergencyaccess r WHERE r.id = ANY (wanted)
    UNION ALL SELECT r.id, coalesce(r.case_id, hidden.case_id) FROM public.sharing_alert r
    LEFT JOIN LATERAL (
        SELECT min(e.cases[1]::text)::uuid AS case_id FROM public.audit_event e
        WHERE e.occurred_at BETWEEN r.first_at AND r.last_at AND e.id = ANY (r.events)
        HAVING bool_and(e.cases <> '{}' AND e.cases <@ (SELECT public.walled_from()))
    ) hidden ON true
    WHERE r.id = ANY (wanted)
$$;
REVOKE ALL ON FUNCTION cases_behind(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_behind(uuid[]) TO portal_web;
