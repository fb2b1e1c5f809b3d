"""The settings of mail that goes out: through which server, and in whose name."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env

_server = env.mail_server("EMAIL_URL")
#: Whether mail is sent at all; where it is not, links are shown to whoever would have them sent.
HAS_MAIL = bool(_server)
EMAIL_BACKEND = _server.get("backend", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _server.get("host", ""), _server.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.get("user", ""), _server.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _server.get("starttls", False), _server.get("tls", False)
EMAIL_FILE_PATH = _server.get("folder")
#: Seconds for which a server may be silent.
EMAIL_TIMEOUT = env.integer("EMAIL_TIMEOUT", 10, least=1, most=60)
_site = env.origin("SITE_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("MAIL_FROM") or (
    f"no-reply@{urlsplit(_site).hostname or 'localhost'}"
)
if EMAIL_HOST and not _site:
    raise ImproperlyConfigured(
        "EMAIL_URL is set, but SITE_URL is not: links in mails have to lead somewhere. Set "
        "SITE_URL to the address of the site, such as https://news.example."
    )
if EMAIL_HOST and not env.sender("MAIL_FROM") and "." not in (urlsplit(_site).hostname or ""):
    raise ImproperlyConfigured(
        "EMAIL_URL is set, and no sender can be made of SITE_URL: set MAIL_FROM to an address "
        "such as Desk <desk@news.example>."
    )
