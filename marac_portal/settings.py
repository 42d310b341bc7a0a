"""Settings, read top to bottom. Every value that differs between installations comes from
the environment; none has an insecure default."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from marac_portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# The example mode shows invented cases and the codes of invented users; `marac_portal.example`
# lets it start only on this machine and on a database that carries its mark.
EXAMPLE = environment.flag("MARAC_PORTAL_EXAMPLE", default=False)
# The password of every invented person; `make run` prints it.
EXAMPLE_PASSWORD = "an invented person" if EXAMPLE else ""

DEBUG = False  # debug pages show data, and another 404 than strangers may see
SECRET_KEY = environment.secret("SECRET_KEY")
# Encrypts the personal parts beside the audit trail, and the seeds of the second factor.
DETAIL_KEY = environment.secret("DETAIL_KEY")
# Master keys of the vault by name: the first wraps the keys of new files, all open stored files.
VAULT_KEYS = environment.named_secrets("VAULT_KEYS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="127.0.0.1,localhost")
# How many proxies of ours stand before the portal, each adding one address to X-Forwarded-For.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "marac_portal.apps.PortalConfig",
    "meetings.apps.MeetingsConfig",
    "sharing.apps.SharingConfig",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "marac_portal.apps.StaticConfig",
    "django.forms",
    "django_htmx",
    "django_otp",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "simple_history",
]

MIDDLEWARE = [
    "marac_portal.middleware.RequestIdentity",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before anything reads the form: the check of its origin does.
    "marac_portal.uploads.Uploads",
    "marac_portal.middleware.ArrivedWhole",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "marac_portal.middleware.SignedIn",
    # Last, so that its transaction surrounds nothing but the view and its rendering.
    "marac_portal.middleware.UnitOfWork",
]

ROOT_URLCONF = "marac_portal.urls"
WSGI_APPLICATION = "marac_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "marac_portal.navigation.navigation",
                "marac_portal.navigation.pause",
            ],
        },
    }
]
FORM_RENDERER = "marac_portal.forms_renderer.PortalRenderer"

# The web process connects as a role that owns nothing; `manage.py` takes the owner's address
# for the commands that change the schema.
DATABASES = {
    "default": environment.database("DATABASE_URL")
    | {
        "ATOMIC_REQUESTS": False,  # the unit of work opens the one transaction of a request
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # without it the first request after a restart is a 500
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "sharing.User"
# The class that answers the questions of `sharing` about cases (`sharing/flow.py`).
CASE_FLOW = "meetings.flow.MeetingsFlow"
# E-mail addresses are unique without regard to case, by a constraint that the check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "sharing.password_backend.PasswordBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},  # length, not composition: NCSC
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sharing.passwords.LengthenedPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Name and address together: an outsider must not be able to lock a worker out by name alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "email"
# It keeps a keyed hash of an address, the same in capitals, and no form data.
AXES_USERNAME_CALLABLE = "sharing.operations.sign_in.attempt_name"
AXES_SENSITIVE_PARAMETERS = ["email", "next", "csrfmiddlewaretoken"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the wait is as long as the page says
AXES_LOCKOUT_CALLABLE = "sharing.views.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "marac_portal.middleware.client_address"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail records sign-ins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False  # it would log user names

IDLE_MINUTES = environment.number("IDLE_MINUTES", default=20, least=1)
SESSION_ENGINE = "sharing.session_store"
LONGEST_SESSION = timedelta(hours=12)  # a working day, however busy
# Until this long after signing in a session tells only whose it was, so that a page that lay
# open over Easter still has its author when it is sent.
SESSION_COOKIE_AGE = 6 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The example is served without TLS, and only on this machine.
HTTPS = not EXAMPLE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "marac_portal.errors.csrf_failed"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Not "no-referrer": with it browsers send "Origin: null", and no form passes the CSRF check.
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
# Only the language of its words: a page is read aloud in the language that it says it is in.
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"  # for display and deadlines; UTC is stored
FORMAT_MODULE_PATH = ["marac_portal.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "marac_portal" / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    # Files that people send go only to the vault.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Sealed files, in a folder or, if one is named, in a bucket that speaks S3.
VAULT_FOLDER = environment.text("VAULT_FOLDER", default=str(BASE_DIR / ".portal" / "vault"))
VAULT_BUCKET = environment.text("VAULT_BUCKET", default="")
VAULT_BUCKET_ADDRESS = environment.text("VAULT_BUCKET_ADDRESS", default="")
STORAGES["vault"] = (
    {
        "BACKEND": "sharing.vault.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": VAULT_BUCKET,
            "endpoint_url": VAULT_BUCKET_ADDRESS or None,
        },
    }
    if VAULT_BUCKET
    else {"BACKEND": "sharing.vault.folder.Folder", "OPTIONS": {"location": VAULT_FOLDER}}
)
# A sent file is held in memory, and only if a view takes one; nothing is ever
# written to a temporary file. So many at once in each process: the others serve pages meanwhile.
FILE_UPLOAD_HANDLERS = ["sharing.vault.uploads.NoFile"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1
UPLOADS_AT_ONCE = environment.number("UPLOADS_AT_ONCE", default=1, least=1)
# ClamAV's `clamd`: no file is taken before it says that it is clean.
CLAMD_SOCKET = environment.text("CLAMD_SOCKET", default="/run/clamav/clamd.ctl")
SCAN_SECONDS = 30  # a scanner that takes longer does not answer

# A job is a row written by the unit of work that asks for it: rolled back together.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# The hour of each day (Europe/London) at which reminders go out and expired data are removed.
DAILY_HOUR = environment.hour("DAILY_HOUR", default=7)

# How long the trail is kept: whole years after the year of an event, at least six; and the days
# after which its personal part (network address, a typed reason) is erased.
TRAIL_YEARS = environment.number("TRAIL_YEARS", default=10, least=6)
DETAIL_DAYS = environment.number("DETAIL_DAYS", default=730, least=365)
# Hours by which time may move from one word of the sealer to the next: beyond that an operator
# confirms that the clocks are right, before the sealer says which events a year had.
TIME_STEP_HOURS = environment.number("TIME_STEP_HOURS", default=72, least=1)

# The example writes its mail to files, so that nobody outside hears of it.
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if EXAMPLE
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = BASE_DIR / ".portal" / "mail"
EMAIL_HOST = environment.text("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = environment.number("EMAIL_PORT", default=25, least=1)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = environment.mailbox("EMAIL_FROM", default="marac-portal@localhost")
# Mail addresses of those who run the portal: told of faults in the trail's seal, and mailed
# its checkpoint each day beside the safeguarding leads.
OPERATORS = environment.mailboxes("OPERATORS", default="")
# The base of links in mail.
PORTAL_ADDRESS = environment.address("PORTAL_ADDRESS", default="http://127.0.0.1:8000")

# Exception messages may quote a row, so the log holds types and places only.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": "marac_portal.logs.WithoutPersonalData"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # The trail records requests; a page that is not there is no warning.
        "django.request": {"level": "ERROR"},
    },
}

if EXAMPLE and ALLOWED_HOSTS != ["127.0.0.1", "localhost"]:
    raise ImproperlyConfigured("The example is served on this machine only: leave ALLOWED_HOSTS.")
