-- Which areas an event concerns, so that their leads read it: the one that was acted in, those of
-- its cases (an attempt from another area, a notice that a job sent) and of the agency that
-- something was disclosed to; and where nobody acted in an area, as while signing in, those of the
-- people whose account it is. Found here, as only the database sees past every wall.
-- An event that concerns a former member alone concerns the areas that they left: else nobody would
-- hear of their attempts.
CREATE FUNCTION find_areas() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.areas := ARRAY(
        SELECT NEW.area_id WHERE NEW.area_id IS NOT NULL
        UNION
        SELECT s.area_id FROM public.sharing_scope s WHERE s.id = ANY (NEW.cases)
        UNION
        SELECT a.area_id FROM public.sharing_agency a WHERE a.id = NEW.recipient_id
        UNION
        SELECT a.area_id FROM public.sharing_membership m
        JOIN public.sharing_agency a ON a.id = m.agency_id
        WHERE NEW.area_id IS NULL AND m.user_id = ANY (NEW.people || NEW.user_id)
          AND (m.ends_on IS NULL OR m.ends_on >= NEW.occurred_at::date)
        ORDER BY 1
    );
    IF NEW.areas = '{}' AND NEW.area_id IS NULL THEN
        NEW.areas := ARRAY(
            SELECT DISTINCT a.area_id FROM public.sharing_membership m
            JOIN public.sharing_agency a ON a.id = m.agency_id
            WHERE m.user_id = ANY (NEW.people || NEW.user_id)
            ORDER BY 1
        );
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION find_areas() FROM PUBLIC;
CREATE TRIGGER find_areas BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION find_areas();
-- It looks whatever a role is set to, at each partition too.
DO $$
DECLARE
    place regclass;
BEGIN
    FOR place IN SELECT p.relid FROM pg_partition_tree('audit_event') p LOOP
        EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER find_areas', place);
    END LOOP;
END $$;
