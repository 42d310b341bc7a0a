-- The web process lists what its own event wrote, and no other: beside one whose values were erased, or
-- that ended, it would make what is left look as if it had been put in.
ALTER POLICY add_to_trail ON audit_written
    WITH CHECK (event_id = current_setting('portal.event')::uuid);
