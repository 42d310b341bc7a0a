-- Break-glass: a person is let in past circulation, each until a moment of their own. `admitted`
-- holds, by person, the second of the epoch until which. The wall asks it last, as it is nearly
-- always empty, and a wall for a conflict of interest beats it.
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
                    OR (
                        current_setting('portal.reach') = 'agency'
                        AND (
                            current_setting('portal.agency')::uuid = ANY (full_circulation)
                            OR current_setting('portal.agency')::uuid = ANY (search_circulation)
                        )
                    )
                    -- Nothing is greater than no time: without a clock nobody is let in.
                    OR (admitted ->> current_setting('portal.user'))::bigint
                        > nullif(current_setting('portal.now', true), '')::bigint
                )
            )
        )
    )
);

-- As in scope.sql, with dated admissions.
CREATE FUNCTION scope_of(wanted uuid) RETURNS TABLE (
    version integer, area_id uuid, owner_agency_id uuid, search_circulation uuid[],
    full_circulation uuid[], referred_by uuid[], walled uuid[], admitted jsonb,
    sensitivity varchar, frozen boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.version, s.area_id, s.owner_agency_id, s.search_circulation, s.full_circulation,
           s.referred_by, s.walled, s.admitted, s.sensitivity, s.frozen
    FROM public.sharing_scope s WHERE s.id = wanted
$$;
REVOKE ALL ON FUNCTION scope_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_of(uuid) TO portal_web;

CREATE FUNCTION write_scope(
    wanted uuid, expected integer, to_area uuid, to_owner uuid, to_search uuid[], to_full uuid[],
    to_referred uuid[], to_walled uuid[], to_admitted jsonb, to_sensitivity varchar,
    to_frozen boolean
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
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
