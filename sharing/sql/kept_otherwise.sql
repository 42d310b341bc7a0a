-- Tables of the trail, and beside it, that are not kept as they were made; and that time is right is
-- believed of no note that nobody signed.

-- What lies beside the trail and proves what was written, whatever kind of table it was made to be.
CREATE OR REPLACE FUNCTION tables_of_the_past() RETURNS TABLE (oid oid, name name)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.oid, c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (
        c.relname IN ('audit_written', 'sharing_auditdetail', 'sharing_scopeversion')
        OR 2 = (SELECT count(*) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname IN ('history_id', 'event_id')
                  AND a.attnum > 0 AND NOT a.attisdropped)
    )
$$;

-- Those that a crash would empty, past every trigger (UNLOGGED); that are no plain table, or part of
-- another or another's whole, but for the trail and its years; and those of the past that refuse rows
-- for a reason that they were not made with: a number below zero, a person or a scope that is not there,
-- a version that is there.
CREATE FUNCTION kept_otherwise() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH looked_at AS (
        SELECT g.oid, g.name, false AS is_past FROM public.guarded_tables() g
        UNION ALL
        SELECT p.oid, p.name, p.name NOT IN ('audit_written', 'sharing_auditdetail')
        FROM public.tables_of_the_past() p
    )
    SELECT t.name FROM looked_at t JOIN pg_class c ON c.oid = t.oid
    WHERE c.relpersistence <> 'p'
       OR c.relkind <> CASE t.name WHEN 'audit_event' THEN 'p' ELSE 'r' END::"char"
       OR EXISTS (
        SELECT FROM pg_inherits i
        WHERE t.oid IN (i.inhparent, i.inhrelid)
          AND i.inhparent <> 'public.audit_event'::regclass
    ) OR t.is_past AND (EXISTS (
        SELECT FROM pg_constraint o, public.bare(pg_get_constraintdef(o.oid)) AS said
        WHERE o.conrelid = t.oid AND o.contype IN ('c', 'f', 'u', 'x', 't')
          AND said !~ '^CHECK\(\("?\w+"?>=0\)\)$'
          AND (t.name = 'sharing_scopeversion', said) NOT IN (
            (false, 'FOREIGNKEY(history_user_id)REFERENCESpublic.sharing_user(id)'
                    'DEFERRABLEINITIALLYDEFERRED'),
            (true, 'FOREIGNKEY(scope_id)REFERENCESpublic.sharing_scope(id)'
                   'DEFERRABLEINITIALLYDEFERRED'),
            (true, 'UNIQUE(scope_id,version)')
        )
    ) OR EXISTS (
        SELECT FROM pg_index x
        WHERE x.indrelid = t.oid AND x.indisunique AND NOT x.indisprimary
          AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = x.indexrelid)
    ))
$$;
REVOKE ALL ON FUNCTION kept_otherwise() FROM PUBLIC;

-- Everything that an alarm depends on, in one row. `newest_at` is when the newest event, or look of the
-- sealer, says that it is. Of the looks of a day the worst counts, not the last: whoever says that all
-- fits cannot take back what was found. One of a time to come is none. Whether a checkpoint over more
-- than the largest that found that time moved says that it is right, is for who can see that it is
-- signed: `confirming` are those that say so, and `verifiers` the public keys.
DROP FUNCTION trail_state(interval);
CREATE FUNCTION trail_state(look_back interval) RETURNS TABLE (
    size bigint, sealed_at timestamptz, now timestamptz, oldest_unsealed timestamptz,
    first_sealed_at timestamptz, heartbeat_at timestamptz, checked_at timestamptz,
    wrong_entry bigint, missing_years integer[], unguarded text[], mailed_at timestamptz,
    newest_at timestamptz, stepped_at timestamptz, confirming text[], verifiers text[]
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.size, s.sealed_at, s.now, s.oldest_unsealed,
        (SELECT c.sealed_at FROM public.seal_checkpoint c ORDER BY c.size LIMIT 1),
        (SELECT max(e.recorded_at) FROM public.audit_event e
         WHERE e.recorded_at > s.now - interval '1 hour' AND e.recorded_at <= s.now
           AND e.code = 'heartbeat' AND e.role = 'sealer'),
        looked.last_at,
        (SELECT min(k.wrong_entry) FROM public.seal_check k
         WHERE k.checked_at > looked.last_at - interval '26 hours'
           AND k.checked_at <= looked.last_at),
        public.missing_audit_years(),
        ARRAY(
            SELECT unnest(public.unguarded_tables()) UNION SELECT public.kept_otherwise()::text
            ORDER BY 1
        ),
        -- One of a time to come says nothing, nor one of less than stood there a day before.
        (SELECT max(m.sent_at) FROM public.seal_mailing m
         WHERE m.sent_at <= s.now + interval '1 minute' AND m.size >= coalesce(
            (SELECT c.size FROM public.seal_checkpoint c
             WHERE c.sealed_at <= s.now - interval '26 hours' ORDER BY c.sealed_at DESC LIMIT 1), 0
         )),
        greatest((SELECT max(e.recorded_at) FROM public.audit_event e),
                 (SELECT max(l.recorded_at) FROM public.seal_leaf l),
                 (SELECT max(k.checked_at) FROM public.seal_check k)),
        stepped.stepped_at,
        ARRAY(SELECT c.note FROM public.seal_checkpoint c
              WHERE c.size > stepped.size AND strpos(c.note, E'\nconfirmed ') > 0),
        ARRAY(SELECT k.verifier FROM public.seal_key k)
    FROM public.seal_state(look_back) s
    CROSS JOIN LATERAL (
        SELECT max(k.checked_at) AS last_at FROM public.seal_check k
        WHERE k.checked_at <= s.now + interval '1 minute'
    ) looked
    LEFT JOIN LATERAL (
        SELECT k.size, k.stepped_at FROM public.seal_check k
        WHERE k.checked_at > looked.last_at - interval '26 hours'
          AND k.checked_at <= looked.last_at AND k.stepped_at IS NOT NULL
        ORDER BY k.size DESC, k.checked_at DESC LIMIT 1
    ) stepped ON true
$$;
REVOKE ALL ON FUNCTION trail_state(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_state(interval) TO portal_sealer, portal_web, portal_jobs;
