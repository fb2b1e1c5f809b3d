"""The settings of the caches in front: which are told of changes, and how each is reached."""

from __future__ import annotations

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env

PURGE_BACKENDS = env.choices("PURGE_BACKENDS", ["varnish", "fastly", "cloudflare", "cloudfront"])
PURGE_VARNISH_URLS = env.addresses("PURGE_VARNISH_URLS")
FASTLY_SERVICE_ID = env.text("FASTLY_SERVICE_ID")
FASTLY_API_TOKEN = env.text("FASTLY_API_TOKEN")
FASTLY_API_URL = env.address("FASTLY_API_URL", "https://api.fastly.com")
CLOUDFLARE_ZONE_ID = env.text("CLOUDFLARE_ZONE_ID")
CLOUDFLARE_API_TOKEN = env.text("CLOUDFLARE_API_TOKEN")
CLOUDFLARE_API_URL = env.address("CLOUDFLARE_API_URL", "https://api.cloudflare.com/client/v4")
CLOUDFLARE_KEYS_AT_ONCE = env.integer("CLOUDFLARE_KEYS_AT_ONCE", 100, least=1, most=500)
CLOUDFRONT_DISTRIBUTION_ID = env.text("CLOUDFRONT_DISTRIBUTION_ID")
CLOUDFRONT_ACCESS_KEY_ID = env.text("CLOUDFRONT_ACCESS_KEY_ID")
CLOUDFRONT_SECRET_ACCESS_KEY = env.text("CLOUDFRONT_SECRET_ACCESS_KEY")
CLOUDFRONT_API_URL = env.address("CLOUDFRONT_API_URL")
for _backend, _needs in {
    "varnish": ["PURGE_VARNISH_URLS"],
    "fastly": ["FASTLY_SERVICE_ID", "FASTLY_API_TOKEN"],
    "cloudflare": ["CLOUDFLARE_ZONE_ID", "CLOUDFLARE_API_TOKEN"],
    "cloudfront": ["CLOUDFRONT_DISTRIBUTION_ID"],
}.items():
    if _backend in PURGE_BACKENDS and (_missing := [one for one in _needs if not globals()[one]]):
        raise ImproperlyConfigured(
            f"PURGE_BACKENDS names {_backend}, which needs {' and '.join(_missing)}: set "
            f"{'it' if len(_missing) == 1 else 'them'}, or remove {_backend} from it."
        )
if PURGE_VARNISH_URLS and "varnish" not in PURGE_BACKENDS:
    raise ImproperlyConfigured(
        "PURGE_VARNISH_URLS is set, but PURGE_BACKENDS does not name varnish: nothing would be "
        "purged there."
    )
if "cloudfront" in PURGE_BACKENDS and find_spec("boto3") is None:
    raise ImproperlyConfigured(
        "PURGE_BACKENDS names cloudfront, but the package for it is missing; install it with "
        "`pip install -r requirements/s3.txt`."
    )
if bool(CLOUDFRONT_ACCESS_KEY_ID) != bool(CLOUDFRONT_SECRET_ACCESS_KEY):
    raise ImproperlyConfigured(
        "CLOUDFRONT_ACCESS_KEY_ID and CLOUDFRONT_SECRET_ACCESS_KEY belong together: set both, or "
        "neither where the machine has a role of its own."
    )
