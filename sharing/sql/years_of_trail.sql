-- The years of the trail, each a partition.

-- Partitions that are there, by year: each named as make_audit_partition does, and of just that year.
CREATE FUNCTION audit_years() RETURNS TABLE (of_year integer, partition oid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO'
AS $$
    SELECT named.of_year, c.oid
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
        LATERAL (SELECT substring(c.relname FROM '^audit_event_([0-9]{4})$')::integer)
            AS named (of_year)
    WHERE i.inhparent = 'public.audit_event'::regclass
      AND pg_get_expr(c.relpartbound, c.oid) = format(
        'FOR VALUES FROM (''%s-01-01 00:00:00+00'') TO (''%s-01-01 00:00:00+00'')',
        named.of_year, named.of_year + 1
      )
$$;
REVOKE ALL ON FUNCTION audit_years() FROM PUBLIC;

-- Years of which a partition has to be there and is not: from the first that is sealed to the
-- next, but for those that ended. None ends before six whole years are over (retention.sql), so
-- whatever says that a younger one did is not believed. Without the next year's every page would be
-- refused on the first of January.
CREATE FUNCTION missing_audit_years() RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH today AS (
        SELECT extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')::integer AS in_year
    )
    SELECT coalesce(array_agg(due.of_year ORDER BY due.of_year), '{}')
    FROM today t, generate_series(
        coalesce(
            (SELECT extract(year FROM min(l.recorded_at) AT TIME ZONE 'UTC')::integer
             FROM public.seal_leaf l),
            t.in_year
        ),
        t.in_year + 1
    ) AS due (of_year)
    WHERE due.of_year NOT IN (SELECT y.of_year FROM public.audit_years() y)
      AND due.of_year NOT IN (
        SELECT d.of_year FROM public.seal_ended d WHERE d.of_year + 6 < t.in_year
      )
$$;
REVOKE ALL ON FUNCTION missing_audit_years() FROM PUBLIC;
