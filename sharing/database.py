"""The database's roles. They belong to the cluster, so `prepare_database` makes them."""

# Owns every table; runs migrations, and tests before they step down.
OWNER_ROLE = "portal_owner"
# Runs the web process, jobs and tests: owns nothing, and sees a case only through its wall.
WEB_ROLE = "portal_web"
# Seals the trail: reads it, adds to the seal, and sees no case.
SEALER_ROLE = "portal_sealer"
# Does the jobs of the worker: reads and writes what they need; of a case no person and no item.
JOBS_ROLE = "portal_jobs"
# Reads counts, by functions that give nothing else, and no table.
REPORTS_ROLE = "portal_reports"
# Ends what is beyond its period: values of the past, and sealed years of the trail.
RETENTION_ROLE = "portal_retention"

# Where each role looks for names, after PostgreSQL's own. Else it would look first in a schema
# named like itself, which the owner of the database can make.
SEARCH_PATH = "public"

# Where each signs in. Without the first two there is no portal.
ADDRESSES = {
    "DATABASE_URL": WEB_ROLE,
    "OWNER_DATABASE_URL": OWNER_ROLE,
    "SEALER_DATABASE_URL": SEALER_ROLE,
    "JOBS_DATABASE_URL": JOBS_ROLE,
    "REPORTS_DATABASE_URL": REPORTS_ROLE,
    "RETENTION_DATABASE_URL": RETENTION_ROLE,
}

# How roles work, whatever they sign in by: options of a connection do not pass a pooler. A role
# that serves somebody who waits answers soon or not at all; what runs by itself may take its time.
# Nobody holds a transaction open and does nothing. Compiling a plan costs more than the portal's
# small queries.
_WORKS = {"search_path": SEARCH_PATH, "jit": "off", "idle_in_transaction_session_timeout": "60s"}
_SERVES = _WORKS | {"statement_timeout": "30s"}
SETTINGS: dict[str, dict[str, str]] = {
    OWNER_ROLE: {"search_path": SEARCH_PATH},
    WEB_ROLE: _SERVES,
    SEALER_ROLE: _WORKS,
    JOBS_ROLE: _WORKS,
    REPORTS_ROLE: _SERVES,
    RETENTION_ROLE: _WORKS,
}
# Each but the owner keeps from the others of its name what it is just asking, and with what values.
# Only a superuser may set that, or whom one let.
SETTINGS_OF_SUPERUSERS: dict[str, dict[str, str]] = {
    role: {"track_activities": "off"} for role in SETTINGS if role != OWNER_ROLE
}
