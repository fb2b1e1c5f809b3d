"""A policy, told to machines: in robots.txt, in headers and meta tags, for tdmrep.json, as RSL.

Nothing here decides: each of these asks the policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from articles.lib.machines.crawlers import Crawler, Use
from articles.lib.machines.policy import MIXED, Policy, Uses

RSL = "application/rsl+xml"
NAMESPACE = "https://rslstandard.org/rsl"
#: What the uses are called in Content-Signal (contentsignals.org).
SIGNALS = {Use.SEARCH: "search", Use.AI_SEARCH: "ai-input", Use.AI_TRAINING: "ai-train"}
#: And in RSL 1.0 (3.5), which parts what is answered from: to be looked up, and to be read.
LICENSED = {
    Use.SEARCH: ("search",),
    Use.AI_SEARCH: ("ai-index", "ai-input"),
    Use.AI_TRAINING: ("ai-train",),
}
LICENCE, TERMS = "/license.xml", "/tdm-policy.json"
INDEXED = "index, follow, max-image-preview:large"


def signal(allowed: Uses) -> str:
    """The value of Content-Signal."""
    said = (f"{name}={'yes' if use in allowed else 'no'}" for use, name in SIGNALS.items())
    return ", ".join(said)


# --- robots.txt --------------------------------------------------------------------------


def robots_txt(policy: Policy, site: str, sitemaps: list[str]) -> str:
    """robots.txt: a group for each crawler to which something else is said than to all others.

    Content-Signal and License are comments unless the policy wants them as directives: validators
    that do not know them count them as errors.
    """
    lines = [_besides(policy, f"License: {site}{LICENCE}"), ""]
    for crawler in policy.named():
        lines += [*_group(policy, crawler), ""]
    lines += [*_group(policy, None), ""]
    lines += [f"Sitemap: {site}{path}" for path in sitemaps]
    return "\n".join(lines) + "\n"


def _group(policy: Policy, crawler: Crawler | None) -> Iterator[str]:
    excepted = policy.exceptions.get(crawler.name) if crawler else None
    allowed = policy.site
    if crawler and excepted is not None:
        allowed = allowed | {crawler.use} if excepted else allowed - {crawler.use}
    yield f"User-agent: {crawler.name if crawler else '*'}"
    yield _besides(policy, f"Content-Signal: {signal(allowed)}")
    for may, path in policy.rules(crawler):
        yield f"{'Allow' if may else 'Disallow'}: {path}"


def _besides(policy: Policy, line: str) -> str:
    return line if policy.has_directives else f"# {line}"


# --- A page ------------------------------------------------------------------------------


def robots_of(policy: Policy, path: str) -> dict[str, str]:
    """What a page at `path` says in its meta tags, by whom it is said to. Where a crawler that
    searches is excepted, the others are named: of two directives, the stricter one holds."""
    searching = [one for one in policy.crawlers if one.use == Use.SEARCH]
    refused = [one.name.lower() for one in searching if not policy.may(one, path)]
    if Use.SEARCH in policy.allowed(path) or len(refused) < len(searching):
        return {"robots": INDEXED} | dict.fromkeys(refused, "noindex")
    return {"robots": "noindex"}


def headers(policy: Policy, path: str, site: str) -> dict[str, str]:
    """What the answer for `path` says in its headers."""
    allowed = policy.allowed(path)
    said = {
        "Content-Signal": signal(allowed),
        "Link": f'<{site}{LICENCE}>; rel="license"; type="{RSL}"',
    }
    said |= {name: value for name, value in reservation(policy, allowed, site).items() if value}
    robots = [
        value if name == "robots" else f"{name}: {value}"
        for name, value in robots_of(policy, path).items()
        if value != INDEXED
    ]
    return said | ({"X-Robots-Tag": ", ".join(robots)} if robots else {})


def reservation(policy: Policy, allowed: Uses, site: str) -> dict[str, str]:
    """Whether mining is reserved (W3C's TDMRep), and where its terms are; training is mining."""
    if Use.AI_TRAINING in allowed:
        return {"tdm-reservation": "0", "tdm-policy": ""}
    return {"tdm-reservation": "1", "tdm-policy": f"{site}{TERMS}"}


# --- Files -------------------------------------------------------------------------------


def tdmrep(policy: Policy, site: str) -> list[dict[str, Any]]:
    """tdmrep.json: of the rules that match, the first one holds."""
    return [_rule(policy, path, allowed, site) for path, allowed in _parts(policy)]


def _parts(policy: Policy) -> Iterator[tuple[str, Uses]]:
    """The patterns of paths and what holds there, the closer ones first."""
    for one in policy.sections:
        if one.allowed != policy.site:
            for path in one.paths:
                yield path, one.allowed
    if policy.everywhere != policy.site:
        for path in MIXED:
            yield path, policy.everywhere
    yield "/", policy.site


def _rule(policy: Policy, path: str, allowed: Uses, site: str) -> dict[str, Any]:
    said = reservation(policy, allowed, site)
    rule: dict[str, Any] = {"location": path, "tdm-reservation": int(said["tdm-reservation"])}
    return rule | ({"tdm-policy": said["tdm-policy"]} if said["tdm-policy"] else {})


def tdm_policy(policy: Policy, site: str, name: str, contact: str) -> dict[str, Any]:
    """The terms of mining, as ODRL: whoever wants to has to ask the publisher."""
    address = {"vcard:hasEmail": f"mailto:{contact}"} if contact else {}
    licence = {"vcard:hasURL": policy.licence or f"{site}/"}
    return {
        "@context": [
            "http://www.w3.org/ns/odrl.jsonld",
            {"tdm": "http://www.w3.org/ns/tdmrep#", "vcard": "http://www.w3.org/2006/vcard/ns#"},
        ],
        "@type": "Offer",
        "profile": "http://www.w3.org/ns/tdmrep",
        "uid": f"{site}{TERMS}",
        "assigner": {"uid": f"{site}/", "vcard:fn": name} | address | licence,
        "permission": [
            {
                "target": f"{site}/",
                "action": "tdm:mine",
                "duty": [{"action": "obtainConsent"}],
            }
        ],
    }


def rsl(policy: Policy, site: str, name: str, contact: str) -> str:
    """The licence, as RSL 1.0 has it: what everybody may do with each part of the site. What is
    agreed with one crawler is between the two."""
    parts = "".join(_content(path, allowed, policy, site, name, contact)
                    for path, allowed in _parts(policy))  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rsl xmlns="{NAMESPACE}">\n{parts}</rsl>\n'


def _content(path: str, allowed: Uses, policy: Policy, site: str, name: str, contact: str) -> str:
    uses = {True: [], False: []}  # type: dict[bool, list[str]]
    for use, words in LICENSED.items():
        uses[use in allowed] += words
    said = "".join(
        f'<{element} type="usage">{" ".join(listed)}</{element}>'
        for element, listed in (("permits", uses[True]), ("prohibits", uses[False]))
        if listed
    )
    asked = f" contactEmail={quoteattr(contact)}" if contact else ""
    page = quoteattr(policy.licence or f"{site}/")
    terms = f"<terms>{escape(policy.licence)}</terms>" if policy.licence else ""
    return (
        f"<content url={quoteattr(site + path)}><license>{said}</license>"
        f'<copyright type="organization"{asked} contactUrl={page}>'
        f"{escape(name)}</copyright>{terms}</content>\n"
    )
