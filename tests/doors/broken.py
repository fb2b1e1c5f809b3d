"""Values that nobody types and everybody sends: in addresses, fields, headers and bodies."""

from __future__ import annotations

import json
from random import Random
from urllib.parse import quote, quote_plus
from uuid import UUID

#: What may stand in a field, a parameter, or a header, as text.
TEXTS = (
    "", " ", "0", "-1", "1", "2147483648", "-9223372036854775809", "9" * 30, "9" * 5_000, "1e400",
    "NaN", "inf", "1_000", "٣", "²", "0x1f", "1.5", "true", "None", "null", "on", "[]", "{}",
    "\0", "a\0b", "\ud800", "a\udfff", "\x01\x07\x1b[31m", "\x7f", "\r\nX-Evil: 1", "\u2028",
    "\ufeff", "\u202egnp", "a" * 300, "é" * 20_000, "👩‍👩‍👧‍👦" * 200, "a\u0301" * 500, "/" * 200,
    "..", "../../etc",
    "%", "%s", "%(x)s", "{0}", "{{ x }}", "'", '"', "';--", "\\", "*", "(", "a" * 70_000,
    "<script>alert(1)</script>", "<p>" * 2_000, "<![CDATA[", "&#0;", "&#xd800;", "<a href=//[>",
    "2026-02-30", "2026-13-01T99:99", "0000-00-00", "0001-01-01T00:00", "9999-12-31T23:59:59",
    "12:61", "25:00", "31.02.2026", "10000-01-01", "2026-11-29T02:30:00+99:00",
    "http://[", "http://[::1", "https://x:99999999/", "javascript:alert(1)", "//", "data:,",
    "http://ex\0mple/", "http://" + "a" * 300 + ".example/", "a@", "@b", "a@b@c", "a@" + "b" * 300,
    "00000000-0000-0000-0000-000000000000", "x" * 36, "#ff", "#gggggg", "oklch(1 2 3)", "1,2,3",
    "1,2147483648", ",", "a,b", "__all__", "pk", "id__in", "-", "_", "=", "~", "article:7",
)  # fmt: skip
#: What follows a field's name where an index or a lookup might.
ENDINGS = ("__in", "__startswith", "__isnull", "__gt", "__range", "__year", "__", "_id", "[]", "-0")
PARAMETERS = (
    "q", "p", "o", "e", "page", "all", "status", "from", "to", "revision", "key", "next", "term",
    "app_label", "model_name", "field_name", "_popup", "_to_field", "_changelist_filters", "sort",
    "section", "topic", "author", "who", "when", "since", "until", "pk", "id", "ids", "number",
    "date", "headline", "publish_at__gte", "pk__in", "created_by__exact", "articles", "kind",
    "stories", "verb", "format", "lang", "width", "v", "state", "code", "error", "token", "used",
)  # fmt: skip
HEADERS = (
    "Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "If-None-Match", "If-Match",
    "If-Modified-Since", "If-Unmodified-Since", "Range", "Referer", "Origin", "User-Agent",
    "Cookie", "Host", "Authorization", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
    "X-Opened-By", "X-CSRFToken", "X-Requested-With", "Content-Encoding", "Cache-Control", "Via",
    "Sec-Fetch-Site", "Sec-CH-UA-Platform", "Sec-CH-UA", "Forwarded", "Date", "Expect", "From",
    "X-HTTP-Method-Override", "Content-Language", "Prefer", "Sec-GPC", "DNT", "TE", "Upgrade",
)  # fmt: skip
SAID = (
    "application/json", "*/*;q=x", "text/html;q=-1", ",,,", "de-DE,*;q=0.5;q=2", "x" * 9_000,
    "Wed, 99 Foo 2026 99:99:99 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", '"a", W/"b", *', "bytes=-",
    "bytes=9-1", "bytes=0-0,1-1," + "2-2," * 300, "http://[", "null", "testserver:99999999",
    "[::1", "a..b", "xn--a", "localhost:", "127.0.0.1:8000", "Basic %%%", "Bearer \u00e9", "Bearer",
    "1.2.3.4, , x", "::1%eth0", "for=\"[", "gzip, br;q=0, *;q=0", "sessionid=\u00e9; csrftoken=",
    "sessionid=" + "a" * 32, "sessionid=../../x; messages=x", "messages=W10:1:x", "=;=;;",
    "outside_login=x; newsportal_device=%00", 'x="\\', "1:abc", "XMLHttpRequest", "DELETE",
    "a=b" * 400, "100-continue",
)  # fmt: skip
TYPES = (
    "", "x", "/", "application/json", "application/json; charset=utf-16", "text/plain",
    "application/x-www-form-urlencoded; charset=latin-1", "multipart/form-data",
    "application/x-www-form-urlencoded; charset=nothing", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300, "multipart/form-data; boundary=\u00e9",
    "application/x-www-form-urlencoded; charset=utf-7", "multipart/mixed; boundary=x",
    "application/csp-report", "application/reports+json", "application/octet-stream", "text/xml",
)  # fmt: skip
JSON: tuple[object, ...] = (
    None, True, 0, -1, 1e308, "", "x", [], {}, [[]], [None], [{}], {"": ""}, "\ud800", "\0", 10**30,
    [1] * 3_000, {"id": [], "response": {}}, {"csp-report": []}, {"name": {}, "credential": "x"},
    {"csp-report": {"blocked-uri": {}}}, [{"type": "csp-violation", "body": 7}], {"html": 3},
    {"response": {"clientDataJSON": "%", "authenticatorData": 0, "signature": []}, "rawId": {}},
)  # fmt: skip
#: What a part of a form may say of itself besides its name.
HEADS = (
    '; filename="x\0.jpg"', "; filename=", '; filename="../../a.svg"', "; filename*=utf-9''%ff",
    f'; filename="{"a" * 3_000}.png"', '; filename="a.jpg"\r\nContent-Type: image/é',
    "\r\nContent-Transfer-Encoding: base64", "\r\nContent-Type: text/plain; charset=nothing",
    "\r\nX: " + "y" * 2_000, "; name=again",
)  # fmt: skip


def text(chance: Random) -> str:
    """One of them, or two in a row."""
    one = chance.choice(TEXTS)
    return one if chance.random() < 0.9 else (one + chance.choice(TEXTS))[:100_000]


def in_path(chance: Random) -> str:
    """The same within an address; sometimes bytes that are no UTF-8, or a slash."""
    if chance.random() < 0.2:
        return chance.choice(["%ED%A0%80", "%FF%FE", "%00", "%2F%2e%2e", "%", "%zz", "a%0d%0ab"])
    if chance.random() < 0.2:
        return str(UUID(int=chance.getrandbits(128)))
    return quote(text(chance).encode("utf-8", "surrogatepass")[:3_000], safe="")


def query(chance: Random) -> str:
    """A query string; some of it broken as such."""
    pairs = []
    for _one in range(chance.randint(1, 4)):
        name = chance.choice(PARAMETERS)
        name += chance.choice(ENDINGS) if chance.random() < 0.15 else ""
        value = quote_plus(text(chance).encode("utf-8", "surrogatepass")[:3_000])
        pairs += [f"{name}={value}"] * chance.choice([1, 1, 1, 2])
    if chance.random() < 0.1:
        pairs.append(chance.choice(["&&", "=", "%ff=%fe", "a=%zz", "?", "a[]=1", "x" * 5_000]))
    return "&".join(pairs)


def headers(chance: Random) -> dict[str, str]:
    """Some that are odd."""
    found = {}
    for _one in range(chance.randint(1, 3)):
        said = chance.choice(SAID) if chance.random() < 0.7 else text(chance)
        # As a server hands them on: bytes, read as Latin-1, without the ends of lines.
        raw = said.encode("utf-8", "surrogatepass").decode("latin-1")
        found[chance.choice(HEADERS)] = raw.translate({0: None, 10: None, 13: None})
    return found


def json_body(chance: Random) -> bytes:
    """Of a shape that nobody expects, or none at all."""
    if chance.random() < 0.2:
        return chance.choice(
            [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"nul", b'{"a":1}x', b'"\\ud8']
        )
    value: object = chance.choice(JSON)
    if chance.random() < 0.5:
        value = {chance.choice(PARAMETERS): value, chance.choice(PARAMETERS): text(chance)}
    return json.dumps(value).encode("utf-8", "surrogatepass")


def multipart(chance: Random, fields: list[tuple[str, str]]) -> tuple[bytes, str]:
    """A body of parts that is broken somewhere, and its type."""
    line, mark = b"\r\n", b"--b"
    parts = []
    for name, value in fields:
        head = f'Content-Disposition: form-data; name="{name}"'
        if chance.random() < 0.1:
            head += chance.choice(HEADS)
        body = value.encode("utf-8", "surrogatepass")
        parts.append(line.join([mark, head.encode(), b"", body]))
    whole = line.join(parts) + line + mark + b"--" + line
    broken = chance.choice(["", "", "cut", "bytes", "ends", "head", "lines"])
    if broken == "cut":
        whole = whole[: chance.randint(0, len(whole))]
    elif broken == "bytes":
        at = chance.randint(0, len(whole))
        whole = whole[:at] + chance.randbytes(20) + whole[at:]
    elif broken == "ends":
        whole = whole.replace(line, b"\n")
    elif broken == "head":
        whole = whole.replace(b"form-data", b"x", 1).replace(b"name=", b"", 1)
    elif broken == "lines":
        whole = whole.replace(line + line, line, 2)
    return whole, chance.choice(
        ["multipart/form-data; boundary=b"] * 5 + ['multipart/form-data; boundary="b']
    )
