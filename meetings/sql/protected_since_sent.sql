-- Whether anything came to be protected, since its agency sent this file to the others, with which its
-- words were not compared: in its case, in one that is heard with it or came to be since, or in another
-- of somebody with the same birth date, as far as the agency and whoever attached the file read it. The
-- worker asks, which shares the file once it is scanned, and learns nothing else.
CREATE FUNCTION protected_since_sent(attached uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH file AS MATERIALIZED (
        SELECT a.sent_at, a.agency_id, a.author_id, public.joined_cases(a.scope_id) AS cases
        FROM public.sharing_attachment a
        WHERE a.id = attached AND current_setting('portal.reach') = 'system'
    ), elsewhere AS MATERIALIZED (
        SELECT here.id AS here, there.id AS there
        FROM file f
        JOIN public.sharing_party here ON here.scope_id = ANY (f.cases)
        JOIN public.sharing_party there
            ON there.born_on = here.born_on AND there.scope_id <> ALL (f.cases)
        JOIN public.sharing_scope s ON s.id = there.scope_id
        WHERE f.agency_id = ANY (s.full_circulation) AND NOT f.author_id = ANY (s.walled)
          AND EXISTS (
              SELECT FROM public.sharing_address a
              WHERE a.party_id = there.id AND a.kind IN ('safe', 'confidential')
          )
    )
    SELECT EXISTS (
        SELECT FROM file f JOIN public.sharing_historicaladdress h ON h.history_date >= f.sent_at
        WHERE h.kind IN ('safe', 'confidential')
          AND (
              h.scope_id = ANY (f.cases)
              OR EXISTS (SELECT FROM elsewhere e WHERE e.there = h.party_id)
          )
    ) OR EXISTS (
        SELECT FROM file f JOIN public.sharing_historicalparty h ON h.history_date >= f.sent_at
        JOIN elsewhere e ON h.id IN (e.here, e.there)
    ) OR EXISTS (
        SELECT FROM file f JOIN public.meetings_historicalcase h ON h.scope_id = ANY (f.cases)
        WHERE h.joined_to_id IS NOT NULL
        GROUP BY h.scope_id, f.sent_at HAVING min(h.history_date) >= f.sent_at
    )
$$;
REVOKE ALL ON FUNCTION protected_since_sent(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION protected_since_sent(uuid) TO portal_jobs;
