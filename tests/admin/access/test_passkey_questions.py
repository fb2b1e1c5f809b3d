"""An answer of a passkey does only what was asked for; by a key made of software."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.auth.models import User
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from articles.models.people import factors
from tests import cast
from tests.admin.access.steps import FACTORS, LOGIN, knock, with_app

pytestmark = pytest.mark.django_db
HOST, ORIGIN, NUMBER = "localhost", "http://localhost", b"a key of ours 16"
Flag = AuthenticatorData.FLAG


class Key:
    """A security key without a PIN: whoever holds it is answered."""

    def __init__(self) -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        #: How often it has answered; a key that does not count says 0.
        self.count, self.counts = 0, True

    def made(self, challenge: bytes = b"any") -> dict[str, Any]:
        """What it says when it is set up."""
        public = ES256.from_cryptography_key(self.secret.public_key())  # type: ignore[no-untyped-call]
        data = AttestedCredentialData.create(bytes(16), NUMBER, public)
        where = AuthenticatorData.create(_name(), Flag.UP | Flag.AT, 0, data)
        client = CollectedClientData.create("webauthn.create", challenge, ORIGIN)
        whole = AttestationObject.create("none", where, {})
        return _said({"clientDataJSON": client, "attestationObject": whole})

    def answer(
        self, challenge: str, owner: User, flags: Any = Flag.UP, origin: str = ORIGIN
    ) -> str:
        """What it says when it is asked."""
        self.count += self.counts
        where = AuthenticatorData.create(_name(), flags, self.count)
        client = CollectedClientData.create("webauthn.get", websafe_decode(challenge), origin)
        signature = self.secret.sign(where + client.hash, ec.ECDSA(SHA256()))
        return json.dumps(
            _said(
                {
                    "clientDataJSON": client,
                    "authenticatorData": where,
                    "signature": signature,
                    "userHandle": str(owner.pk).encode(),
                }
            )
        )


def _name() -> bytes:
    return sha256(HOST.encode()).digest()


def _said(response: dict[str, bytes]) -> dict[str, Any]:
    number = websafe_encode(NUMBER)
    texts = {name: websafe_encode(bytes(said)) for name, said in response.items()}
    return {"id": number, "rawId": number, "type": "public-key", "response": texts}


@pytest.fixture
def key() -> Key:
    return Key()


@pytest.fixture
def owner(key: Key) -> User:
    """An editor with that key."""
    account = cast.editor()
    factors.add_passkey(account, "key", key.made())
    return account


def asked(client: Client, path: str) -> str:
    """The challenge there."""
    answer = client.post(path, HTTP_HOST=HOST)
    return str(answer.json()["publicKey"]["challenge"])


def alone(client: Client, said: str) -> bool:
    """Whether the key alone lets somebody in."""
    answer = client.post(f"{LOGIN}passkey/", {"credential": said}, HTTP_HOST=HOST)
    return bool(answer["Location"] != LOGIN)


def test_it_works(key: Key, owner: User) -> None:
    client = Client()
    challenge = asked(client, f"{LOGIN}passkey/options/")
    assert alone(client, key.answer(challenge, owner, Flag.UP | Flag.UV))
    assert client.get("/admin/", HTTP_HOST=HOST).status_code == 200


@pytest.mark.parametrize("counts", [True, False])
def test_one_that_counts_has_to_count_on(key: Key, owner: User, counts: bool) -> None:
    """Where a copy of it has answered meanwhile, it says a number of before."""
    key.counts, both = counts, Flag.UP | Flag.UV
    for _time in range(2):
        client = Client()
        assert alone(client, key.answer(asked(client, f"{LOGIN}passkey/options/"), owner, both))
    client, key.count = Client(), 0
    answer = key.answer(asked(client, f"{LOGIN}passkey/options/"), owner, both)
    assert alone(client, answer) is not counts


def test_alone_it_needs_a_finger_or_a_pin(key: Key, owner: User) -> None:
    client = Client()
    challenge = asked(client, f"{LOGIN}passkey/options/")
    assert not alone(client, key.answer(challenge, owner))


def test_what_was_asked_to_set_one_up_lets_nobody_in(key: Key, owner: User) -> None:
    """A found key, and an account of one's own, would do without the owner's password."""
    finder = Client()
    finder.force_login(cast.reporter())
    challenge = asked(finder, f"{FACTORS}passkey/ask/")
    assert not alone(finder, key.answer(challenge, owner))


def test_what_was_asked_to_log_in_sets_up_nothing(key: Key, owner: User) -> None:
    client, _answer = knock(cast.reporter().username)
    challenge = asked(client, f"{LOGIN}passkey/options/")
    made = json.dumps(key.made(websafe_decode(challenge)))
    client.post(f"{FACTORS}passkey/", {"credential": made}, HTTP_HOST=HOST)
    assert not factors.has_factor(User.objects.get(username="reporter"))
    made = json.dumps(key.made(websafe_decode(asked(client, f"{FACTORS}passkey/ask/"))))
    client.post(f"{FACTORS}passkey/", {"credential": made}, HTTP_HOST=HOST)
    assert factors.has_factor(User.objects.get(username="reporter"))


@pytest.mark.parametrize("origin", ["http://localhost:81", "https://localhost.example", "null"])
def test_another_site_or_a_second_time_opens_nothing(key: Key, owner: User, origin: str) -> None:
    client, both = Client(), Flag.UP | Flag.UV
    challenge = asked(client, f"{LOGIN}passkey/options/")
    assert not alone(client, key.answer(challenge, owner, both, origin))
    assert not alone(client, key.answer(challenge, owner, both))


def test_a_key_opens_no_other_account(key: Key, owner: User) -> None:
    client = Client()
    challenge = asked(client, f"{LOGIN}passkey/options/")
    assert not alone(client, key.answer(challenge, with_app(cast.reporter()), Flag.UP | Flag.UV))
