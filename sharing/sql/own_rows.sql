-- What is a person's own, each row for them alone: which forms they sent, what was kept of them, what
-- they typed and did not send, and what they opened today.
DO $$
DECLARE
    owned text;
BEGIN
    FOREACH owned IN ARRAY ARRAY[
        'sharing_formtoken', 'sharing_keptform', 'sharing_unsentform'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
        EXECUTE format(
            'CREATE POLICY own ON %I TO portal_web '
            'USING (user_id = current_setting(''portal.user'')::uuid)', owned);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO portal_web', owned);
    END LOOP;
END $$;

-- What somebody opened today, as far as it is still there for them. The function is asked once for a
-- query.
ALTER TABLE sharing_caseopening ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sharing_caseopening TO portal_web USING (
    user_id = current_setting('portal.user')::uuid
    AND case_id <> ALL ((SELECT walled_from())::uuid[])
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sharing_caseopening TO portal_web;

-- To jobs only those are there whose time is over, and they remove them.
CREATE POLICY expired ON sharing_keptform TO portal_jobs USING (
    current_setting('portal.reach') = 'system' AND kept_at <= now() - interval '6 days'
);
CREATE POLICY expired ON sharing_caseopening TO portal_jobs USING (
    current_setting('portal.reach') = 'system'
    AND coalesce(opened_at, '-infinity') <= now() - interval '24 hours'
    AND coalesce(explained_at, '-infinity') <= now() - interval '24 hours'
);
GRANT SELECT, DELETE ON sharing_keptform, sharing_caseopening TO portal_jobs;

CREATE POLICY see_expired ON sharing_unsentform FOR SELECT TO portal_web USING (
    current_setting('portal.reach') = 'system' AND saved_at <= now() - interval '14 days'
);
CREATE POLICY remove_expired ON sharing_unsentform FOR DELETE TO portal_web USING (
    current_setting('portal.reach') = 'system' AND saved_at <= now() - interval '14 days'
);
