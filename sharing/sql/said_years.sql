-- What ends a year stays proved. It ends only where a checkpoint says which entries it had, and the
-- event that says so names the years again that ended before: the events that ended those end with
-- a year too.
CREATE INDEX seal_checkpoint_years ON seal_checkpoint (size) WHERE strpos(note, E'\nyear ') > 0;

-- How events name a year that ended with such leaves, as docs/trail-format.md has it.
CREATE FUNCTION name_of_year(wanted integer, tree_root bytea) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(
        substring(sha256(convert_to(wanted || E'\n', 'UTF8') || tree_root) FROM 1 FOR 16), 'hex'
    )::uuid
$$;
REVOKE ALL ON FUNCTION name_of_year(integer, bytea) FROM PUBLIC;

-- Ends a year: its events, their personal parts and the lists of what they wrote are there no more. Never sooner than six whole
-- years after it, whatever the portal is set to; never one that somebody keeps, or that two people
-- did not agree to end; never while an event of it is not sealed, or about a case that is on hold.
CREATE OR REPLACE FUNCTION end_audit_year(wanted integer, counted bigint, tree_root bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET lock_timeout = '10s' AS $$
DECLARE
    partition regclass := (SELECT y.partition FROM public.audit_years() y
                           WHERE y.of_year = wanted);
    wrong boolean;
    named uuid := public.name_of_year(wanted, tree_root);
    before uuid[] := ARRAY(
        SELECT public.name_of_year(d.of_year, d.root) FROM public.seal_ended d ORDER BY d.of_year
    );
BEGIN
    IF partition IS NULL THEN
        RAISE EXCEPTION 'that year is not there' USING ERRCODE = 'no_data_found';
    END IF;
    IF wanted + 6 >= extract(year FROM clock_timestamp() AT TIME ZONE 'UTC') THEN
        RAISE EXCEPTION 'that year is too young to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Whoever is putting it on hold is waited for, and after them nobody does.
    LOCK TABLE public.sharing_yearhold, public.sharing_yearend IN SHARE MODE;
    IF public.is_held(wanted) THEN
        RAISE EXCEPTION 'that year is on hold' USING ERRCODE = 'object_in_use';
    END IF;
    IF NOT public.is_agreed_to_end(wanted) THEN
        RAISE EXCEPTION 'two people did not agree that this year ends'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Nothing is added to it from here on.
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', partition);
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %s e WHERE NOT EXISTS (SELECT FROM public.seal_leaf l '
        'WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id))', partition
    ) INTO wrong;
    IF wrong OR counted <> (SELECT count(*) FROM public.leaves_of_year(wanted)) THEN
        RAISE EXCEPTION 'that year is not sealed as it stands'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %s e JOIN public.sharing_scope s '
        'ON s.frozen AND e.cases @> ARRAY[s.id])', partition
    ) INTO wrong;
    IF wrong THEN
        RAISE EXCEPTION 'a case of that year is on hold'
            USING ERRCODE = 'object_in_use';
    END IF;
    -- Without this no outsider could tell that these were the entries of that year.
    IF NOT EXISTS (
        SELECT FROM public.seal_checkpoint c
        WHERE strpos(c.note, E'\nyear ') > 0 AND strpos(
            split_part(c.note, E'\n\n', 1) || E'\n',
            format(E'\nyear %s %s\n', wanted, encode(tree_root, 'base64'))
        ) > 0
    ) THEN
        RAISE EXCEPTION 'the sealer did not say that these are the events of that year'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format(
        'DELETE FROM public.sharing_auditdetail d USING %s e WHERE d.event_id = e.id', partition
    );
    EXECUTE format(
        'DELETE FROM public.audit_written w USING %s e WHERE w.event_id = e.id', partition
    );
    EXECUTE format('DROP TABLE %s', partition);
    INSERT INTO public.seal_ended (of_year, entries, root, event_id) VALUES (
        wanted, counted, tree_root,
        public.write_retention_event('year_ended', '{}', '{}', named || before)
    );
END $$;
