"""The settings, read from the environment: README.md has the table of its variables.

With nothing set this is a demonstration on this machine alone. AVAL_ENV=production refuses to start unsafe.
"""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.checks import flag, refusals, words
from portal.isolation import NOTHING_OF_A_DEVICE
from portal.mail import mail
from portal.policy_reports import POLICY_REPORTS
from portal.skin import before_ours, skin

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data")  # the demonstration's database and secret

if found := refusals(os.environ):
    raise ImproperlyConfigured("\n".join(f"{error.id}: {error.msg} {error.hint}" for error in found))

PRODUCTION = os.environ.get("AVAL_ENV", "demo") == "production"
DEBUG = flag(os.environ, "DEBUG")


def _kept_secret(path: Path) -> str:
    # Made once per clone, so that sessions outlive a restart of the demonstration.
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # of two processes at once, the first one's holds
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = words(os.environ, "ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")  # where the site is known to stand, whatever host was asked
ADMIN_PATH = os.environ.get("ADMIN_PATH", "admin").strip("/") + "/"

INSTALLED_APPS = [
    "registry.apps.RegistryConfig",  # first: its `migrate` comes before Django's
    "portal.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "portal.apps.StaticFilesConfig",
    "axes",
    "corsheaders",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    # The policy first: its header is then on redirections, static files and errors too.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.isolation.ResourcePolicyMiddleware",
    "portal.policy_reports.PolicyReportsMiddleware",
    "portal.health.HealthMiddleware",
    "registry.readiness.ReadinessMiddleware",
    "registry.surfaces.caching.SharedCacheMiddleware",  # before those that compress, and add to Vary, on the way out
    "django.middleware.gzip.GZipMiddleware",  # pages; what was compressed once beforehand goes as it is
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "registry.surfaces.feed.unchanged.UnchangedFeedMiddleware",  # what follows has no say in a feed
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.audit.middleware.TrailMiddleware",  # whoever is signed in
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "registry.surfaces.reading.ReadOnlyMiddleware",  # last: only the view reads in its snapshot
]

# Who answers for the site: the legal notice and security.txt say it.
PUBLISHER = os.environ.get("PUBLISHER", "")
PUBLICATION_DIRECTOR = os.environ.get("PUBLICATION_DIRECTOR", "")
HOSTED_BY = os.environ.get("HOSTED_BY", "")
CONTACT = os.environ.get("CONTACT", "")
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")
SECURITY_POLICY_URL = os.environ.get("SECURITY_POLICY_URL", "")

ROOT_URLCONF = "portal.urls"
SKIN = skin(os.environ)
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": before_ours(SKIN, "templates", BASE_DIR / "templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"furniture": "registry.surfaces.pages.tags", "administration": "registry.admin.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database. `default` is the server's role, which may add facts and close them, and no more; `owner` is the same
# database seen by the owner of its tables, for migrations alone. It is absent where the server has no business with it.
DATABASE_ROUTERS = ["portal.database_roles.ServerRoleRouter"]


def _databases() -> dict[str, dict[str, Any]]:
    lasting = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    if url := os.environ.get("DATABASE_URL"):
        urls = {"default": url, "owner": os.environ.get("DATABASE_OWNER_URL", "" if PRODUCTION else url)}
        return {alias: {**lasting, **dj_database_url.parse(url)} for alias, url in urls.items() if url}

    from portal.local_postgres.cluster import DATABASE, OWNER, SERVER, cluster_at

    local = {
        **lasting,
        "ENGINE": "portal.local_postgres",
        "AVAL_HOME": DATA_DIR,
        "HOST": os.fspath(cluster_at(DATA_DIR).socket_folder),
        "PORT": "5432",
        "NAME": DATABASE,
    }
    return {"default": {**local, "USER": SERVER}, "owner": {**local, "USER": OWNER}}


DATABASES = _databases()
DATABASE_SERVER_ROLE = os.environ.get("DATABASE_SERVER_ROLE") or DATABASES["default"]["USER"]

# A proposal is published by somebody other than its author. An installation run by a single person may relax this;
# every revision keeps who wrote it beside who published it.
SECOND_SIGNATURE = not flag(os.environ, "SINGLE_PERSON")

# Language and days: French first; the days of the registry are those of Paris.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Static files, served by the process itself: named by their content, cached for ever; compressed once in production.
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT") or DATA_DIR / "static"
STATICFILES_DIRS = before_ours(SKIN, "static", BASE_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        )
    },
}

WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What a browser may do with a page: nothing that does not come from here.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "report-uri": [POLICY_REPORTS],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in NOTHING_OF_A_DEVICE}
BEHIND_PROXY = flag(os.environ, "BEHIND_PROXY")  # it says who asks, by X-Forwarded-For, and over what
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CHOICE_COOKIE_NAME = "choice"  # the organisation and the device that a reader chose, and nothing else

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by the orchestrator, beside the proxy
    SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", 365 * 24 * 3600))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CHOICE_COOKIE_NAME = "__Host-choice"
    if BEHIND_PROXY:
        # Only where a proxy sets this header itself: a client could otherwise pass for a secure one.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Public data is anyone's to read, from any page; nothing else crosses origins, and no cookie does.
CORS_URLS_REGEX = r"^/(api/v1/|feed/v1/|\.well-known/|([a-z]{2}/)?[a-z]+\.atom$)"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]  # a list of identifiers is sent to be checked, and not kept
CORS_EXPOSE_HEADERS = ["Aval-Revision-Digest", "Aval-State", "ETag", "Retry-After"]

# Signing in: a second factor is asked of everybody in production, and of whoever has one elsewhere.
SECOND_FACTOR = flag(os.environ, "SECOND_FACTOR", default=PRODUCTION)
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
OTP_TOTP_ISSUER = "Aval"
SESSION_COOKIE_AGE = 3600  # seconds without a page after which a session ends; none lasts longer than half a day
SESSION_SAVE_EVERY_REQUEST = True  # of those who signed in: nobody else has a session
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Whoever guesses passwords waits; others who sign in under the same name do not.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "admin/sign_in/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "portal.sender.sender"
AXES_USERNAME_CALLABLE = "portal.sign_in.attempts.username"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in stands in the audit trail, without addresses
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# New passwords are kept by Argon2id (RFC 9106); those kept otherwise are kept anew at the next sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],  # the browsable one needs inline styles
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "registry.surfaces.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "registry.surfaces.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # the form is negotiated by Accept alone; ?format= is an unknown parameter
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Aval",
    "DESCRIPTION": (
        "Which applications may be used on the devices of an administration, since when, by whose decision and on"
        " which notice. Public and read only. Texts are given in French and English at once; days are those of Paris;"
        " errors are problem details (RFC 9457) in the language of `Accept-Language`. A parameter that an address"
        " does not know is refused."
    ),
    "VERSION": "1",
    "LICENSE": {"name": "Licence Ouverte 2.0", "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "Outcome": "registry.terms.Outcome",
        "Status": "registry.surfaces.api.verdicts.payload.STATUSES",
        "DeviceClass": "registry.terms.DeviceClass",
        "DefaultRule": "registry.terms.Rule",
        "IdentifierKind": "registry.terms.IdentifierKind",
        "AnyIdentifierKind": "registry.surfaces.feed.check.payload.KINDS",
        "NoticeKind": "registry.terms.NoticeKind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
}

# What anybody may ask is answered within this or not at all: a question that takes longer would keep others waiting.
PUBLIC_STATEMENT_TIMEOUT_MS = int(os.environ.get("PUBLIC_STATEMENT_TIMEOUT_MS") or 5000)

# Rises where the registry was rebuilt or set back behind what it had published: devices then take the full feed.
FEED_EPOCH = int(os.environ.get("FEED_EPOCH", 1))

# The signed channels: what is served as /feed/v1/, beside what is the publisher's own; private keys, each encrypted
# under a passphrase that the commands which sign read from FEED_PASSPHRASE(_FILE) and FEED_ROOT_PASSPHRASE(_FILE).
FEED_FOLDER = Path(os.environ.get("FEED_FOLDER") or DATA_DIR / "feed")
FEED_KEYS = Path(os.environ.get("FEED_KEYS") or DATA_DIR / "feed-keys")
DEMONSTRATION_PORT = os.environ.get("PORT", "8000")

# What signs the exports that can be signed: a certificate with those that lead to its root, and its key, in PEM.
EXPORT_SIGNING_CERTIFICATE = os.environ.get("EXPORT_SIGNING_CERTIFICATE", "")
EXPORT_SIGNING_KEY = os.environ.get("EXPORT_SIGNING_KEY", "")

# Messages: the answers to those who asked for an assessment and left an address.
globals().update(mail(os.environ, production=PRODUCTION))
ANSWERS_BY_MAIL = not PRODUCTION or bool(os.environ.get("EMAIL_URL"))

# The tables of the audit trail repeat the columns of what they record, and none of their words.
PGHISTORY_EXCLUDE_FIELD_KWARGS = {
    "django.db.models.Field": ["choices", "default", "error_messages", "help_text", "validators", "verbose_name"],
}

# Plain lines on stderr: what failed and where, never who asked.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # A bad request is its sender's: anybody could fill the log with them, with a traceback for each wrong host.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "registry": {"level": "INFO"},
    },
}
