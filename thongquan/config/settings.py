"""Django's settings; what differs between installations comes from the environment."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from thongquan.config import logs, place

PACKAGE = place.PACKAGE
REALM = place.realm()
HOME = place.home()
HTTPS = os.environ.get("THONGQUAN_HTTPS") == "1"


def words(name: str) -> list[str]:
    """A comma-separated environment variable as a list."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def secret_key() -> str:
    """The key the supervisor hands down; a throw-away one when nothing runs (makemigrations, mypy)."""
    kept = HOME / "secrets" / "django"
    if key := os.environ.get("THONGQUAN_SECRET_KEY"):
        return key
    return kept.read_text() if kept.exists() else secrets.token_urlsafe(32)


def database(dsn: str, pool: int) -> dict[str, Any]:
    """Django's description of the database at this address; pool is the number of connections, or 0.

    prepare_threshold serves the hot statements that open psycopg's own cursor; Django's never prepares. Their plans
    are kept: with row-level security PostgreSQL would plan them anew each time (2.0 ms against 0.4 ms for the
    registers' look at one declaration).
    """
    url = urlsplit(dsn)
    options: dict[str, Any] = {"prepare_threshold": 2, "options": "-c plan_cache_mode=force_generic_plan", **dict(parse_qsl(url.query))}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname or "127.0.0.1",
        "PORT": str(url.port or 5432),
        "NAME": url.path.lstrip("/") or "thongquan",
        "USER": unquote(url.username or "tq_app"),
        "PASSWORD": unquote(url.password or ""),
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
    }


# --- who we are -------------------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *words("THONGQUAN_HOSTS")]
CSRF_TRUSTED_ORIGINS = words("THONGQUAN_ORIGINS")
ROOT_URLCONF = "thongquan.config.urls"
AUTH_USER_MODEL = "thongquan.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "thongquan.config.app.Thongquan",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIGRATION_MODULES = {"thongquan": "thongquan.models.migrations"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Machines answers /api/ without sessions, cookies or the people's middleware.
# The scope opens the transaction of the request, so it stands last; only what asks for the roles it finds comes after it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "thongquan.config.shield.Shield",
    "thongquan.api.door.Machines",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thongquan.web.shared.middleware.Scope",
    "thongquan.web.shared.idle.Idle",
    "thongquan.web.shared.second_factor.SecondFactor",
    "thongquan.web.shared.by_pin.ByPin",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(PACKAGE / "web/shared/templates"), *sorted(map(str, (PACKAGE / "web").glob("*/templates")))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thongquan.web.shared.context.page",
            ],
            "builtins": ["thongquan.web.shared.templatetags.tq"],
        },
    },
]

# --- where things are kept --------------------------------------------------------------------------

APP_DSN = os.environ.get("THONGQUAN_APP_DSN", "")
POOL = int(os.environ.get("THONGQUAN_POOL", "0"))

# "aside" is the same database on connections of its own: what is written there outlives a rollback of
# the request (counters of failed sign-ins, used one-time codes).
DATABASES = {"default": database(APP_DSN, POOL), "aside": database(APP_DSN, POOL)}
DATABASES["aside"]["TEST"] = {"MIRROR": "default"}
DATABASE_ROUTERS = ["thongquan.config.aside.Aside"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "tq_session"
CSRF_COOKIE_NAME = "tq_csrf"
LANGUAGE_COOKIE_NAME = "tq_language"

# browsers are told the public half of this key when they ask for notices (RFC 8292)
os.environ.setdefault("THONGQUAN_PUSH_KEY", place.secret("push"))

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [path for path in [PACKAGE / "web" / "static"] if path.exists()]
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

BODY_LIMIT = 32 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- protection -------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "thongquan.web.shared.errors.stale_form"

# proxies in front of us that write X-Forwarded-For, counted from our side; without them the peer is the client
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("THONGQUAN_PROXIES") or (1 if HTTPS else 0))

# calls a second that one machine key may make, besides scans; ten times as many in one burst
API_RATE = float(os.environ.get("THONGQUAN_API_RATE", "100"))

# --- signing in -------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {"login": "thongquan.web.public.forms.SignInForm"}
ACCOUNT_ADAPTER = "thongquan.config.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# wrong sign-ins: ten a minute from one address, five in five minutes for one account, wherever they come from
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
# an officer's session ends after so long without use; TCVN 11930:2017 asks for such a limit, the minutes are believed
SESSION_IDLE_MINUTES = 15
OFFICERS_NEED_FACTOR = REALM != "demo"
MFA_ADAPTER = "thongquan.config.signin.FactorAdapter"
MFA_FORMS = {"add_webauthn": "thongquan.web.public.forms.KeyForm", "edit_webauthn": "thongquan.web.public.forms.KeyNameForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Thông Quan"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# --- languages and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = sorted(str(path) for path in (PACKAGE / "locale").glob("*") if path.is_dir())
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- jobs, notices, records of running --------------------------------------------------------------

PROCRASTINATE_IMPORT_PATHS = ["thongquan.jobs.runner"]
#: how people outside reach this installation, before the path of a link in an SMS or e-mail
PUBLIC_ADDRESS = os.environ.get("THONGQUAN_ADDRESS", "").rstrip("/")
EMAIL_BACKEND = os.environ.get("THONGQUAN_EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = os.environ.get("THONGQUAN_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("THONGQUAN_EMAIL_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("THONGQUAN_EMAIL_FROM", "thongquan@localhost")
LOGGING = logs.settings(os.environ.get("THONGQUAN_LOG", "INFO"))
SILENCED_SYSTEM_CHECKS: list[str] = []
BASE_DIR: Path = place.CHECKOUT
