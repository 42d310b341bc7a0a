-- Where nothing else is said, what somebody made for their own session comes before all, tables and
-- types alike: a function that acts as its owner would run what a type of theirs asks. So it comes
-- last, also for functions that a database has from before their files said so.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT p.oid::regprocedure AS function, split_part(setting, '=', 2) AS places
        FROM pg_proc p, unnest(p.proconfig) AS setting
        WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
          AND setting IN ('search_path=pg_catalog', 'search_path=pg_catalog, public')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', one.function, one.places);
    END LOOP;
END $$;
