"""The database's roles. They belong to the cluster, so `prepare_database` makes them."""

# Owns every table; runs migrations, and tests before they step down.
OWNER_ROLE = "portal_owner"
# Runs the web process, jobs and tests: owns nothing, and sees a case only through its wall.
WEB_ROLE = "portal_web"
# Seals the trail: reads it, adds to the seal, and sees no case.
SEALER_ROLE = "portal_sealer"
