-- The scope row is the wall: the web role reads the rows that it reaches, and writes none but
-- through write_scope. ENABLE, not FORCE: owner, migrations and these functions see all.
ALTER TABLE sharing_scope ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON sharing_scope FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system'
    OR (
        area_id = current_setting('portal.area')::uuid
        AND NOT current_setting('portal.user')::uuid = ANY (walled)
        AND current_setting('portal.reach') <> 'none'
        AND (
            current_setting('portal.user')::uuid = ANY (referred_by)
            OR (
                sensitivity <> 'draft'
                AND (
                    current_setting('portal.reach') IN ('area', 'trail')
                    OR current_setting('portal.user')::uuid = ANY (admitted)
                    OR (
                        current_setting('portal.reach') = 'agency'
                        AND (
                            current_setting('portal.agency')::uuid = ANY (full_circulation)
                            OR current_setting('portal.agency')::uuid = ANY (search_circulation)
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
    AND (SELECT true FROM sharing_scope s WHERE s.id = scope_id)
);
GRANT SELECT ON sharing_scopeversion TO portal_web;

-- Past the wall, so that an attempt on a case that is out of reach can be decided and recorded.
CREATE FUNCTION scope_of(wanted uuid) RETURNS TABLE (
    version integer, area_id uuid, owner_agency_id uuid, search_circulation uuid[],
    full_circulation uuid[], referred_by uuid[], walled uuid[], admitted uuid[],
    admitted_until timestamptz, sensitivity varchar, frozen boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.version, s.area_id, s.owner_agency_id, s.search_circulation, s.full_circulation,
           s.referred_by, s.walled, s.admitted, s.admitted_until, s.sensitivity, s.frozen
    FROM public.sharing_scope s WHERE s.id = wanted
$$;
REVOKE ALL ON FUNCTION scope_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_of(uuid) TO portal_web;

-- Holds the scope until the transaction ends, past the wall, so that of two who change it at once
-- the second sees what the first wrote.
CREATE FUNCTION lock_scope(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.sharing_scope WHERE id = wanted FOR UPDATE;
END $$;
REVOKE ALL ON FUNCTION lock_scope(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_scope(uuid) TO portal_web;

-- Makes a scope (version 0 expected) or its next version, and keeps that version. An update by
-- which one loses sight of the row is refused to the web role itself, so it is done here.
CREATE FUNCTION write_scope(
    wanted uuid, expected integer, to_area uuid, to_owner uuid, to_search uuid[], to_full uuid[],
    to_referred uuid[], to_walled uuid[], to_admitted uuid[], to_until timestamptz,
    to_sensitivity varchar, to_frozen boolean
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    found_version integer;
    found_area uuid;
BEGIN
    SELECT version, area_id INTO found_version, found_area
    FROM public.sharing_scope WHERE id = wanted FOR UPDATE;
    IF current_setting('portal.reach') NOT IN ('area', 'agency', 'own', 'system')
       OR (current_setting('portal.reach') <> 'system'
           AND (to_area <> current_setting('portal.area')::uuid
                OR coalesce(found_area, to_area) <> to_area)) THEN
        RAISE EXCEPTION 'no scope of this area' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF coalesce(found_version, 0) <> expected THEN
        RAISE EXCEPTION 'scope was changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO public.sharing_scope (
        id, version, area_id, owner_agency_id, search_circulation, full_circulation, referred_by,
        walled, admitted, admitted_until, sensitivity, frozen
    ) VALUES (
        wanted, expected + 1, to_area, to_owner, to_search, to_full, to_referred,
        to_walled, to_admitted, to_until, to_sensitivity, to_frozen
    ) ON CONFLICT (id) DO UPDATE SET
        version = EXCLUDED.version, area_id = EXCLUDED.area_id,
        owner_agency_id = EXCLUDED.owner_agency_id,
        search_circulation = EXCLUDED.search_circulation,
        full_circulation = EXCLUDED.full_circulation, referred_by = EXCLUDED.referred_by,
        walled = EXCLUDED.walled, admitted = EXCLUDED.admitted,
        admitted_until = EXCLUDED.admitted_until, sensitivity = EXCLUDED.sensitivity,
        frozen = EXCLUDED.frozen;
    INSERT INTO public.sharing_scopeversion (
        id, scope_id, event_id, recorded_at, version, search_circulation, full_circulation,
        referred_by, walled, admitted, admitted_until, sensitivity, frozen
    ) VALUES (
        gen_random_uuid(), wanted, current_setting('portal.event')::uuid, clock_timestamp(),
        expected + 1, to_search, to_full, to_referred, to_walled, to_admitted, to_until,
        to_sensitivity, to_frozen
    );
    RETURN expected + 1;
END $$;
REVOKE ALL ON FUNCTION write_scope(
    uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[], uuid[], timestamptz, varchar, boolean
) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_scope(
    uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[], uuid[], timestamptz, varchar, boolean
) TO portal_web;
