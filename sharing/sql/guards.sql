-- What lets the trail be bent, or stop, and is noticed: rights that nobody was given, walls that are not
-- as they were made, and tables that are kept in another way.

-- What a definition says, however PostgreSQL breaks its lines.
CREATE FUNCTION bare(definition text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT regexp_replace(definition, '\s', '', 'g')
$$;
REVOKE ALL ON FUNCTION bare(text) FROM PUBLIC;

-- Tables that are only ever added to, with the partitions of the trail, and what one of them may be
-- parted into.
CREATE FUNCTION guarded_tables() RETURNS TABLE (oid oid, name name)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.oid, c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
      AND c.relname IN ('audit_event', 'seal_leaf', 'seal_node', 'seal_checkpoint', 'seal_key',
                        'seal_check', 'seal_mailing', 'seal_ended', 'audit_misdated',
                        'written_check')
    UNION ALL
    SELECT c.oid, c.relname FROM pg_partition_tree('public.audit_event') t
    JOIN pg_class c ON c.oid = t.relid
    WHERE t.level > 0
$$;
REVOKE ALL ON FUNCTION guarded_tables() FROM PUBLIC;

-- What lies beside the trail and proves what was written, lists, personal parts, the past of rows:
-- whatever kind of table it was made to be.
CREATE FUNCTION tables_of_the_past() RETURNS TABLE (oid oid, name name)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.oid, c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (
        c.relname IN ('audit_written', 'sharing_auditdetail', 'sharing_scopeversion')
        OR 2 = (SELECT count(*) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname IN ('history_id', 'event_id')
                  AND a.attnum > 0 AND NOT a.attisdropped)
    )
$$;
REVOKE ALL ON FUNCTION tables_of_the_past() FROM PUBLIC;

-- Tables of which somebody may do more than they were given, column by column too; and those whose
-- owner a role of the portal can become, or whose walls it is past.
CREATE FUNCTION given_away() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH looked_at AS (
        SELECT g.oid, g.name, g.name::text AS as_what FROM public.guarded_tables() g
        UNION ALL
        SELECT p.oid, p.name, CASE
            WHEN p.name IN ('audit_written', 'sharing_auditdetail', 'sharing_scopeversion')
            THEN p.name::text ELSE 'past'
        END FROM public.tables_of_the_past() p
    ), given (as_what, role, rights) AS (VALUES
        ('audit_event', 'portal_web', '{SELECT,INSERT}'::text[]),
        ('audit_event', 'portal_jobs', '{SELECT,INSERT}'),
        ('audit_event', 'portal_sealer', '{SELECT}'),
        ('seal_leaf', 'portal_sealer', '{SELECT,INSERT}'), ('seal_leaf', 'portal_web', '{SELECT}'),
        ('seal_node', 'portal_sealer', '{SELECT,INSERT}'), ('seal_node', 'portal_web', '{SELECT}'),
        ('seal_checkpoint', 'portal_sealer', '{SELECT,INSERT}'),
        ('seal_checkpoint', 'portal_web', '{SELECT}'),
        ('seal_checkpoint', 'portal_jobs', '{SELECT}'),
        ('seal_key', 'portal_sealer', '{SELECT,INSERT}'), ('seal_key', 'portal_web', '{SELECT}'),
        ('seal_check', 'portal_sealer', '{SELECT,INSERT}'),
        ('seal_mailing', 'portal_jobs', '{INSERT}'),
        ('seal_ended', 'portal_sealer', '{SELECT}'), ('seal_ended', 'portal_web', '{SELECT}'),
        ('written_check', 'portal_web', '{SELECT,INSERT}'),
        ('written_check', 'portal_jobs', '{SELECT}'),
        ('written_check', 'portal_sealer', '{SELECT}'),
        ('audit_written', 'portal_web', '{SELECT,INSERT}'),
        ('audit_written', 'portal_jobs', '{INSERT}'),
        ('sharing_auditdetail', 'portal_web', '{SELECT,INSERT}'),
        ('sharing_auditdetail', 'portal_jobs', '{INSERT}'),
        ('sharing_scopeversion', 'portal_web', '{SELECT}'),
        ('past', 'portal_web', '{SELECT,INSERT}'),
        ('past', 'portal_jobs', '{INSERT}')
    )
    SELECT t.name FROM looked_at t JOIN pg_class c ON c.oid = t.oid
    WHERE EXISTS (
        SELECT FROM (
            SELECT c.relacl
            UNION ALL
            SELECT a.attacl FROM pg_attribute a WHERE a.attrelid = t.oid
        ) AS acls (acl), aclexplode(acls.acl) AS one
        WHERE one.grantee <> c.relowner AND NOT EXISTS (
            SELECT FROM given g JOIN pg_roles r ON r.rolname = g.role
            WHERE g.as_what = t.as_what AND r.oid = one.grantee
              AND one.privilege_type = ANY (g.rights) AND NOT one.is_grantable
        )
    ) OR EXISTS (
        SELECT FROM pg_roles r
        WHERE r.rolname IN ('portal_web', 'portal_jobs', 'portal_sealer', 'portal_retention',
                            'portal_reports')
          AND (r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER'))
    )
$$;
REVOKE ALL ON FUNCTION given_away() FROM PUBLIC;

-- How each policy of the trail is made: what it lets through, for whom, and what it says.
CREATE FUNCTION walls_made() RETURNS TABLE (oid oid, policy name, made text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.polrelid, p.polname, encode(sha256(convert_to(concat_ws(
        '|', p.polcmd, p.polpermissive, (
            SELECT string_agg(coalesce(r.rolname, 'public'), ',' ORDER BY r.rolname)
            FROM unnest(p.polroles) AS one (role) LEFT JOIN pg_roles r ON r.oid = one.role
        ),
        'using', public.bare(pg_get_expr(p.polqual, p.polrelid)),
        'check', public.bare(pg_get_expr(p.polwithcheck, p.polrelid))
    ), 'UTF8')), 'hex')
    FROM pg_policy p
    WHERE p.polrelid IN (
        SELECT g.oid FROM public.guarded_tables() g
        UNION ALL
        SELECT t.oid FROM public.tables_of_the_past() t
        WHERE t.name IN ('audit_written', 'sharing_auditdetail')
    )
$$;
REVOKE ALL ON FUNCTION walls_made() FROM PUBLIC;

-- Tables of the trail, and beside it, whose walls are down or not as they were made: another policy,
-- one that says something else, one where there was none, or that shows the owner's functions less
-- than all; or one that keeps others from speaking for the sealer or a job is there no more.
CREATE FUNCTION walls_altered() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH known (name, policy, made) AS (VALUES
        ('audit_event', 'add_to_trail',
         '21a58097a5dca23c1fadd57dbcdc8b3c3f46e26982ab0c7adf23e3c524fa13d1'),
        ('audit_event', 'alerts_kept',
         '297ee9557f03161a21b9978eb579c3f7cb39f96e8917f0f3bba5480bc33c9530'),
        ('audit_event', 'jobs',
         'b18150638ebfca26e23d028e1f928718cfd964311dcf396d30c5ed9d4086401b'),
        ('audit_event', 'read_trail',
         '248a36cfd5bacc2a05f15fe8d127ddcc812b868ba6ea09c62a8bef642dd1f78a'),
        ('audit_event', 'said_by_jobs',
         'd69c134808d3ecfd04a3908b75936d8214f2f29dd13d38ee0e4d32496bb884e0'),
        ('audit_event', 'said_by_no_other',
         '0cc4dbafd226a61318c5dca74c396fa4f4c0843d738ffdce113b00cc490b6c3d'),
        ('audit_event', 'seal',
         '78958a40ed65075d2c9460eb5eb7c1f56f80dc489bb20d437d5674faef306df7'),
        ('audit_written', 'add_to_trail',
         'd4d5764e451eac0e30e28b5b91671687362deaa31dfb0e52415cdbe2c524cba9'),
        ('audit_written', 'compare',
         '794d1ba417ecfbdca18d7fccd3aa3ce1185b36b0b38a82994432f9b5ef1ad5e2'),
        ('audit_written', 'jobs',
         '95520f5259eba51e25a4b9d9ca32f831397936a1cb75a77326538f024df1287d'),
        ('seal_leaf', 'export',
         '794d1ba417ecfbdca18d7fccd3aa3ce1185b36b0b38a82994432f9b5ef1ad5e2'),
        ('seal_leaf', 'seal',
         '5c58497a91607506516ecca6399809a36a6b08a612f333fe713e94309911fb20'),
        ('sharing_auditdetail', 'add_beside',
         '21a58097a5dca23c1fadd57dbcdc8b3c3f46e26982ab0c7adf23e3c524fa13d1'),
        ('sharing_auditdetail', 'jobs',
         'b18150638ebfca26e23d028e1f928718cfd964311dcf396d30c5ed9d4086401b'),
        ('sharing_auditdetail', 'read_beside',
         'f1cc3f95ee9e85e6cac23e3b2d70dc98dd889ff105795f751b6821857667f36a'),
        ('written_check', 'compare',
         'fbaa3038f8481d8924a2ebc354ef431ff0e2b97fa8534dff681fbaad087cbe60'),
        ('written_check', 'show',
         '59ece95b843bad7ad654d0eb8a5adb99157bcf3cf74690f391b23a60dcc63bbf')
    )
    SELECT c.relname FROM pg_class c
    WHERE c.oid IN (
        SELECT g.oid FROM public.guarded_tables() g
        UNION ALL
        SELECT p.oid FROM public.tables_of_the_past() p
        WHERE p.name IN ('audit_written', 'sharing_auditdetail')
    ) AND (
        c.relforcerowsecurity
        OR c.relrowsecurity <> (c.relname::text IN (SELECT k.name FROM known k))
        OR EXISTS (
            SELECT FROM public.walls_made() w
            WHERE w.oid = c.oid
              AND (c.relname::text, w.policy::text, w.made) NOT IN (SELECT k.* FROM known k)
        ) OR c.relname = 'audit_event' AND 2 <> (
            SELECT count(*) FROM pg_policy p
            WHERE p.polrelid = c.oid AND p.polname IN ('said_by_no_other', 'said_by_jobs')
        )
    )
$$;
REVOKE ALL ON FUNCTION walls_altered() FROM PUBLIC;

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
