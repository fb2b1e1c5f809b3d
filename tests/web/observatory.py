"""The HTTP Observatory's published rules: which grade an answer of a portal behind TLS gets.

After the scoring table of MDN's HTTP Observatory (docs: "Tests and scoring"): 100 points, less what
is wrong; with 90 or more, what is done beyond that is added. 100 and more is an A+.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

GRADES = {
    100: "A+", 90: "A", 85: "A-", 80: "B+", 70: "B", 65: "B-", 60: "C+", 50: "C", 45: "C-",
    40: "D+", 30: "D", 25: "D-", 0: "F",
}  # fmt: skip
#: Result → points. What a portal behind TLS can't come to is left out: redirects are its proxy's.
POINTS = {
    "csp-implemented-with-no-unsafe-default-src-none": 10,
    "csp-implemented-with-no-unsafe": 5,
    "csp-implemented-with-unsafe-inline-in-style-src-only": 0,
    "csp-implemented-with-insecure-scheme-in-passive-content-only": -10,
    "csp-implemented-with-unsafe-eval": -10,
    "csp-implemented-with-unsafe-inline": -20,
    "csp-implemented-with-insecure-scheme": -20,
    "csp-not-implemented": -25,
    "csp-header-invalid": -25,
    "cookies-secure-with-httponly-sessions-and-samesite": 5,
    "cookies-not-found": 0,
    "cookies-secure-with-httponly-sessions": 0,
    "cookies-without-secure-flag-but-protected-by-hsts": -5,
    "cookies-session-without-secure-flag-but-protected-by-hsts": -10,
    "cookies-without-secure-flag": -20,
    "cookies-samesite-flag-invalid": -20,
    "cookies-anticsrf-without-samesite-flag": -20,
    "cookies-session-without-httponly-flag": -30,
    "cookies-session-without-secure-flag": -40,
    "cross-origin-resource-sharing-not-implemented": 0,
    "cross-origin-resource-sharing-implemented-with-public-access": 0,
    "cross-origin-resource-sharing-implemented-with-restricted-access": 0,
    "cross-origin-resource-sharing-implemented-with-universal-access": -50,
    "referrer-policy-private": 5,
    "referrer-policy-not-implemented": 0,
    "referrer-policy-unsafe": -5,
    "referrer-policy-header-invalid": -5,
    "hsts-implemented-max-age-at-least-six-months": 0,
    "hsts-implemented-max-age-less-than-six-months": -10,
    "hsts-not-implemented": -20,
    "hsts-header-invalid": -20,
    "sri-not-implemented-response-not-html": 0,
    "sri-not-implemented-but-no-scripts-loaded": 0,
    "sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
    "sri-not-implemented-but-external-scripts-loaded-securely": -5,
    "sri-not-implemented-and-external-scripts-not-loaded-securely": -50,
    "x-content-type-options-nosniff": 0,
    "x-content-type-options-not-implemented": -5,
    "x-content-type-options-header-invalid": -5,
    "x-frame-options-implemented-via-csp": 5,
    "x-frame-options-sameorigin-or-deny": 0,
    "x-frame-options-not-implemented": -20,
    "x-frame-options-header-invalid": -20,
    "cross-origin-resource-policy-implemented-with-same-origin": 10,
    "cross-origin-resource-policy-implemented-with-same-site": 10,
    "cross-origin-resource-policy-implemented-with-cross-origin": 0,
    "cross-origin-resource-policy-not-implemented": 0,
    "cross-origin-resource-policy-header-invalid": -5,
}
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
SIX_MONTHS = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


@dataclass(frozen=True)
class Seen:
    """An answer, with the names of its headers in lower case."""

    headers: Mapping[str, str]
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    body: str = ""

    def of(self, name: str) -> str:
        """The value of a header; "" for none."""
        return self.headers.get(name, "").strip()


def results(seen: Seen) -> list[str]:
    """What each of the tests comes to."""
    return [test(seen) for test in (_csp, _cookies, _cors, _referrer, _hsts, _sri)] + [
        test(seen) for test in (_sniffing, _framing, _sharing)
    ]


def score(seen: Seen) -> int:
    """The points of an answer."""
    points = [POINTS[one] for one in results(seen)]
    base = 100 + sum(one for one in points if one < 0)
    return max(0, base + sum(one for one in points if one > 0) if base >= 90 else base)


def grade(seen: Seen) -> str:
    """The grade of an answer."""
    found = score(seen)
    return next(grade for least, grade in GRADES.items() if found >= least)


def policy_of(text: str) -> dict[str, set[str]]:
    """The directives of a policy with their sources; the first of two that are named alike."""
    directives: dict[str, set[str]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, *sources = part.split()
        directives.setdefault(name.lower(), set(sources))
    return directives


def _csp(seen: Seen) -> str:
    if not (text := seen.of("content-security-policy")):
        return "csp-not-implemented"
    policy = policy_of(text)
    default = policy.get("default-src", {"*"})
    script, style, objects = (
        set(policy.get(f"{kind}-src", default)) for kind in ("script", "style", "object")
    )
    for sources in (script, style):
        if any(one.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for one in sources):
            sources.discard("'unsafe-inline'")
    passive = {one for kind in ("img-src", "media-src") for one in policy.get(kind, default)}
    active = {one for name in policy.keys() - {"img-src", "media-src"} for one in policy[name]}
    # The first that is so says what it is.
    is_so = {
        "unsafe-inline": script & (BROAD | INLINE) or objects & BROAD,
        "insecure-scheme": _without_tls(active),
        "unsafe-eval": "'unsafe-eval'" in script | style,
        "insecure-scheme-in-passive-content-only": _without_tls(passive),
        "unsafe-inline-in-style-src-only": style & (BROAD | INLINE),
        "no-unsafe-default-src-none": policy.get("default-src") == {"'none'"},
        "no-unsafe": True,
    }
    return f"csp-implemented-with-{next(name for name, so in is_so.items() if so)}"


def _without_tls(sources: set[str]) -> bool:
    return any(one.startswith(("http:", "ftp:")) for one in sources)


def _cookies(seen: Seen) -> str:
    if not seen.cookies:
        return "cookies-not-found"
    wrong = list(_wrong_with_cookies(seen))
    if wrong:
        return min(wrong, key=POINTS.__getitem__)
    if all(cookie["samesite"] for cookie in seen.cookies.values()):
        return "cookies-secure-with-httponly-sessions-and-samesite"
    return "cookies-secure-with-httponly-sessions"


def _wrong_with_cookies(seen: Seen) -> Iterator[str]:
    protected = "-but-protected-by-hsts" if _hsts(seen).endswith("at-least-six-months") else ""
    for name, cookie in seen.cookies.items():
        is_session = "sess" in name.lower() or "login" in name.lower()
        site = str(cookie["samesite"]).lower()
        if site not in {"", "lax", "strict"}:
            yield "cookies-samesite-flag-invalid"
        if not cookie["secure"]:
            yield f"cookies-{'session-' * is_session}without-secure-flag{protected}"
        if "csrf" in name.lower() and not site:
            yield "cookies-anticsrf-without-samesite-flag"
        if is_session and not cookie["httponly"]:
            yield "cookies-session-without-httponly-flag"


def _cors(seen: Seen) -> str:
    found = "cross-origin-resource-sharing-"
    if not (shared := seen.of("access-control-allow-origin")):
        return f"{found}not-implemented"
    if seen.of("access-control-allow-credentials") == "true":
        return f"{found}implemented-with-universal-access"
    kind = "public" if shared == "*" else "restricted"
    return f"{found}implemented-with-{kind}-access"


def _referrer(seen: Seen) -> str:
    said = seen.of("referrer-policy").lower()
    if not said:
        return "referrer-policy-not-implemented"
    known = [one.strip() for one in said.split(",") if one.strip() in PRIVATE | UNSAFE]
    if not known:
        return "referrer-policy-header-invalid"
    return "referrer-policy-private" if known[-1] in PRIVATE else "referrer-policy-unsafe"


def _hsts(seen: Seen) -> str:
    if not (said := seen.of("strict-transport-security")):
        return "hsts-not-implemented"
    age = re.search(r"max-age=\"?(\d+)", said)
    if age is None:
        return "hsts-header-invalid"
    length = "at-least" if int(age[1]) >= SIX_MONTHS else "less-than"
    return f"hsts-implemented-max-age-{length}-six-months"


def _sri(seen: Seen) -> str:
    found = "sri-not-implemented-"
    if "html" not in seen.of("content-type"):
        return f"{found}response-not-html"
    addresses = re.findall(r"<script[^>]*\ssrc=\"([^\"]*)\"", seen.body)
    if not addresses:
        return f"{found}but-no-scripts-loaded"
    if any(one.startswith(("http:", "//")) for one in addresses):
        return f"{found}and-external-scripts-not-loaded-securely"
    if any(one.startswith("https:") for one in addresses):
        return f"{found}but-external-scripts-loaded-securely"
    return f"{found}but-all-scripts-loaded-from-secure-origin"


def _sniffing(seen: Seen) -> str:
    said = seen.of("x-content-type-options").lower()
    end = {"nosniff": "nosniff", "": "not-implemented"}.get(said, "header-invalid")
    return f"x-content-type-options-{end}"


def _framing(seen: Seen) -> str:
    if "frame-ancestors" in policy_of(seen.of("content-security-policy")):
        return "x-frame-options-implemented-via-csp"
    said = seen.of("x-frame-options").lower()
    end = {"deny": "sameorigin-or-deny", "": "not-implemented"}
    return f"x-frame-options-{end.get('deny' if said == 'sameorigin' else said, 'header-invalid')}"


def _sharing(seen: Seen) -> str:
    said, found = seen.of("cross-origin-resource-policy").lower(), "cross-origin-resource-policy-"
    if not said:
        return f"{found}not-implemented"
    if said not in {"same-origin", "same-site", "cross-origin"}:
        return f"{found}header-invalid"
    return f"{found}implemented-with-{said}"
