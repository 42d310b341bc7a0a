-- The scope row is the wall: the web role reads the rows that it reaches, and writes none but
-- through write_scope. ENABLE, not FORCE: owner, migrations and these functions see all.
ALTER TABLE sharing_scope ENABLE ROW LEVEL SECURITY;
-- A seat is a person at one agency: who referred did so in one. `admitted` holds, by seat, the second
-- of the epoch until which they are let in past circulation in an emergency, as one whom their agency
-- sends: it opens nothing to who only refers for it. It is asked last, as it is nearly always empty, and
-- a wall for a conflict of interest beats it.
CREATE POLICY reach ON sharing_scope FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR (
        area_id = current_setting('portal.area')::uuid
        AND NOT current_setting('portal.user')::uuid = ANY (walled)
        AND current_setting('portal.reach') <> 'none'
        AND (
            current_setting('portal.seat')::uuid = ANY (referred_by)
            OR (
                sensitivity <> 'draft'
                AND (
                    current_setting('portal.reach') IN ('area', 'trail')
                    OR (
                        current_setting('portal.reach') = 'agency'
                        AND (
                            current_setting('portal.agency')::uuid = ANY (full_circulation)
                            OR current_setting('portal.agency')::uuid = ANY (search_circulation)
                            -- Nothing is greater than no time: without a clock nobody is let in.
                            OR (admitted ->> current_setting('portal.seat'))::bigint
                                > nullif(current_setting('portal.now', true), '')::bigint
                        )
                    )
                )
            )
        )
    )
);
GRANT SELECT ON sharing_scope TO portal_web;

ALTER TABLE sharing_scopeversion ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON sharing_scopeversion FOR SELECT TO portal_web USING (
    current_setting('portal.reach') IN ('area', 'trail', 'system')
    AND scope_is_there(scope_id)
);
GRANT SELECT ON sharing_scopeversion TO portal_web;

-- Past the wall, so that an attempt on a case that is out of reach can be decided and recorded.
CREATE FUNCTION scope_of(wanted uuid) RETURNS TABLE (
    version integer, area_id uuid, owner_agency_id uuid, search_circulation uuid[],
    full_circulation uuid[], referred_by uuid[], walled uuid[], admitted jsonb,
    sensitivity varchar, frozen boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.version, s.area_id, s.owner_agency_id, s.search_circulation, s.full_circulation,
           s.referred_by, s.walled, s.admitted, s.sensitivity, s.frozen
    FROM public.sharing_scope s WHERE s.id = wanted
$$;
REVOKE ALL ON FUNCTION scope_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_of(uuid) TO portal_web, portal_jobs;

-- Holds the scope until the transaction ends, past the wall, so that of two who change it at once
-- the second sees what the first wrote.
CREATE FUNCTION lock_scope(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.sharing_scope WHERE id = wanted FOR UPDATE;
END $$;
REVOKE ALL ON FUNCTION lock_scope(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_scope(uuid) TO portal_web;

-- Few cases have a wall: only those are in the index.
CREATE INDEX sharing_scope_walled ON sharing_scope USING gin (walled) WHERE walled <> '{}';

-- Which cases the acting person is walled off from, in whichever area, so that their events are
-- left out of every list. The wall hides those scopes, so only the database can say.
CREATE FUNCTION walled_from() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(s.id), '{}') FROM public.sharing_scope s
    WHERE s.walled <> '{}'
      AND s.walled @> ARRAY[current_setting('portal.user')::uuid]
$$;
REVOKE ALL ON FUNCTION walled_from() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION walled_from() TO portal_web;
