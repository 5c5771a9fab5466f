"""Every setting, read from the environment, with safe defaults for one machine.

Without ``DATABASE_URL`` and ``REDIS_URL`` the private services that ``make run`` starts are
used: their addresses are in ``<DATA_DIR>/services.env``. In production (``PRODUCTION=1``) there
is no default for anything secret: the process refuses to start (see ``common.checks``).
"""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from tourism_backend.common.checks import refuse_unsafe
from tourism_backend.common.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
environ.Env.read_env(BASE_DIR / ".env")
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / ".data")))
environ.Env.read_env(DATA_DIR / "services.env")

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=not PRODUCTION)
INSECURE_KEY = "insecure-key-for-development-only"
SECRET_KEY = env("SECRET_KEY", default=INSECURE_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- the destination: nothing but these and the data says where we are
DESTINATION: dict[str, Any] = {
    "name": {"vi": "Lạng Sơn", "en": "Lạng Sơn", "zh-hans": "谅山"},
    "bbox": (106.05, 21.30, 107.40, 22.50),  # west, south, east, north
    "centre": (106.7610, 21.8530),  # lon, lat of the place where a first visit starts
    "holidays": "VN",  # country code for public holidays
    # EPSG codes in which files of the destination come, the likeliest first: GPS, VN-2000 with
    # the province's own meridian, its UTM zones, and the neighbours'.
    "reference_systems": (4326, 9215, 3405, 3406, 5897, 9214, 5898),
}
SEED_PROVIDER = "langson-open-data"  # who the records shipped with the rooms are from
# Optional raster tiles of a server elsewhere, off by default: {"url": ..., "attribution": ...}
BASE_TILES_URL = env("BASE_TILES_URL", default="")
BASE_TILES_ATTRIBUTION = env("BASE_TILES_ATTRIBUTION", default="© OpenStreetMap contributors")

LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English")), ("zh-hans", _("Chinese"))]
LANGUAGE_CODE = "vi"
MODELTRANSLATION_DEFAULT_LANGUAGE = "vi"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("vi",)
LOCALE_PATHS = [BASE_DIR / "tourism_backend" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "tourism_backend.formats"
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Asia/Ho_Chi_Minh")

INSTALLED_APPS = [
    "modeltranslation",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "corsheaders",
    "csp",
    "tourism_backend.common",
    "tourism_backend.publishing",
    "tourism_backend.accounts",
    "geo.areas",
    "geo.places",
    "geo.search",
    "geo.tiles",
    "geo.sync",
    "geo.maps",
    "geo.exchange",
    "content.events",
    "content.tours",
    "content.planner",
    "content.specialities",
    "content.media",
    "content.heritage",
    "tourism_backend.portal",
    "ninja",  # after the portal, whose page for the API's documentation stands before its own
    *env.list("EXTRA_APPS", default=[]),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tourism_backend.common.compression.CompressionMiddleware",
    "tourism_backend.common.cors.OpenCorsMiddleware",
    "tourism_backend.common.middleware.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "tourism_backend.publishing.admin.policy.AdminPolicyMiddleware",
    "tourism_backend.publishing.trail.TrailMiddleware",
]

ROOT_URLCONF = "tourism_backend.urls"
WSGI_APPLICATION = "tourism_backend.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- databases: `default` writes; `public` reads public rows under a role of its own
PUBLIC_ROLE = env("PUBLIC_DATABASE_ROLE", default="tourism_public")
PUBLIC_STATEMENT_TIMEOUT_MS = env.int("PUBLIC_STATEMENT_TIMEOUT_MS", default=3000)
if not env("DATABASE_URL", default=""):
    raise ImproperlyConfigured(
        "DATABASE_URL is not set and no private services are running: "
        "start them with 'make services', or set DATABASE_URL to a PostGIS database."
    )


def _database(url: str, *session: str) -> dict[str, Any]:
    """A PostGIS alias from a URL; ``session`` are server settings (``-c name=value``)."""
    config: dict[str, Any] = environ.Env.db_url_config(url)
    config["ENGINE"] = "django.contrib.gis.db.backends.postgis"
    config["CONN_MAX_AGE"] = None
    config["CONN_HEALTH_CHECKS"] = False
    options = config.setdefault("OPTIONS", {})
    options["connect_timeout"] = 3
    options["options"] = " ".join([options.get("options", ""), *session]).strip()
    config["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default="test_tourism")}
    return config


# Without a login of its own the public alias connects as the owner and steps down to the role.
_public_url = env("PUBLIC_DATABASE_URL", default="")
DATABASES = {
    # Set, so that triggers need not catch an error to learn that it is not: a subtransaction that
    # is undone for each row, which goes through all deferred checks of the transaction.
    "default": _database(env("DATABASE_URL"), "-c pgtrigger.ignore={}"),
    "public": _database(
        _public_url or env("DATABASE_URL"),
        f"-c statement_timeout={PUBLIC_STATEMENT_TIMEOUT_MS}",
        "-c default_transaction_read_only=on",
        *([] if _public_url else [f"-c role={PUBLIC_ROLE}"]),
    ),
}
DATABASES["public"]["TEST"] = {"MIRROR": "default"}
# Public reads are few statements sent again and again: the server keeps them prepared.
DATABASES["public"]["OPTIONS"]["prepare_threshold"] = 1
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASE_ROUTERS = ["tourism_backend.publishing.routers.PublicAlias"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: cache, rate limits, broker
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A killed worker's task goes to another after this long; longer than any task may take.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_IGNORE_RESULT = False
CELERY_RESULT_BACKEND = REDIS_URL
CELERY_RESULT_EXPIRES = 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS: list[Path] = []
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
_DISK = "django.core.files.storage.FileSystemStorage"


def s3_storage(folder: str = "") -> dict[str, Any]:
    """Files below a prefix of a private bucket; the key's right is to that bucket alone."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("S3_BUCKET"),
            "endpoint_url": env("S3_ENDPOINT_URL", default="") or None,
            "region_name": env("S3_REGION", default="") or None,
            "access_key": env("S3_ACCESS_KEY"),
            "secret_key": env("S3_SECRET_KEY"),
            "addressing_style": env("S3_ADDRESSING", default="auto"),
            "location": "/".join(filter(None, (env("S3_PREFIX", default=""), folder))),
            "querystring_expire": 300,  # what it signs is good for so long
            "default_acl": None,  # private
            "file_overwrite": True,  # a name is its content
            "signature_version": "s3v4",
        },
    }


def private_disk(folder: Path | str) -> dict[str, Any]:
    """A folder that no address leads to, for this user alone."""
    modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {
        "BACKEND": "tourism_backend.common.storage.PrivateDisk",
        "OPTIONS": {"location": folder, **modes},
    }


_s3 = bool(env("S3_BUCKET", default=""))
STORAGES = {
    "default": s3_storage() if _s3 else {"BACKEND": _DISK},
    # What curators bring in, and the register's papers.
    "private": s3_storage("private") if _s3 else private_disk(DATA_DIR / "private"),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Nobody but a debugger reads source maps: packing those of the API's documentation takes as long as
# packing everything else.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# --- mail: ``smtp+tls://user:password@host:587``; without it, files a person may read
vars().update(env.email_url("EMAIL_URL", default=f"filemail://{DATA_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="tourism@localhost")

# --- people
SILENCED_SYSTEM_CHECKS = ["gis.W001"]  # spatial references are ours, never a user's
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # of who came by no page that asked for it
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- the curators' admin: what depends on the request is asked of publishing.admin.site
_admin_site = "tourism_backend.publishing.admin.site"
UNFOLD = {
    "SITE_TITLE": f"{_admin_site}.title",
    "SITE_HEADER": f"{_admin_site}.title",
    "SITE_SUBHEADER": f"{_admin_site}.subtitle",
    "SITE_SYMBOL": "terrain",
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": f"{_admin_site}.language_address"},
    "DASHBOARD_CALLBACK": f"{_admin_site}.dashboard",
    "STYLES": [f"{_admin_site}.style"],
    "SCRIPTS": [f"{_admin_site}.script"],
    "SIDEBAR": {"show_search": False, "navigation": f"{_admin_site}.navigation"},
    "SITE_FAVICONS": f"{_admin_site}.icons",
    "LOGIN": {"form": "tourism_backend.accounts.signin.SignInForm"},
    "COLORS": {
        "primary": {
            "50": "#f0f9f7",
            "100": "#e0f0ec",
            "200": "#c0e4dc",
            "300": "#8adccf",
            "400": "#5cc9b8",
            "500": "#23a394",
            "600": "#0f766e",
            "700": "#0b5952",
            "800": "#0a4842",
            "900": "#083a36",
            "950": "#04211c",
        },
    },
    "BORDER_RADIUS": "6px",
}
# Reads write no history: there the middleware would only load the session, and vary by cookie.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- the API
API_RATE_PER_MINUTE = env.int("API_RATE_PER_MINUTE", default=600)  # a client; 0: no limit
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # our own hops in X-Forwarded-For
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_URLS_REGEX = r"^/(api|tiles|iiif)/"
CORS_EXPOSE_HEADERS = ["ETag", "Link", "Content-Language", "Retry-After"]

# --- requests of our own to addresses that people wrote down: hosts of the own network allowed
OUTBOUND_PRIVATE_HOSTS = env.list("OUTBOUND_PRIVATE_HOSTS", default=[])

# --- pictures
WATERMARK_TEXT = env("WATERMARK_TEXT", default="")  # on what the public sees, never the original
WATERMARK_IMAGE = env("WATERMARK_IMAGE", default="")  # or a picture's file, such as a PNG
WATERMARK_FROM_PX = env.int("WATERMARK_FROM_PX", default=960)  # smaller ones have no mark
IIIF_RATE_PER_MINUTE = env.int("IIIF_RATE_PER_MINUTE", default=600)  # parts drawn, a client

# --- the trip planner
PLANNER_RATE_PER_MINUTE = env.int("PLANNER_RATE_PER_MINUTE", default=20)  # plans, a client
PLANNER_TIMEOUT_S = env.int("PLANNER_TIMEOUT_S", default=8)
PLANNER_AT_ONCE = env.int("PLANNER_AT_ONCE", default=2)  # searches a process may run
VALHALLA_URL = env("VALHALLA_URL", default="")  # a routing engine's address
VALHALLA_CONFIG = env("VALHALLA_CONFIG", default="")  # or its configuration file, for pyvalhalla

# --- what the browser may do
_self = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_self],
        "style-src": [_self],
        "img-src": [_self, "data:"],
        "media-src": [_self],
        "font-src": [_self],
        "connect-src": [_self],
        "manifest-src": [_self],
        "worker-src": [_self],
        "form-action": [_self],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# HTTPS is ended by the proxy in front, which says so in this header.
HTTPS = env.bool("HTTPS", default=False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"pyvips": {"level": "WARNING"}},
}

refuse_unsafe({**globals(), "DATABASE_URL": env("DATABASE_URL")})
