"""Messages to browsers are those of the standards; addresses into the house are refused."""

from __future__ import annotations

import socket
from ipaddress import ip_network
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from articles.lib.outside import posting, web_push
from articles.lib.outside.posting import NotAllowed

#: The example of RFC 8291, section 5.
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET, OURS = "BTBZMqHH6r4Tts7J_aSIgg", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT, WORDS = "DGv6ra1nlYgDCS1FRnbzlw", b"When I grow up, I want to be a watermelon"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
    "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
    "gSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard() -> None:
    own = web_push.vapid_key("", OURS)
    body = web_push.encrypted(WORDS, THEIRS, SECRET, own=own, salt=web_push.decode(SALT))
    assert web_push.encode(body) == BODY


def test_each_message_has_keys_of_its_own() -> None:
    first, second = (web_push.encrypted(WORDS, THEIRS, SECRET) for _time in range(2))
    assert first[:86] != second[:86]


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("", SECRET),
        (THEIRS, ""),
        (THEIRS, "short"),
        (THEIRS[:-1] + "A", SECRET),
        ("A" * 87, SECRET),
        (THEIRS, "ä" * 22),
    ],
)
def test_what_is_no_key_is_refused(key: str, secret: str) -> None:
    with pytest.raises(web_push.NotAKey):
        web_push.encrypted(WORDS, key, secret)


def test_who_posts_is_signed() -> None:
    key = web_push.vapid_key("a secret")
    said = web_push.authorization("https://push.example:8443/to/1", "mailto:desk@news.example", key)
    token = said.split("t=")[1].split(",")[0]
    claims = jwt.decode(
        token, key.public_key(), algorithms=["ES256"], audience="https://push.example:8443"
    )
    assert claims["sub"] == "mailto:desk@news.example"
    point = web_push.decode(said.split("k=")[1])
    assert ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    # The same on every host that shares the secret.
    same = web_push.vapid_key.__wrapped__("a secret")
    assert same.private_numbers() == key.private_numbers()
    for odd in ("x", "AAAA", web_push.encode(bytes(32)), web_push.encode(b"\xff" * 32)):
        with pytest.raises(web_push.NotAKey):
            web_push.vapid_key("", odd)


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example/1",
        "https://127.0.0.1/1",
        "https://localhost/1",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://192.168.1.1:8080/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://redis/",
        "https://user:password@push.example/",
        "https://push.example:0/",
        "https://push.example:99999/",
        "https://push.example\\@10.0.0.1/",
        "https://push example/",
        "https://push.example/\r\nHost: x",
        "https:///1",
        "file:///etc/passwd",
        "gopher://push.example/",
        "",
        "https://push.example/" + "a" * 1_000,
    ],
)
def test_addresses_within_the_house_are_refused(address: str) -> None:
    with pytest.raises(NotAllowed):
        posting.parts_of(address)


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "::1"], ["fd00::1"]])
def test_a_name_that_leads_into_the_house_is_refused(
    found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(0, 0, 0, "", (one, 443)) for one in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *_args: pytest.fail("connected"))
    with pytest.raises(NotAllowed):
        posting.post("https://push.example/1", b"", {})


def test_what_was_judged_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means another address at the second look is not looked up a second time."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    reached: list[Any] = []

    def looked_up(*_args: Any, **_more: Any) -> list[Any]:
        return [(0, 0, 0, "", (one, 443)) for one in next(answers)]

    def connect(where: Any, *_args: Any) -> Any:
        reached.append(where)
        raise OSError("refused")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(posting.Away):
        posting.post("https://push.example/1", b"", {})
    assert reached == [("93.184.215.14", 443)]


def test_a_network_of_the_house_can_be_named() -> None:
    allowed = [ip_network("10.0.0.0/8")]
    assert posting.parts_of("http://10.0.0.5:8065/hooks/x", allowed).port == 8065
    with pytest.raises(NotAllowed):
        posting.parts_of("http://192.168.0.5/", allowed)
