"""The one settings file. Everything that differs between machines comes from the environment (betsite/env.py).

Importing it starts nothing: the embedded servers are started by betsite.embedded.ensure().
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from betsite import embedded, env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("BETSITE_VAR", str(BASE_DIR / "var"))).expanduser().resolve()

PRODUCTION = env.flag("BETSITE_PRODUCTION")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY") or embedded.secret_key(VAR)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
if PRODUCTION and (DEBUG or not env.text("SECRET_KEY") or len(SECRET_KEY) < 32):
    raise ImproperlyConfigured("Production needs DEBUG off and a SECRET_KEY of at least 32 characters.")

INSTALLED_APPS = [
    "betsite.apps.BetsiteConfig",
    "analytics.apps.AnalyticsConfig",
    "analytics.harm.apps.HarmConfig",
    "analytics.coaching.apps.CoachingConfig",
    "imports.apps.ImportsConfig",
    "edges.apps.EdgesConfig",
    "rounds.apps.RoundsConfig",
    "odds.apps.OddsConfig",
    "bets.apps.BetsConfig",
    "treasury.apps.TreasuryConfig",
    "markets.apps.MarketsConfig",
    "accounts.apps.AccountsConfig",
    "ledger.apps.LedgerConfig",
    "web.apps.WebConfig",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "template_partials",
    "csp",
    "whitenoise.runserver_nostatic",
    "web.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "web.address.ClientAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.api_auth.ApiCallers",
    "accounts.middleware.Preferences",
    "web.middleware.Problems",
    "web.middleware.ReadContext",
    "accounts.audit_admin.AdminAudit",
]

ROOT_URLCONF = "betsite.urls"
WSGI_APPLICATION = "betsite.wsgi.application"
ASGI_APPLICATION = "betsite.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.navigation.navigation",
                "accounts.context.unread",
            ],
            "builtins": ["web.templatetags.show", "template_partials.templatetags.partials"],
        },
    }
]

# --- Databases: one database, three roles (docs/architecture.md) ---------------------------------------------------
_urls = embedded.database_urls(VAR)
DATABASES = {
    "default": env.database(env.text("DATABASE_URL") or _urls["default"]),
    "owner": env.database(env.text("DATABASE_OWNER_URL") or env.text("DATABASE_URL") or _urls["owner"]),
    "staff": env.database(env.text("DATABASE_STAFF_URL") or env.text("DATABASE_URL") or _urls["staff"]),
}
for _alias in DATABASES.values():
    _alias["CONN_MAX_AGE"] = env.integer("CONN_MAX_AGE", 600, least=0)
    _alias["CONN_HEALTH_CHECKS"] = True
    _alias["ATOMIC_REQUESTS"] = False
DB_APP_ROLE = str(DATABASES["default"]["USER"])
DB_OWNER_ROLE = str(DATABASES["owner"]["USER"])
DB_STAFF_ROLE = str(DATABASES["staff"]["USER"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache ----------------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL") or embedded.redis_url(VAR)
CELERY_BROKER_URL = embedded.celery_url(REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Work that may take long has a queue of its own, which not every worker asks: the others stay free for what is short.
BULK_QUEUE = "bulk"
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [Queue(CELERY_TASK_DEFAULT_QUEUE), Queue(BULK_QUEUE)]
CELERY_TIMEZONE = "UTC"
# A sweep that waited longer than its interval is not worth running: the next one does its work.
CELERY_BEAT_SCHEDULE = {
    "imports-sweep": {"task": "imports.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "reports-sweep": {"task": "analytics.sweep-reports", "schedule": 5.0, "options": {"expires": 5}},
    "edges-scan": {"task": "edges.scan", "schedule": 10.0, "options": {"expires": 10}},
    "edges-age": {"task": "edges.age", "schedule": 15.0, "options": {"expires": 15}},
    "edges-demo": {"task": "edges.demo", "schedule": 60.0, "options": {"expires": 60}},
    "edges-clean": {"task": "edges.clean", "schedule": 86_400.0, "options": {"expires": 3600}},
    "treasury-reconcile": {"task": "treasury.reconcile", "schedule": 300.0, "options": {"expires": 300}},
    "treasury-solvency": {"task": "treasury.solvency", "schedule": 300.0, "options": {"expires": 300}},
    "treasury-scan": {"task": "treasury.scan", "schedule": 10.0, "options": {"expires": 10}},
    "treasury-payments": {"task": "treasury.pay", "schedule": 10.0, "options": {"expires": 10}},
    "ledger-expire-holds": {"task": "ledger.expire_holds", "schedule": 10.0, "options": {"expires": 10}},
    "webhooks-sweep": {"task": "accounts.sweep-webhooks", "schedule": 5.0, "options": {"expires": 5}},
    "mails-sweep": {"task": "accounts.sweep-mails", "schedule": 60.0, "options": {"expires": 60}},
    "ledger-seal": {"task": "ledger.seal", "schedule": 60.0, "options": {"expires": 60}},
    "rounds-tick": {"task": "rounds.tick", "schedule": 2.0, "options": {"expires": 2}},
    "rounds-watch": {"task": "rounds.watch", "schedule": 60.0, "options": {"expires": 60}},
    "odds-poll": {"task": "odds.poll", "schedule": 60.0, "options": {"expires": 60}},
    "odds-closing": {"task": "odds.closing", "schedule": 120.0, "options": {"expires": 120}},
    "odds-retain": {"task": "odds.retain", "schedule": 86_400.0, "options": {"expires": 3600}},
    "ledger-verify": {"task": "ledger.verify", "schedule": 86_400.0, "options": {"expires": 3600}},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": embedded.cache_url(REDIS_URL),
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- People --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview:home"
LOGOUT_REDIRECT_URL = "overview:home"
EMAIL_CONFIGURED = bool(env.text("EMAIL_HOST"))
LOOPBACK = not PRODUCTION and not EMAIL_CONFIGURED
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_CONFIGURED else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Betsite <betsite@localhost>")
DEMO_LOGIN = None if PRODUCTION else ("demo@betsite.example", "look-around")
DEMO_COACH = None if PRODUCTION else ("coach@betsite.example", "look-around")
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupExtras"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none" if LOOPBACK else "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

# --- Gates (docs/gates.md) -----------------------------------------------------------------------------------------
# Networks of the proxies before this site: only their X-Forwarded-For is believed.
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES")
# The least and the most of one movement by act and currency ("*": any other), in micro-units; None: no upper bound.
MOVEMENT_BOUNDS: dict[str, dict[str, tuple[int, int | None]]] = {"*": {"*": (1, None)}}
# More is allowed, or a limit removed, after this long and another yes; the database insists on 24 hours at least.
LIMIT_RAISE_HOURS = env.integer("LIMIT_RAISE_HOURS", 24, least=24)

# --- Rounds (docs/rounds.md) ---------------------------------------------------------------------------------------
# What new rounds are opened by; a round keeps the rules it was opened by.
ROUND_INSTRUMENTS = env.words("ROUND_INSTRUMENTS", "nasdaq-composite")
ROUND_CURRENCY = env.text("ROUND_CURRENCY", "USDC")
FEE_BPS = env.integer("FEE_BPS", 100, least=0, most=10_000)
LOCK_BEFORE_CLOSE_S = env.integer("LOCK_BEFORE_CLOSE_S", 1, least=1, most=6 * 3600)
CLOSE_FETCH_DELAY_MIN = env.integer("CLOSE_FETCH_DELAY_MIN", 5, least=0, most=600)
SETTLE_GRACE_MIN = env.integer("SETTLE_GRACE_MIN", 30, least=0, most=600)
# How many sources must agree (0: two where two or more are set, else one), within what, and must the close be final?
ROUND_QUORUM = env.integer("ROUND_QUORUM", 0, least=0, most=9)
ROUND_TOLERANCE = env.decimal("ROUND_TOLERANCE", "0.01")
ROUND_NEEDS_FINAL = env.flag("ROUND_NEEDS_FINAL")
# How often a source is asked while a round waits for a close, and how often and how long after its end (oracles.md).
ROUND_FETCH_EVERY_S = env.integer("ROUND_FETCH_EVERY_S", 30, least=5, most=3600)
ROUND_WATCH_EVERY_S = env.integer("ROUND_WATCH_EVERY_S", 3600, least=60, most=86_400)
ROUND_WATCH_HOURS = env.integer("ROUND_WATCH_HOURS", 48, least=0, most=24 * 30)

# Webhooks may go to private addresses, and without TLS, on a developer's machine only.
WEBHOOK_PRIVATE_TARGETS = DEBUG
# Where people reach this site, for links in e-mails: https://betsite.example
SITE_URL = env.text("SITE_URL")
# How often (web/ratelimit.py): so many at once, then evenly. RATE_LIMITS="upload=5/m,api=100/m" changes some.
RATE_LIMITS = {
    "api": "600/m",
    "calculator": "300/m",
    "coach-invite": "20/h",
    "coach-look": "120/m",
    "api-address": "3000/m",
    "report": "60/h",
    "round-file": "300/m",
    "token-refresh": "30/m",
    "token-made": "20/h",
    "upload": "600/h",
    "wager": "300/m",
    "webhook-in": "600/m",
    "webhook-test": "20/h",
    "withdrawal": "20/h",
} | dict(word.split("=", 1) for word in env.words("RATE_LIMITS"))

METRICS_TOKEN = env.text("METRICS_TOKEN")

# --- Files ---------------------------------------------------------------------------------------------------------
MEDIA_ROOT = VAR / "uploads"
# Figures of books from so many bets on are added up from columns kept in files (docs/decisions/0035), which may be
# deleted at any time; smaller books are asked of the database.
READ_STORE = VAR / "columns"
READ_STORE_FROM = int(env.text("READ_STORE_FROM") or 2_000)
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "analytics.finders.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_MB", 512, least=1) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Money on a chain (docs/payments.md) ------------------------------------------------------------------------------
# No private key is configured here: the signer reads its own file, and the website's processes refuse to know of it.
SIMULATED_CHAIN_ALLOWED = env.flag("BETSITE_SIMULATED_CHAIN", default=not PRODUCTION)
CHAIN_ADAPTER = "treasury.chain.configured.from_settings"
CHAIN_SIGNER = "treasury.chain.configured.signer_from_settings"
CHAIN = {
    "kind": env.text("BETSITE_CHAIN", "simulated" if not PRODUCTION else ""),
    "name": env.text("BETSITE_CHAIN_NAME", "Ethereum"),
    "rpc_url": env.text("BETSITE_CHAIN_RPC_URL"),
    "chain_id": env.integer("BETSITE_CHAIN_ID", 0, least=0),
    "token": env.text("BETSITE_TOKEN_ADDRESS"),
    "decimals": env.integer("BETSITE_TOKEN_DECIMALS", 6, least=6, most=36),
    "currency": env.text("BETSITE_TOKEN_CURRENCY", "USDC"),
    "fee_currency": env.text("BETSITE_CHAIN_COIN", "ETH"),
    "xpub": env.text("BETSITE_DEPOSIT_XPUB"),
    "wallet": env.text("BETSITE_HOT_WALLET_ADDRESS"),
    "confirmations": env.integer("BETSITE_CHAIN_CONFIRMATIONS", 12, least=1),
    "first_block": env.integer("BETSITE_CHAIN_FIRST_BLOCK", 0, least=0),
    "most_fee_gwei": env.integer("BETSITE_CHAIN_MOST_FEE_GWEI", 200, least=1),
}
# Where members may pay in by bank, as they read it; a line break is written as "\n". Empty: no such way is shown.
BANK_DETAILS = env.text("BETSITE_BANK_DETAILS", "").replace("\\n", "\n")
# Whole units that a person takes out within a day: above the first a second person of the staff approves, above the
# second two of them do.
WITHDRAW_LEAST = env.integer("BETSITE_WITHDRAW_LEAST", 1, least=1)
WITHDRAW_APPROVE_ABOVE = env.integer("BETSITE_WITHDRAW_APPROVE_ABOVE", 1_000, least=0)
WITHDRAW_TWO_APPROVE_ABOVE = env.integer("BETSITE_WITHDRAW_TWO_APPROVE_ABOVE", 10_000, least=0)
# --- Odds ----------------------------------------------------------------------------------------------------------
# The Odds API (docs/odds.md). Without a key nothing is asked.
ODDS_API_KEY = env.text("ODDS_API_KEY")
ODDS_API_URL = env.text("ODDS_API_URL", "https://api.the-odds-api.com")
ODDS_API_SPORTS = env.text("ODDS_API_SPORTS", "soccer_epl")
ODDS_API_REGIONS = env.text("ODDS_API_REGIONS", "uk,au")
ODDS_API_MARKETS = env.text("ODDS_API_MARKETS", "h2h,totals,spreads")
ODDS_API_MONTHLY_CREDITS = env.integer("ODDS_API_MONTHLY_CREDITS", 500, least=1)
ODDS_API_KEEP_CREDITS = env.integer("ODDS_API_KEEP_CREDITS", 20, least=0)
# What an exchange keeps of a winning, to see its closing prices as they are after it. A share: 0.05 is 5 percent.
ODDS_EXCHANGE_COMMISSION = env.share("ODDS_EXCHANGE_COMMISSION", "0.05")
# Quotes older than this many whole months are dropped daily; 0 keeps all. Closing lines are always kept.
ODDS_KEEP_MONTHS = env.integer("ODDS_KEEP_MONTHS", 0, least=0)
# --- Ledger --------------------------------------------------------------------------------------------------------
# The key that signs the head of the chain (32 bytes in hexadecimal digits); by default VAR/ledger-signing.key.
LEDGER_SIGNING_KEY = env.text("BETSITE_SIGNING_KEY")

# --- Language, time, safety ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
DEFAULT_USER_TIMEZONE = env.zone("TIMEZONE", "Australia/Sydney")
DEFAULT_USER_CURRENCY = env.text("CURRENCY", "AUD")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
DJANGO_TABLES2_TEMPLATE = "components/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
