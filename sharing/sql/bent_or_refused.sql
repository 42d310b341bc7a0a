-- What bends rows on their way into the trail and what lies beside it, or refuses them; and all that
-- is noticed of its guards.

-- Tables whose rows something bends on their way in, or will refuse, in a year to come perhaps: a rule;
-- a constraint, or an index like one, that was not made with the trail, or is there no more; another
-- default than the database's time; or what finds the areas of an event, or notes its time, is not
-- there, or does not look always. Of the past of rows: a trigger, as none has one. And a column of
-- another type than it was made with, or that is not PostgreSQL's own: a domain asks what it wants.
CREATE FUNCTION bent_or_refused() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH known (name, said) AS (VALUES
        ('audit_event', 'CHECK(((outcome)::text=ANY((ARRAY[''allowed''::charactervarying,'
            '''refused''::charactervarying])::text[])))'),
        ('audit_event', 'CHECK((((reason)::text=''''::text)=((outcome)::text=''allowed''::text)))'),
        ('audit_event', 'CHECK((octet_length(wrote)=32))'),
        ('audit_event', 'CHECK(isfinite(occurred_at))'),
        ('audit_event', 'CHECK(((COALESCE(array_ndims(also),1)=1)'
            'AND(COALESCE(array_ndims(cases),1)=1)AND(COALESCE(array_ndims(people),1)=1)'
            'AND(COALESCE(array_ndims(items),1)=1)AND(COALESCE(array_ndims(areas),1)=1)))'),
        ('audit_event', 'CHECK(((array_position(also,NULL::charactervarying)ISNULL)'
            'AND(array_position(cases,NULL::uuid)ISNULL)'
            'AND(array_position(people,NULL::uuid)ISNULL)'
            'AND(array_position(items,NULL::uuid)ISNULL)'
            'AND(array_position(areas,NULL::uuid)ISNULL)))'),
        ('seal_leaf', 'CHECK((sequence>=0))'), ('seal_leaf', 'CHECK((octet_length(hash)=32))'),
        ('seal_leaf', 'UNIQUE(recorded_at,event_id)'),
        ('seal_node', 'CHECK((octet_length(hash)=32))'),
        ('seal_checkpoint', 'CHECK((size>0))'),
        ('seal_checkpoint', 'CHECK((size=(split_part(note,''''::text,2))::bigint))'),
        ('seal_key', 'CHECK((since>=0))'), ('seal_key', 'UNIQUE(verifier)'),
        ('seal_check', 'CHECK((size>=0))'), ('seal_check', 'CHECK((wrong_entry>=0))'),
        ('seal_mailing', 'CHECK((size>0))'),
        ('seal_ended', 'CHECK((entries>=0))'), ('seal_ended', 'CHECK((octet_length(root)=32))'),
        ('written_check', 'CHECK((looked_at>=0))'), ('written_check', 'CHECK((unproved>=0))'),
        ('written_check', 'CHECK((wrong>=0))')
    ), typed (name, columns) AS (VALUES
        ('audit_event',
         'agency_id uuid, also character varying(60)[], area_id uuid, areas uuid[], '
         'cases uuid[], code character varying(60), commitment bytea, id uuid, '
         'items uuid[], line_version smallint, membership_id uuid, '
         'occurred_at timestamp with time zone, outcome character varying(10), '
         'people uuid[], reason character varying(40), recipient_id uuid, '
         'recorded_at timestamp with time zone, request_id uuid, '
         'role character varying(20), second_factor_age integer, user_id uuid, '
         'wrote bytea'),
        ('audit_misdated',
         'event_id uuid, noted_at timestamp with time zone, '
         'recorded_at timestamp with time zone'),
        ('seal_check',
         'checked_at timestamp with time zone, size bigint, '
         'stepped_at timestamp with time zone, wrong_entry bigint, wrong_event uuid'),
        ('seal_checkpoint',
         'note text, sealed_at timestamp with time zone, size bigint'),
        ('seal_ended',
         'ended_at timestamp with time zone, entries bigint, event_id uuid, '
         'of_year integer, root bytea'),
        ('seal_key',
         'named_at timestamp with time zone, since bigint, verifier text'),
        ('seal_leaf',
         'event_id uuid, hash bytea, recorded_at timestamp with time zone, '
         'sequence bigint'),
        ('seal_mailing',
         'sent_at timestamp with time zone, size bigint'),
        ('seal_node',
         'hash bytea, level smallint, position bigint'),
        ('written_check',
         'checked_at timestamp with time zone, looked_at bigint, unproved bigint, '
         'wrong bigint')
    ), looked_at AS (
        SELECT g.oid, g.name, g.name LIKE 'audit\_event%' AS of_events, true AS is_guarded,
            CASE WHEN g.name LIKE 'audit\_event%' THEN 'audit_event' ELSE g.name END AS like_what
        FROM public.guarded_tables() g
        UNION ALL
        SELECT p.oid, p.name, false, false, p.name FROM public.tables_of_the_past() p
    ), bound AS (
        SELECT t.oid, o.conislocal, public.bare(pg_get_constraintdef(o.oid)) AS said
        FROM looked_at t JOIN pg_constraint o ON o.conrelid = t.oid
        WHERE o.contype IN ('c', 'f', 'u', 'x', 't')
          AND (t.is_guarded OR t.name IN ('audit_written', 'sharing_auditdetail'))
    )
    SELECT t.name FROM looked_at t
    WHERE EXISTS (
        SELECT FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND y.typnamespace <> 'pg_catalog'::regnamespace
    ) OR t.is_guarded AND (t.like_what, (
        SELECT string_agg(
            concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
            ORDER BY a.attname::text COLLATE "C"
        )
        FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    )) NOT IN (SELECT y.name, y.columns FROM typed y) OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = t.oid)
       -- The past of a row is bound as the row is.
       OR (t.is_guarded OR t.name IN ('audit_written', 'sharing_auditdetail')) AND (EXISTS (
        SELECT FROM bound b WHERE b.oid = t.oid AND (
            b.conislocal AND t.of_events AND t.name <> 'audit_event'
            OR (t.like_what, b.said) NOT IN (SELECT k.name, k.said FROM known k)
        )
    ) OR EXISTS (
        SELECT FROM known k WHERE k.name = t.like_what
          AND (t.oid, k.said) NOT IN (SELECT b.oid, b.said FROM bound b)
    ) OR EXISTS (
        SELECT FROM pg_index x
        WHERE x.indrelid = t.oid AND x.indisunique AND NOT x.indisprimary
          AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = x.indexrelid)
    )) OR EXISTS (
        SELECT FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE d.adrelid = t.oid AND pg_get_expr(d.adbin, d.adrelid) <> CASE a.attname
            WHEN 'areas' THEN '''{}''::uuid[]' ELSE 'clock_timestamp()'
        END
    ) OR NOT t.is_guarded AND EXISTS (
        SELECT FROM pg_trigger g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal
    ) OR t.of_events AND (EXISTS (
        SELECT FROM pg_attribute a JOIN pg_attribute p ON p.attname = a.attname
        WHERE a.attrelid = t.oid AND p.attrelid = 'public.audit_event'::regclass
          AND a.attnotnull <> p.attnotnull
    ) OR NOT EXISTS (
        SELECT FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE d.adrelid = t.oid AND a.attname = 'recorded_at'
          AND pg_get_expr(d.adbin, d.adrelid) = 'clock_timestamp()'
    ) OR EXISTS (
        SELECT FROM (VALUES
            ('find_areas', NULL),
            ('note_misdated',
             '(((new.recorded_at<(clock_timestamp()-''00:02:00''::interval))'
             'OR(new.recorded_at>(clock_timestamp()+''00:01:00''::interval))))')
        ) AS due (name, only_if)
        -- A trail without a portal around it has no areas.
        WHERE (due.name <> 'find_areas' OR to_regclass('public.sharing_scope') IS NOT NULL)
          AND NOT EXISTS (
            SELECT FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
            WHERE g.tgrelid = t.oid AND g.tgname = due.name AND f.proname = due.name
              AND f.pronamespace = 'public'::regnamespace
              -- 7: before INSERT, each row.
              AND g.tgtype = 7 AND g.tgenabled = 'A' AND public.bare(
                substring(pg_get_triggerdef(g.oid) FROM ' WHEN (.*) EXECUTE ')
              ) IS NOT DISTINCT FROM due.only_if
        )
    ))
$$;
REVOKE ALL ON FUNCTION bent_or_refused() FROM PUBLIC;

-- Tables that are only ever added to, and lack a trigger that says so: one that fires always, on
-- each row and each column, and calls the function that trail.sql made, with the body that it had
-- there, of the same owner as the table; another trigger looks at what is added, or one of ours does
-- no more; a partition is of no year, or parted itself; a table inherits from one; or one of what stands
-- above, or in guards.sql, is so.
CREATE FUNCTION unguarded_tables() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT found.name::text ORDER BY found.name::text), '{}')
    FROM (
        SELECT public.given_away()
        UNION ALL
        SELECT public.walls_altered()
        UNION ALL
        SELECT public.bent_or_refused()
        UNION ALL
        SELECT guarded.name FROM public.guarded_tables() AS guarded
        WHERE 2 > (
            SELECT count(*) FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc f ON f.oid = t.tgfoid AND f.proowner = c.relowner
            WHERE t.tgrelid = guarded.oid AND t.tgenabled = 'A'
              -- 27: before UPDATE or DELETE, each row; 34: before TRUNCATE (pg_trigger.h).
              AND (t.tgname, t.tgtype) IN (('only_added', 27), ('never_emptied', 34))
              AND t.tgqual IS NULL AND t.tgattr::text = ''
              AND f.oid = 'public.refuse_change()'::regprocedure
              AND sha256(convert_to(f.prosrc, 'UTF8')) = '\xce123fd60d802f54641cfc8f9ef143baccc3120e5cdec168fe42d3f9d4da4d19'
        ) OR EXISTS (
            SELECT FROM pg_trigger t WHERE t.tgrelid = guarded.oid AND NOT t.tgisinternal AND (
                t.tgenabled = 'D'
                OR t.tgname NOT IN ('only_added', 'never_emptied', 'find_areas', 'note_misdated')
            )
        ) OR EXISTS (
            -- A partition that is of no year, or is no plain table but parted itself.
            SELECT FROM pg_partition_tree('public.audit_event') p JOIN pg_class c ON c.oid = p.relid
            WHERE p.level > 0 AND p.relid = guarded.oid AND (
                c.relkind <> 'r' OR c.oid NOT IN (SELECT y.partition FROM public.audit_years() y)
            )
        ) OR EXISTS (
            -- What another table holds would be read with it.
            SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
            WHERE i.inhparent = guarded.oid AND c.relkind <> 'p'
        )
    ) AS found (name)
$$;
REVOKE ALL ON FUNCTION unguarded_tables() FROM PUBLIC;
