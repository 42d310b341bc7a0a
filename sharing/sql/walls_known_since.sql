-- Tables of the trail, and beside it, whose walls are down or not as they were made: another policy,
-- one that says something else, one where there was none, or that shows the owner's functions less
-- than all; or one that keeps others from speaking for the sealer or a job is there no more.
CREATE OR REPLACE FUNCTION walls_altered() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH known (name, policy, made) AS (VALUES
        ('audit_event', 'add_to_trail',
         '21a58097a5dca23c1fadd57dbcdc8b3c3f46e26982ab0c7adf23e3c524fa13d1'),
        ('audit_event', 'alerts_kept',
         '70297799f5f17f00fd52299022d0361e683f384388d51dc6b6997da6fe062fa4'),
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
