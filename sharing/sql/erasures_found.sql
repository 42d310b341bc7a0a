-- What an export of one case shows: its entries, and the events that erased personal parts of theirs.
-- Behind the policy of the trail no index over a list is used (reading_trail.sql), so these are past
-- it, and for the export alone.

-- Few events end something, and each names what ended.
CREATE INDEX audit_event_erasing ON audit_event USING gin (items) WHERE code = 'details_erased';

-- The places of this case's events in a trail of that size.
CREATE FUNCTION entries_of_case(wanted uuid, size bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.sequence
    FROM public.audit_event e
    JOIN public.seal_leaf l ON l.recorded_at = e.recorded_at AND l.event_id = e.id
    WHERE current_setting('portal.reach', true) = 'system'
      AND e.cases @> ARRAY[wanted] AND l.sequence < size
$$;

-- The events that erased the personal part of any of these.
CREATE FUNCTION erasures_of(wanted uuid[]) RETURNS TABLE (recorded_at timestamptz, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.recorded_at, e.id FROM public.audit_event e
    WHERE current_setting('portal.reach', true) = 'system'
      AND e.code = 'details_erased' AND e.role = 'retention' AND e.items && wanted
$$;
REVOKE ALL ON FUNCTION entries_of_case(uuid, bigint), erasures_of(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entries_of_case(uuid, bigint), erasures_of(uuid[]) TO portal_web;
