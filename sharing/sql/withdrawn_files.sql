-- Files that were withdrawn a day ago or more, that are on no hold, and that nobody opened, in their own
-- agency neither, of which the trail has an event of its own: their keys are gone from now on, so that
-- no copy of the storage opens them, and their names come back for the storage to be cleared. The rows
-- stay. What was opened is told by the trail: of a year that has ended nobody can tell, so what is as
-- old as that stays.
CREATE FUNCTION end_withdrawn_files(before timestamptz, ended_at timestamptz)
RETURNS uuid[] LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH ended AS (
        UPDATE public.sharing_vaultfile f
        SET removed_at = ended_at, wrapped_key = ''
        FROM public.sharing_attachment a JOIN public.sharing_scope s ON s.id = a.scope_id
        WHERE current_setting('portal.reach') = 'system'
          AND a.file_id = f.id AND f.removed_at IS NULL
          AND a.withdrawn_at < before
          AND NOT s.frozen
          AND NOT EXISTS (
              SELECT FROM public.sharing_yearhold h
              WHERE h.lifted_at IS NULL AND h.year >= extract(year FROM f.stored_at)
          )
          AND NOT EXISTS (
              SELECT FROM public.seal_ended d WHERE d.of_year >= extract(year FROM f.stored_at)
          )
          AND NOT EXISTS (
              SELECT FROM public.audit_event e
              WHERE e.cases @> ARRAY[a.scope_id] AND e.items @> ARRAY[a.id]
                AND (
                    e.code IN ('file_opened', 'own_file_opened')
                    OR e.also && ARRAY['file_opened'::varchar, 'own_file_opened']
                )
          )
        RETURNING f.id
    )
    SELECT coalesce(array_agg(n.id ORDER BY n.id), '{}') FROM ended n
$$;
REVOKE ALL ON FUNCTION end_withdrawn_files(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_withdrawn_files(timestamptz, timestamptz) TO portal_jobs;
