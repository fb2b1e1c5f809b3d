"""Where a link really leads: what mail servers and search engines wrap around it is taken off."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from articles.lib.html.markup import safe_link
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Source

#: Hosts that lead on to the address in one of these parameters, and under which paths.
_WRAPPERS: Final = (
    (r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}", r"/url", ("q", "url")),
    (r"[a-z0-9.-]*safelinks\.protection\.outlook\.(?:com|us|de)", r"/.*", ("url",)),
    (r"(?:l|lm)\.(?:facebook|instagram)\.com", r"/l\.php|/", ("u",)),
    (r"l\.messenger\.com", r"/l\.php", ("u",)),
    (r"l\.threads\.(?:net|com)", r"/", ("u",)),
    (r"(?:www\.)?youtube\.com", r"/redirect", ("q",)),
    (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)/?", ("url",)),
    (r"out\.reddit\.com", r"/.*", ("url",)),
    (r"(?:www\.)?vk\.com", r"/away\.php", ("to",)),
    (r"away\.vk\.com", r"/.*", ("to",)),
    (r"steamcommunity\.com", r"/linkfilter/", ("u", "url")),
    (r"duckduckgo\.com", r"/l/", ("uddg",)),
    (r"slack-redir\.net", r"/link", ("url",)),
    (r"(?:www\.)?bing\.com", r"/.*", ("r",)),
    (r"urldefense(?:\.proofpoint)?\.(?:com|us)", r"/v[12]/url", ("u",)),
    (r"protect2?\.fireeye\.com", r"/.*", ("u",)),
    (r"clicktime\.symantec\.com", r"/.*", ("u",)),
    (r"linkprotect\.cudasvc\.com", r"/url", ("a",)),
    (r"[a-z.]*teams\.cdn\.office\.net", r"/.*/atp-safelinks\.html", ("url",)),
    (r"(?:exit\.sc|urlsand\.esvalabs\.com|disq\.us|l\.wl\.co)", r"/.*", ("url", "u")),
    (r"l\.workplace\.com|(?:www\.)?instagram\.com", r"/l\.php|/linkshim/", ("u",)),
    (r"t\.umblr\.com", r"/redirect", ("z",)),
    (r"(?:www\.)?pinterest\.com", r"/offsite/", ("url",)),
    (r"deref-(?:gmx|web-02|web)\.(?:net|de)", r"/.*", ("redirectUrl",)),
    (r"[a-z0-9]+\.safelink\.emails\.azure\.net", r"/redirect/", ("destination",)),
    (r"link\.edgepilot\.com", r"/s/.*", ("u",)),
    (r"href\.li|anonym\.to|dereferer\.(?:org|me)", r"/", ()),
)  # fmt: skip
_HOSTS: Final = [(re.compile(h), re.compile(p), names) for h, p, names in _WRAPPERS]
_DEFENSE: Final = re.compile(
    r"https://urldefense(?:\.proofpoint)?\.(?:com|us)/v3/__(.+?)__;([^!]*)!"
)
#: These write the whole address, encoded, as the last part of their own.
_IN_PATH: Final = re.compile(
    r"https://(?:secure-web\.cisco\.com/[\w-]+/|url\.avanan\.click/v[12]/(?:[\w/]+/)?___)"
    r"(https?(?::|%3A)(?:/|%2F)+.+?)(?:___.*)?\Z", re.IGNORECASE
)  # fmt: skip
_ADDRESS: Final = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_DEEPEST: Final = 4  # wrappers in wrappers
_LONGEST: Final = 8_000
_TRUNCATED: Final = re.compile(r"https?://[^/?#]")


def unwrapped(address: str) -> str:
    """Return the address that a link leads on to; the same address if it leads nowhere else."""
    for _ in range(_DEEPEST):
        inner = _one_unwrapped(address)
        if not inner:
            return address
        address = inner
    return address


def _one_unwrapped(address: str) -> str:
    if len(address) > _LONGEST or not _ADDRESS.match(address):
        return ""
    if found := _DEFENSE.match(address):
        return _checked(_third(found[1], found[2]))
    if found := _IN_PATH.match(address):
        return _checked(unquote(found[1]))
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    for hosts, paths, names in _HOSTS:
        if hosts.fullmatch(host) and paths.fullmatch(parts.path or "/"):
            query = parse_qs(parts.query)
            targets = [query.get(name, [""])[0] for name in names] or [unquote(parts.query)]
            if "urldefense" in host:
                targets = list(map(_second, targets))
            return next(filter(None, map(_checked, targets)), "")
    return ""


def _second(address: str) -> str:
    """Put back what urldefense's second version wrote with escapes of its own."""
    return unquote(re.sub(r"-([0-9A-F]{2})", r"%\1", address)).replace("_", "/")


def _third(address: str, letters: str) -> str:
    """Put back what urldefense's third version took out: one letter, in Base64, for each star.

    Where several letters in a row were taken out, nothing is put back.
    """
    try:
        kept = urlsafe_b64decode(letters + "=" * (-len(letters) % 4)).decode()
    except ValueError:
        return ""
    rest = iter(kept)
    return "" if "**" in address else re.sub(r"\*", lambda _: next(rest, "*"), unquote(address))


def _checked(target: str) -> str:
    # Between the colon and the slashes one slash gets lost in paths.
    target = re.sub(r"^(https?):/(?=[^/])", r"\1://", target.strip())
    return target if _ADDRESS.match(target) else ""


def lead_on(source: Source, report: Report) -> None:
    """Take wrappers off all links, make links of a page's own addresses whole, name what goes."""
    base = next((e.attributes.get("href", "") for e in source.elements if e.name == "base"), "")
    for element in source.seen():
        if element.name != "a":
            continue
        written = element.attributes.get("href", "").strip()
        if not written:
            continue
        address = unwrapped(written)
        if address != written:
            report.tell("unwrapped", address)
        if _TRUNCATED.match(base) and not safe_link(address):
            address = _joined(base, address)
        if not safe_link(address):
            report.tell("links", f"{source.words(element)} ({written})")
        elif address != written:
            source.instead[element.at] = [
                source.tokens[element.at]._replace(attributes={"href": address})
            ]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
