-- Whether anything is protected by now with which the words of this file were not compared when it was
-- attached: in its case, in one that is heard with it or came to be since, or in another of somebody with
-- the same birth date, as far as the agency and whoever attached the file read it by now. The worker asks,
-- which shares the file once it is scanned, and whoever of its agency submits it, who may read less than
-- who attached it: they learn nothing else.
DROP FUNCTION protected_since_sent(uuid);
CREATE FUNCTION protected_since_attached(attached uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH file AS MATERIALIZED (
        SELECT a.agency_id, a.author_id, public.joined_cases(a.scope_id) AS cases, (
            SELECT min(h.history_date) FROM public.sharing_historicalattachment h WHERE h.id = a.id
        ) AS at
        FROM public.sharing_attachment a JOIN public.sharing_scope s ON s.id = a.scope_id
        WHERE a.id = attached AND a.who_may_read = 'shared' AND (
            current_setting('portal.reach') = 'system'
            OR (a.agency_id = current_setting('portal.agency')::uuid
                AND NOT current_setting('portal.user')::uuid = ANY (s.walled))
        )
    ), elsewhere AS MATERIALIZED (
        SELECT here.id AS here, there.id AS there, there.scope_id
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
    ), stands AS MATERIALIZED (
        SELECT a.id, a.kind IN ('safe', 'confidential') AS protected, a.lines, a.postcode, a.ended_on
        FROM file f JOIN public.sharing_address a
            ON a.scope_id = ANY (f.cases) OR a.party_id IN (SELECT e.there FROM elsewhere e)
    ), stood AS MATERIALIZED (
        SELECT DISTINCT ON (h.id)
            h.id, h.kind IN ('safe', 'confidential') AS protected, h.lines, h.postcode, h.ended_on
        FROM file f CROSS JOIN stands n
        JOIN public.sharing_historicaladdress h ON h.id = n.id AND h.history_date < f.at
        ORDER BY h.id, h.history_date DESC
    )
    -- An address is protected that was not, or otherwise.
    SELECT EXISTS (
        SELECT FROM stands n LEFT JOIN stood s ON s.id = n.id
        WHERE n.protected AND (
            (s.protected, s.lines, s.postcode) IS DISTINCT FROM (true, n.lines, n.postcode)
            OR (s.ended_on IS NOT NULL AND n.ended_on IS NULL)
        )
    -- Something is protected, and what went out to search with, which is no secret, does not any more.
    ) OR EXISTS (
        SELECT FROM stands n JOIN stood s ON s.id = n.id
        WHERE NOT s.protected AND s.ended_on IS NULL
          AND (n.protected, n.lines, n.postcode, n.ended_on)
              IS DISTINCT FROM (s.protected, s.lines, s.postcode, s.ended_on)
          AND EXISTS (SELECT FROM stands one WHERE one.protected)
    -- Somebody may be the same person since.
    ) OR EXISTS (
        SELECT FROM file f JOIN public.sharing_historicalparty h ON h.history_date >= f.at
        JOIN elsewhere e ON h.id IN (e.here, e.there)
    -- A case is heard with this one since.
    ) OR EXISTS (
        SELECT FROM file f JOIN public.meetings_historicalcase h ON h.scope_id = ANY (f.cases)
        WHERE h.joined_to_id IS NOT NULL AND EXISTS (SELECT FROM stands one WHERE one.protected)
        GROUP BY h.scope_id, f.at HAVING min(h.history_date) >= f.at
    -- The agency was not on full circulation there, or a wall stood.
    ) OR EXISTS (
        SELECT FROM file f CROSS JOIN elsewhere e
        LEFT JOIN LATERAL (
            SELECT v.full_circulation, v.walled FROM public.sharing_scopeversion v
            WHERE v.scope_id = e.scope_id AND v.recorded_at < f.at
            ORDER BY v.version DESC LIMIT 1
        ) AS stood ON true
        WHERE (f.agency_id = ANY (stood.full_circulation) AND NOT f.author_id = ANY (stood.walled))
            IS NOT TRUE
    )
$$;
REVOKE ALL ON FUNCTION protected_since_attached(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION protected_since_attached(uuid) TO portal_web, portal_jobs;
