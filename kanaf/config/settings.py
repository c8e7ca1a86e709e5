"""Every setting of Kanaf, in one file. Each value of the environment is read by a typed reader of `environment`."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kanaf.config import environment

BASE_DIR = Path(__file__).resolve().parents[2]

# --- What runs here -----------------------------------------------------------------------------------------------
KANAF_HOME = environment.path("KANAF_HOME", BASE_DIR / "var")
KANAF_DEMO = environment.flag("KANAF_DEMO", (KANAF_HOME / "demo").exists())
KANAF_SURFACE = environment.one_of("KANAF_SURFACE", "all", {"all", "case", "public", "cms", "reply"})
KANAF_PACK = environment.path("KANAF_PACK", BASE_DIR / "programmes" / "maroc")
KANAF_CLOCK = environment.clock("KANAF_CLOCK")
if KANAF_CLOCK and not (KANAF_DEMO or environment.flag("KANAF_TESTING", False)):
    raise ImproperlyConfigured("KANAF_CLOCK sets the clock of the demonstration and of tests only: unset it here.")

# The complaint page's address where this process does not carry it (the public site on a host of its own).
KANAF_COMPLAINT_URL = environment.text("KANAF_COMPLAINT_URL", "")

# --- Secrets: files outside the database and its backups -----------------------------------------------------------
KANAF_KEYS = environment.path("KANAF_KEYS", KANAF_HOME / "keys")
KANAF_AUDIT_HEADS = environment.path("KANAF_AUDIT_HEADS", KANAF_HOME / "audit" / "heads.txt")
KANAF_HEAD_FOLDERS = [Path(name) for name in environment.words("KANAF_HEAD_FOLDERS", f"{KANAF_HOME}/audit/first,{KANAF_HOME}/audit/second")]
KANAF_ERASURES = environment.path("KANAF_ERASURES", KANAF_HOME / "audit" / "erasures.txt")


def _secret_key() -> str:
    file = KANAF_KEYS / "django"
    return file.read_text().strip() if file.exists() else "no-keys-yet:run-make-demo-or-manage.py-make_keys"


SECRET_KEY = _secret_key()
DEBUG = environment.flag("KANAF_DEBUG", False)
ALLOWED_HOSTS = environment.words("KANAF_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("KANAF_ORIGINS", "")
KANAF_HTTPS = environment.flag("KANAF_HTTPS", not KANAF_DEMO and not DEBUG)
KANAF_PROXIES = environment.number("KANAF_PROXIES", 0)

# --- Rooms, from the ground up -------------------------------------------------------------------------------------
ROOMS = [
    "core",
    "places",
    "access",
    "programme",
    "children",
    "casework",
    "assistance",
    "activities",
    "safeguarding",
    "protection",
    "coordination",
    "indicators",
    "desk",
    "publication",
    "pack",
]
INSTALLED_APPS = [
    *(f"kanaf.{room}" for room in ROOMS),
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kanaf.core.middleware.BrowserMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kanaf.core.middleware.SurfaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kanaf.core.middleware.SurfaceLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kanaf.access.middleware.PolicyMiddleware",
]
ROOT_URLCONF = "kanaf.config.urls"
WSGI_APPLICATION = "kanaf.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "kanaf" / "core" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kanaf.core.context.frame",
                "kanaf.desk.context.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kanaf.core.templatetags.kanaf",
                "kanaf.programme.templatetags.terms",
            ],
        },
    }
]
FORM_RENDERER = "kanaf.core.forms.Renderer"

# --- Database: SQLite embedded, PostgreSQL for real programmes (decision 2) -----------------------------------------
DATABASES = {"default": environ.Env.db_url_config(environment.text("DATABASE_URL", f"sqlite:///{KANAF_HOME / 'kanaf.sqlite3'}"))}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["ENGINE"] = "kanaf.core.database.sqlite"
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: without it INSERT OR REPLACE removes a row of history and no trigger is asked (G23).
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;",
    }
    _database["TEST"] = {"NAME": environment.text("KANAF_TEST_SQLITE", str(KANAF_HOME / "test.sqlite3"))}
else:
    _database["ENGINE"] = "kanaf.core.database.postgresql"
# To open one anew takes SQLite 4 ms, in which it reads how all tables are made.
_database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

# --- People (decision 12) ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["kanaf.access.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kanaf.access.passwords.NoWordsOfOurs"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kanaf.access.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # kanaf.access.guesses counts in the database and knows devices (G7)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = KANAF_PROXIES
MFA_ADAPTER = "kanaf.access.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_FORMS = {"authenticate": "kanaf.access.forms.CodeForm", "reauthenticate": "kanaf.access.forms.ReCodeForm"}
MFA_FORMS["generate_recovery_codes"] = "kanaf.access.forms.PrintCodesForm"
MFA_RECOVERY_CODE_COUNT = 30  # who has neither telephone nor key signs in with one a day
MFA_TOTP_ISSUER = "Kanaf"
MFA_TOTP_TOLERANCE = 1  # half a minute: telephones are slow, and so are people
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is given by the administrator, and the invitation arrived there
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"  # a key without a PIN still is something one has
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not KANAF_HTTPS  # http://localhost in the demonstration
# An organisation's own directory, if there is one: it opens accounts that exist, at its own addresses, and skips no second factor.
KANAF_OIDC_URL = environment.text("KANAF_OIDC_URL", "")
KANAF_OIDC_DOMAINS = [domain.lower() for domain in environment.words("KANAF_OIDC_DOMAINS", "")]
if KANAF_OIDC_URL and not KANAF_OIDC_DOMAINS:
    raise ImproperlyConfigured("KANAF_OIDC_URL is set: say in KANAF_OIDC_DOMAINS for whose addresses this directory speaks.")
_directory = {
    "provider_id": "directory",
    "name": environment.text("KANAF_OIDC_NAME", "OpenID Connect"),
    "client_id": environment.text("KANAF_OIDC_CLIENT", ""),
    "secret": environment.text("KANAF_OIDC_SECRET", ""),
    "settings": {"server_url": KANAF_OIDC_URL},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_directory] if KANAF_OIDC_URL else [], "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_ADAPTER = "kanaf.access.adapter.DirectoryAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = KANAF_HTTPS
SESSION_COOKIE_NAME = "__Host-kanaf" if KANAF_HTTPS else "kanaf"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_SECURE = KANAF_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-kanaf-csrf" if KANAF_HTTPS else "kanaf-csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kanaf.core.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie of words would stay on a shared computer

# --- The browser defends itself (G24) -------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = KANAF_HTTPS
# Only where a proxy of ours stands in front, which overwrites what a visitor sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KANAF_HTTPS and KANAF_PROXIES else None
SECURE_HSTS_SECONDS = 63072000 if KANAF_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = KANAF_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],  # 'none' would keep Firefox from following <use> into our own sprite
        "object-src": [NONE],
        "frame-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that leads to the directory is followed there.
        "form-action": [SELF, *([KANAF_OIDC_URL.partition("/.well-known/")[0]] if KANAF_OIDC_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Time and language (decision 13) --------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"
USE_I18N = True
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "__Host-kanaf-language" if KANAF_HTTPS else "kanaf-language"
LANGUAGE_COOKIE_SECURE = KANAF_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["kanaf.config.formats"]
USE_THOUSAND_SEPARATOR = True

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = KANAF_HOME / "static"
STATICFILES_DIRS: list[Path] = []
MEDIA_URL = "/media/"
MEDIA_ROOT = KANAF_HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or environment.flag("KANAF_TESTING", False)
        else "kanaf.core.storage.HashedStaticFiles"
    },
}
KANAF_EXPORTS = KANAF_HOME / "exports"
KANAF_SEALED_FILES = KANAF_HOME / "media" / "sealed"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["kanaf.core.uploads.MemoryOnly"]  # no temporary file: what arrives may say who a child is
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Work that waits (decision 11) ------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend" if KANAF_DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("KANAF_EMAIL_HOST", "")  # without it, links are shown to be handed over
EMAIL_FILE_PATH = str(KANAF_HOME / "mail")
DEFAULT_FROM_EMAIL = environment.text("KANAF_EMAIL_FROM", "kanaf@localhost")

# --- Site (decision 9) --------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Kanaf"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("ar", "العربية"), ("en", "English")]
WAGTAILADMIN_BASE_URL = environment.text("KANAF_CMS_URL", "http://localhost:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "ods", "xlsx"]
WAGTAIL_USER_EDIT_FORM = "wagtail.users.forms.UserEditForm"
WAGTAILADMIN_LOGIN_URL = "account_login"  # one door for people: ours, with the second factor
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False

# --- What is written to the log: codes and ids, never names ---------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("KANAF_LOG", "WARNING")},
}
# The preload list of browsers takes a whole domain, for ever: its owner asks for that, not this programme.
# W009 counts letters: ours are the 44 of 32 random bytes, and without them no server starts (`wsgi`).
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003", "security.W021", "security.W009"]
