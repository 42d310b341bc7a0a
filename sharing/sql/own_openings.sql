-- What somebody opened today, as far as it is still there for them. The function is asked once for a
-- query.
ALTER POLICY own ON sharing_caseopening USING (
    user_id = current_setting('portal.user')::uuid
    AND case_id <> ALL ((SELECT walled_from())::uuid[])
);
