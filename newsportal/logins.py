"""The settings of passwords, logins, second factors, and a login of the newsroom's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env

AUTH_PASSWORD_VALIDATORS = [
    *(
        {"NAME": name}
        for name in (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
            "articles.admin.people.lockout.MinimumLength",
            "articles.lib.access.passwords.NotBreached",
            "django.contrib.auth.password_validation.NumericPasswordValidator",
        )
    ),
    {"NAME": "articles.lib.access.passwords.NotTheName"},
]
# Where a login leads that names no address, or one elsewhere.
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
AUTHENTICATION_BACKENDS = [
    "articles.admin.people.lockout.LockoutBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["articles.lib.host.hashing.Hasher"]
# Whoever tries passwords is stopped: articles/admin/people/lockout.py says when.
AXES_HANDLER = "articles.admin.people.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "articles.admin.people.lockout.network"
AXES_LOCKOUT_CALLABLE = "articles.admin.people.lockout.locked_out"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# A session ends after a time without use, and after a time at all; sooner of those who look after
# accounts (articles/models/access/sessions.py).
SESSION_ENGINE = "articles.lib.access.session_store"
SESSION_IDLE_MINUTES = env.integer("SESSION_IDLE_MINUTES", 240, least=10, most=20_160)
SESSION_HOURS = env.integer("SESSION_HOURS", 168, least=1, most=8_760)
MANAGER_SESSION_IDLE_MINUTES = env.integer(
    "MANAGER_SESSION_IDLE_MINUTES", 60, least=10, most=20_160
)
MANAGER_SESSION_HOURS = env.integer("MANAGER_SESSION_HOURS", 12, least=1, most=8_760)
#: How long a link holds by which somebody chooses their password.
INVITATION_DAYS = env.integer("INVITATION_DAYS", 7, least=1, most=60)
PASSWORD_LINK_HOURS = env.integer("PASSWORD_LINK_HOURS", 2, least=1, most=72)
# Of django-allauth we use what checks second factors. Its pages have no addresses here, it sends
# nothing, and nobody signs up.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A code is good half a minute sooner and later, too: clocks of phones differ.
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "articles.models.people.factors.SealedFactors"
#: Who can publish or manage accounts needs one, once the days of grace are over.
SECOND_FACTOR = env.choice("SECOND_FACTOR", "required", ["required", "offered", "off"])
SECOND_FACTOR_GRACE_DAYS = env.integer("SECOND_FACTOR_GRACE_DAYS", 14, least=0, most=365)
#: After so many minutes a change of rights, passwords and factors asks who is here; 0 never does.
CONFIRM_AFTER_MINUTES = env.integer("CONFIRM_AFTER_MINUTES", 15, least=0, most=1_440)

# --- A login of the newsroom's own (OpenID Connect) ---------------------------------

OIDC_ISSUER = env.address("OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")
OIDC_NAME = env.line("OIDC_NAME", "your newsroom’s login")
#: What an account is given that is made by logging in; nobody's is made where this is empty.
OIDC_NEW_ROLES = env.names("OIDC_NEW_ROLES", [])
OIDC_IS_SECOND_FACTOR = env.boolean("OIDC_IS_SECOND_FACTOR", False)

if OIDC_ISSUER:
    if _missing := [one for one in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not globals()[one]]:
        raise ImproperlyConfigured(
            f"OIDC_ISSUER is set, which needs {' and '.join(_missing)}: set "
            f"{'it' if len(_missing) == 1 else 'them'}, or unset OIDC_ISSUER."
        )
    _where = urlsplit(OIDC_ISSUER)
    if _where.scheme != "https" and _where.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(
            f"OIDC_ISSUER is {OIDC_ISSUER!r}, but it accepts an address with https: logins would "
            "travel openly."
        )
elif OIDC_CLIENT_ID or OIDC_CLIENT_SECRET or OIDC_NEW_ROLES or OIDC_IS_SECOND_FACTOR:
    raise ImproperlyConfigured(
        "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NEW_ROLES or OIDC_IS_SECOND_FACTOR is set, but "
        "OIDC_ISSUER is not: set OIDC_ISSUER, or unset the others."
    )
