-- Each table and each view that a migration made, or that anybody made but a superuser, by what it is
-- called, where that is not `public` with the schema; and the hash of how it is made: whose it is, its
-- columns, what is asked of rows, who may do what with it, its walls, what is run on the way in, and of
-- what it is a part. Whoever asks compares it with how the migrations make it
-- (sharing/seal/guards.py). Order, names of constraints, and how PostgreSQL breaks lines say nothing, nor
-- that the table was dumped and restored; a space within quotes does.
CREATE FUNCTION tables_as_they_are(known text[]) RETURNS TABLE (name text, made text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
    WITH there AS MATERIALIZED (
        SELECT c.oid, c.relowner AS owner, c.relacl AS acl, called.name,
            concat_ws(' ', c.relkind, c.relpersistence, r.rolname, c.relrowsecurity,
                      c.relforcerowsecurity) AS said,
            -- A year of the trail is bound as each other one.
            replace(replace(
                pg_get_expr(c.relpartbound, c.oid), year || '-01-01 00:00:00+00', 'its first day'
            ), (year::integer + 1) || '-01-01 00:00:00+00', 'the next') AS bound
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_roles r ON r.oid = c.relowner
        CROSS JOIN concat(nullif(n.nspname, 'public') || '.', c.relname) AS called (name)
        LEFT JOIN substring(called.name FROM '^audit_event_([0-9]{4})$') AS year ON true
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname, 'pg_')
          AND (called.name = ANY (known) OR NOT r.rolsuper)
    ), said (oid, what) AS (
        SELECT t.oid, t.said FROM there t
        UNION ALL
        SELECT t.oid, concat('bound ', t.bound) FROM there t WHERE t.bound IS NOT NULL
        UNION ALL
        -- Of what is common in it: whether PostgreSQL is to know, not how much. By which words are the
        -- same, and which come first, where that is not as of others of its type.
        SELECT t.oid, concat_ws(
            ' ', 'column', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, a.attgenerated, a.attstattarget IS NOT DISTINCT FROM 0,
            CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation END,
            pg_get_expr(d.adbin, d.adrelid)
        )
        FROM there t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type y ON y.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        UNION ALL
        SELECT t.oid, concat('statistics ', pg_get_statisticsobjdef(x.oid))
        FROM there t JOIN pg_statistic_ext x ON x.stxrelid = t.oid
        UNION ALL
        -- That a column is never empty the column says.
        SELECT t.oid, concat('constraint ', pg_get_constraintdef(o.oid))
        FROM there t JOIN pg_constraint o ON o.conrelid = t.oid AND o.contype <> 'n'
        UNION ALL
        SELECT t.oid, concat(
            'index ', x.indisunique, substring(pg_get_indexdef(x.indexrelid) FROM ' USING .*')
        )
        FROM there t JOIN pg_index x ON x.indrelid = t.oid
        UNION ALL
        SELECT given.oid, concat_ws(
            ' ', 'right', coalesce(r.rolname, 'public'), one.privilege_type, one.is_grantable,
            given.to_column
        )
        FROM (
            SELECT t.oid, t.owner, t.acl, NULL FROM there t WHERE t.acl IS NOT NULL
            UNION ALL
            SELECT t.oid, t.owner, a.attacl, a.attname
            FROM there t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attacl IS NOT NULL
        ) AS given (oid, owner, acl, to_column)
        CROSS JOIN aclexplode(given.acl) AS one
        LEFT JOIN pg_roles r ON r.oid = one.grantee
        WHERE one.grantee <> given.owner
        UNION ALL
        SELECT t.oid, concat_ws(
            ' ', 'wall', p.polname, p.polcmd, p.polpermissive, (
                SELECT string_agg(coalesce(r.rolname, 'public'), ',' ORDER BY r.rolname)
                FROM unnest(p.polroles) AS one (role) LEFT JOIN pg_roles r ON r.oid = one.role
            ),
            'using', pg_get_expr(p.polqual, p.polrelid),
            'check', pg_get_expr(p.polwithcheck, p.polrelid)
        )
        FROM there t JOIN pg_policy p ON p.polrelid = t.oid
        UNION ALL
        SELECT t.oid, concat_ws(
            ' ', 'trigger', g.tgname, g.tgtype, g.tgenabled, g.tgfoid::regprocedure, g.tgattr,
            g.tgargs, substring(pg_get_triggerdef(g.oid) FROM ' WHEN .* EXECUTE ')
        )
        FROM there t JOIN pg_trigger g ON g.tgrelid = t.oid
        WHERE NOT g.tgisinternal OR g.tgconstraint = 0
        UNION ALL
        SELECT t.oid, concat('rule ', pg_get_ruledef(r.oid))
        FROM there t JOIN pg_rewrite r ON r.ev_class = t.oid
        UNION ALL
        SELECT t.oid, concat('part of ', i.inhparent::regclass)
        FROM there t JOIN pg_inherits i ON i.inhrelid = t.oid
        UNION ALL
        -- What another table holds is read with it.
        SELECT t.oid, concat('with ', i.inhrelid::regclass)
        FROM there t JOIN pg_inherits i ON i.inhparent = t.oid
        WHERE i.inhrelid NOT IN (SELECT y.oid FROM there y WHERE y.bound IS NOT NULL)
    )
    SELECT t.name, encode(sha256(convert_to(
        string_agg(alike.what, E'\n' ORDER BY alike.what COLLATE "C"), 'UTF8'
    )), 'hex')
    FROM there t JOIN (
        SELECT s.oid, CASE
            WHEN s.what LIKE ANY (ARRAY[E'%\n%', '%::character varying%'])
            -- Of words of which it is one, PostgreSQL says otherwise that they are text once it read
            -- them from a dump.
            THEN regexp_replace(regexp_replace(regexp_replace(
                s.what, E'(\'[^\']*\'|"[^"]*")|[ \n]+', '\1', 'g'
            ), '\((''([^'']|'''')*''::charactervarying)\)::text', '\1', 'g'
            ), '\(ARRAY\[((''([^'']|'''')*''::charactervarying,?)+)\]\)::text\[\]', 'ARRAY[\1]', 'g')
            ELSE s.what
        END
        FROM said s
    ) AS alike (oid, what) ON alike.oid = t.oid GROUP BY t.oid, t.name
$$;
REVOKE ALL ON FUNCTION tables_as_they_are(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tables_as_they_are(text[]) TO portal_sealer, portal_web, portal_jobs;
