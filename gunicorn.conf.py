"""How the web process serves, in the example and in production: `gunicorn marac_portal.wsgi`.
Another number of workers, another address: GUNICORN_CMD_ARGS or arguments."""

workers = 2
threads = 2
# Loaded once, and shared by the workers: half the time and less memory.
preload_app = True
control_socket_disable = True
# What goes wrong below Django is logged like everything else: no message, no path, no value.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": "marac_portal.logs.WithoutPersonalData"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False}
    },
}
