-- Makes a scope (version 0 expected) or its next version, and keeps that version. An update by
-- which one loses sight of the row is refused to the web role itself, so it is done here.
CREATE FUNCTION write_scope(
    wanted uuid, expected integer, to_area uuid, to_owner uuid, to_search uuid[], to_full uuid[],
    to_referred uuid[], to_walled uuid[], to_admitted jsonb, to_sensitivity varchar,
    to_frozen boolean
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found public.sharing_scope%ROWTYPE;
    reach text := current_setting('portal.reach');
BEGIN
    SELECT * INTO found FROM public.sharing_scope WHERE id = wanted FOR UPDATE;
    IF reach NOT IN ('area', 'agency', 'own', 'system', 'trail')
       OR (reach <> 'system'
           AND (to_area <> current_setting('portal.area')::uuid
                OR coalesce(found.area_id, to_area) <> to_area)) THEN
        RAISE EXCEPTION 'no scope of this area' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- A wall is lifted by nobody whom it keeps out.
    IF reach <> 'system' AND current_setting('portal.user')::uuid = ANY (found.walled) THEN
        RAISE EXCEPTION 'walled off from this scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- The safeguarding lead ends what was opened in an emergency, and changes nothing else.
    IF reach = 'trail' AND (
        found.id IS NULL OR NOT found.admitted @> to_admitted
        OR (to_owner, to_search, to_full, to_referred, to_walled, to_sensitivity, to_frozen)
            IS DISTINCT FROM
           (found.owner_agency_id, found.search_circulation, found.full_circulation,
            found.referred_by, found.walled, found.sensitivity, found.frozen)
    ) THEN
        RAISE EXCEPTION 'the lead ends admissions only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF coalesce(found.version, 0) <> expected THEN
        RAISE EXCEPTION 'scope was changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO public.sharing_scope (
        id, version, area_id, owner_agency_id, search_circulation, full_circulation, referred_by,
        walled, admitted, sensitivity, frozen
    ) VALUES (
        wanted, expected + 1, to_area, to_owner, to_search, to_full, to_referred,
        to_walled, to_admitted, to_sensitivity, to_frozen
    ) ON CONFLICT (id) DO UPDATE SET
        version = EXCLUDED.version, area_id = EXCLUDED.area_id,
        owner_agency_id = EXCLUDED.owner_agency_id,
        search_circulation = EXCLUDED.search_circulation,
        full_circulation = EXCLUDED.full_circulation, referred_by = EXCLUDED.referred_by,
        walled = EXCLUDED.walled, admitted = EXCLUDED.admitted,
        sensitivity = EXCLUDED.sensitivity, frozen = EXCLUDED.frozen;
    INSERT INTO public.sharing_scopeversion (
        id, scope_id, event_id, recorded_at, version, search_circulation, full_circulation,
        referred_by, walled, admitted, sensitivity, frozen
    ) VALUES (
        gen_random_uuid(), wanted, current_setting('portal.event')::uuid, clock_timestamp(),
        expected + 1, to_search, to_full, to_referred, to_walled, to_admitted, to_sensitivity,
        to_frozen
    );
    RETURN expected + 1;
END $$;
REVOKE ALL ON FUNCTION write_scope(
    uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[], jsonb, varchar, boolean
) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_scope(
    uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[], jsonb, varchar, boolean
) TO portal_web;
