"""Every setting of the portal, read once and typed from the environment.

docs/settings.md describes each variable; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django_prose_editor.config import html_tags
from js_asset import static_lazy

from articles.lib.access import content_policy
from articles.lib.branding import sheets
from articles.lib.host import atomic_files
from newsportal import database_limits, stylesheet
from newsportal import environment as env
from newsportal.caches import *  # noqa: F403 - each of them is a setting, here and below
from newsportal.logins import *  # noqa: F403
from newsportal.logs import *  # noqa: F403
from newsportal.outlets.embeds import *  # noqa: F403
from newsportal.outlets.machines import *  # noqa: F403
from newsportal.outlets.mail import *  # noqa: F403
from newsportal.outlets.notices import *  # noqa: F403
from newsportal.outlets.proofing import *  # noqa: F403
from newsportal.outlets.searching import *  # noqa: F403
from newsportal.running.backups import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# --- The newsroom ---------------------------------------------------------------
SITE_NAME = env.line("SITE_NAME", "Newsportal")
SITE_TAGLINE = env.line("SITE_TAGLINE", "News, clearly told")
SITE_URL = env.origin("SITE_URL")
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")

# Templates, static files and a theme.css in this folder win over ours; docs/theming.md.
THEME_DIR = env.folder("THEME_DIR", BASE_DIR / "theme")
_theme = THEME_DIR if THEME_DIR.is_dir() else None
if _theme is None and THEME_DIR != BASE_DIR / "theme":
    raise ImproperlyConfigured(
        f"THEME_DIR is {str(THEME_DIR)!r}, but there is no "
        "such folder. Create it, or correct the path."
    )
_themed = [_theme, BASE_DIR] if _theme else [BASE_DIR]

# --- Security -------------------------------------------------------------------
DEBUG = env.boolean("DEBUG", False)


def secret_key() -> str:
    """SECRET_KEY, else one made at the first start and kept in VAR_DIR, readable by its owner."""
    if key := env.text("SECRET_KEY"):
        return key
    file = VAR_DIR / "secret-key"
    try:
        if not file.exists() or not file.stat().st_size:
            # Of two that start at once, one makes it.
            with suppress(FileExistsError):
                made = get_random_secret_key().encode()
                atomic_files.write(file, [made], mode=0o600, over=file.exists())
        return file.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set, and one cannot be kept in {VAR_DIR} ({error.strerror}); "
            "set SECRET_KEY, or point VAR_DIR at a folder that can be written."
        ) from error


SECRET_KEY = secret_key()
ALLOWED_HOSTS = [*env.names("ALLOWED_HOSTS", []), "localhost", "127.0.0.1", "[::1]"]
if SITE_URL:
    ALLOWED_HOSTS.append(SITE_URL.partition("://")[2].partition(":")[0])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
HTTPS = env.boolean("HTTPS", SITE_URL.startswith("https://"))
#: Whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Behind TLS, names that browsers take from this very host alone, and with TLS.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
# Of those who are not a known proxy, web/sitewide/proxies.py takes the header out.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.boolean("HSTS_PRELOAD", False)
if SECURE_HSTS_INCLUDE_SUBDOMAINS and not HTTPS:
    raise ImproperlyConfigured("HSTS_SUBDOMAINS is on, but HTTPS is not: turn both on, or neither.")
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    raise ImproperlyConfigured(
        "HSTS_PRELOAD is on, which needs HSTS_SUBDOMAINS: turn it on, if all subdomains have TLS."
    )
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "articles.admin.unsaved.login_recovery.csrf_failed"
# The lines that stand in pages and work before anything is painted: one puts a reader's choice of
# colours in place, the other keeps a banner away that they have closed.
_lines = [
    next(
        file.read_text("utf-8").strip().removeprefix("<script>").removesuffix("</script>")
        for folder in _themed
        if (file := folder / "templates" / "partials" / f"{name}.html").exists()
    )
    for name in ("scheme", "banner_closed")
]
# The sheets of the pages, which stand in their heads; edits show at once while developing.
STYLE_SHEETS: Mapping[str, str] = (
    stylesheet.Fresh(_theme)
    if DEBUG
    else {kind: stylesheet.sheet(kind, _theme) for kind in stylesheet.SHEETS}
)
S3_PUBLIC_URL = env.address("S3_PUBLIC_URL")
_readers = content_policy.for_readers(
    [sheets.hash_of(line) for line in _lines],
    ["{0.scheme}://{0.netloc}".format(urlsplit(S3_PUBLIC_URL))] if S3_PUBLIC_URL else [],
    has_tls=HTTPS,
)
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _readers}
DESK_SECURITY_POLICY = content_policy.for_the_desk(_readers)

# --- Parts ----------------------------------------------------------------------
INSTALLED_APPS = [
    "articles.apps.ArticlesConfig",
    "articles.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "taggit",
    "csp",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "articles.web.sitewide.policy.CommonHeaders",
    "articles.web.sitewide.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "articles.web.compression.StaticFiles",
    "articles.web.compression.Compression",
    "articles.web.sitewide.policy.ContentSecurityPolicy",
    "articles.web.errors.unavailable.Refused",
    "articles.doors.methods.DeclaredMethods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "articles.admin.common.language.DeskLanguage",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.admin.access.gate.SecondFactor",
    "articles.admin.people.sessions.DeskSessions",
    "articles.admin.common.form_owner.FormOwnerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.web.sitewide.limits.Limits",
    "articles.web.sitewide.machines.MachineHeaders",
    "articles.web.sitewide.due.DueChangesMiddleware",
    "articles.admin.people.lockout.BusyLoginMiddleware",
    "axes.middleware.AxesMiddleware",
    # Asks for no session and sets no cookie; only the desk's own pages use what it keeps.
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "newsportal.urls"
WSGI_APPLICATION = "newsportal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in _themed],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.web.sitewide.chrome.chrome",
                "articles.web.sitewide.machines.context",
            ],
            "builtins": ["django.templatetags.static", "articles.templatetags.newsroom"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TAGGIT_CASE_INSENSITIVE = True
# What the editor’s own figures leave in the text, `articles.lib.html` decides.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy(f"js/desk/text/{name}.js")], "extensions": {extension: html_tags(tags)}}
    for name, extension, tags in (
        ("figures/picture", "StoryPicture", ["figure", "figcaption"]),
        ("figures/gallery", "StoryGallery", ["figure", "figcaption"]),
        ("figures/player", "StoryEmbed", ["figure", "figcaption"]),
        ("asides/pull-quote", "StoryPull", ["aside", "blockquote"]),
        ("asides/fact-box", "StoryFacts", ["aside"]),
        ("footnote", "StoryFootnote", ["small"]),
        ("link", "StoryLink", []),
        ("rules", "StoryRules", []),
        ("suggestions/marks", "StorySuggestions", ["ins", "del"]),
        ("pasting/paste", "StoryPaste", []),
        ("tools", "StoryTools", []),
    )
]

# --- Database -------------------------------------------------------------------
#: Seconds that one statement may take on PostgreSQL, and that a writer waits for another one.
DATABASE_TIMEOUT = env.integer("DATABASE_TIMEOUT", 30, least=0, most=3_600)
DATABASE_LOCK_TIMEOUT = env.integer("DATABASE_LOCK_TIMEOUT", 10, least=1, most=3_600)
SQLITE_OPTIONS: dict[str, Any] = {
    # Readers never wait for the writer (WAL); a writer takes its lock at BEGIN, so that it
    # waits for the other one instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": DATABASE_LOCK_TIMEOUT,
    # FULL: what was committed is on the disk, also when the power goes in the next moment.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
        "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}
_database = env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'newsportal.sqlite3'}")
if "sqlite" in _database["ENGINE"]:
    _database["ENGINE"] = "newsportal.sqlite"
    _database["OPTIONS"] = SQLITE_OPTIONS | _database.get("OPTIONS", {})
else:
    _database["OPTIONS"] = database_limits.postgresql(
        _database.get("OPTIONS", {}), DATABASE_TIMEOUT, DATABASE_LOCK_TIMEOUT
    )
_database["CONN_MAX_AGE"] = env.integer("DATABASE_CONN_MAX_AGE", 60, least=0, most=86_400)
_database["CONN_HEALTH_CHECKS"] = "postgresql" in _database["ENGINE"]
DATABASES = {"default": _database}

# --- Files ----------------------------------------------------------------------
# A web server that hands out static files and pictures itself reads them by its group; all else is
# the portal's own (newsportal/running/file_permissions.py).
WEB_SERVER_GROUP = env.group("WEB_SERVER_GROUP")
FILE_UPLOAD_PERMISSIONS = 0o600 if WEB_SERVER_GROUP is None else 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700 if WEB_SERVER_GROUP is None else 0o2750
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [there for folder in _themed if (there := folder / "static").is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Renditions and uploads are in folders here, or in an S3-compatible store.
S3_BUCKET = env.text("S3_BUCKET")
_bucket: dict[str, Any] = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env.address("S3_ENDPOINT_URL") or None,
    "region_name": env.text("S3_REGION") or None,
    "access_key": env.text("S3_ACCESS_KEY_ID") or None,
    "secret_key": env.text("S3_SECRET_ACCESS_KEY") or None,
    "addressing_style": env.choice("S3_ADDRESSING_STYLE", "auto", ["auto", "path", "virtual"]),
}
_originals = _bucket | {"bucket_name": env.text("S3_ORIGINALS_BUCKET")}
_ours: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "articles.lib.host.storage.WholeFiles"},
    # What was uploaded, as it was uploaded: has no address.
    "originals": {
        "BACKEND": "articles.lib.host.storage.WholeFiles",
        "OPTIONS": {"location": VAR_DIR / "originals", "file_permissions_mode": 0o600},
    },
}
if S3_BUCKET:
    for _package in ("storages", "boto3"):
        if find_spec(_package) is None:
            raise ImproperlyConfigured(
                "S3_BUCKET is set, but the packages for it are missing; install them with "
                "`pip install -r requirements/s3.txt`."
            )
    if not _originals["bucket_name"] or _originals["bucket_name"] == S3_BUCKET:
        raise ImproperlyConfigured(
            "S3_BUCKET is set; S3_ORIGINALS_BUCKET has to name another bucket, one that nobody "
            "can read, for the uploads as they came."
        )
    if (_bucket["access_key"] is None) != (_bucket["secret_key"] is None):
        raise ImproperlyConfigured(
            "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both, or neither "
            "where the machine has a role of its own."
        )
    _ours = {
        "default": {
            "BACKEND": "newsportal.s3.Renditions",
            "OPTIONS": _bucket | {"public_url": S3_PUBLIC_URL or MEDIA_URL.rstrip("/")},
        },
        "originals": {"BACKEND": "newsportal.s3.Originals", "OPTIONS": _originals},
    }
elif S3_PUBLIC_URL or _originals["bucket_name"] or _bucket["access_key"]:
    raise ImproperlyConfigured(
        "S3_PUBLIC_URL, S3_ORIGINALS_BUCKET or S3_ACCESS_KEY_ID is set, but S3_BUCKET is not: "
        "set S3_BUCKET, or unset the others."
    )
STORAGES: dict[str, dict[str, Any]] = {
    **_ours,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsportal.static_files.HashedFiles"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
PICTURE_MAX_BYTES = env.integer("PICTURE_MAX_MB", 40, least=1, most=1_000) * 1024 * 1024
PICTURE_MAX_PIXELS = env.integer("PICTURE_MAX_MEGAPIXELS", 100, least=1, most=1_000) * 1_000_000
# A long story with its form; Django's 2.5 MB would refuse a very long one with its text lost.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- Work in the background -----------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
#: Days that deleted drafts lie in the bin.
BIN_DAYS = env.integer("BIN_DAYS", 30, least=1, most=3_650)

# --- Delivery -------------------------------------------------------------------
#: Public pages are kept and sent from memory. Not while the portal is being developed.
PAGE_STORE = env.boolean("PAGE_STORE", not DEBUG)
#: Threads of a server process that may be with Django at once.
WEB_THREADS = env.integer("WEB_THREADS", 4, least=1, most=64)
PAGE_STORE_BYTES = env.integer("PAGE_STORE_MB", 64, least=1, most=65_536) * 1024 * 1024
PAGE_SHELF = env.choice("PAGE_SHELF", "files", ["files", "redis", "none"])
PAGE_SHELF_BYTES = env.integer("PAGE_SHELF_MB", 1_024, least=1, most=1_048_576) * 1024 * 1024
#: What /metrics and the details of /readyz ask for; there are none without it.
METRICS_TOKEN = env.text("METRICS_TOKEN")
#: How much of the budgets in articles/delivery/limits/kinds.py is given, in percent; 0: no limits.
LIMITS_PERCENT = env.integer("LIMITS_PERCENT", 100, least=0, most=10_000)
#: What hosts of one site have in common besides the database.
REDIS_URL = env.redis("REDIS_URL")
if PAGE_SHELF == "redis" and not REDIS_URL:
    raise ImproperlyConfigured(
        "PAGE_SHELF is redis, which needs REDIS_URL: set it, or use PAGE_SHELF=files."
    )

# --- Language -------------------------------------------------------------------
#: The languages that the site's own words are written in; docs/design.md tells how to add one.
LANGUAGES = [("en-gb", "English"), ("hi", "हिन्दी"), ("ar", "العربية"), ("es", "Español")]
LANGUAGE_CODE = env.choice("SITE_LANGUAGE", "en-gb", [code for code, _name in LANGUAGES])
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
USE_I18N = True
USE_TZ = True

if DEBUG and env.boolean("DEBUG_TOOLBAR", False):
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(2, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
