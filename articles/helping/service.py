"""The language model that the newsroom has named, and what is said of it at the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

_PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Service:
    """Where it is asked, and how; its key is in no text that is made of it."""

    address: str
    model: str
    seconds: int
    takes_pictures: bool
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """To which host stories are sent."""
        return urlsplit(self.address).netloc


def service() -> Service | None:
    """The one of the settings; None while there is none."""
    url: str = settings.LANGUAGE_MODEL_URL
    if not url:
        return None
    if not url.endswith(_PATH):
        url = f"{url}{_PATH}" if urlsplit(url).path else f"{url}/v1{_PATH}"
    return Service(
        address=url,
        model=settings.LANGUAGE_MODEL,
        seconds=settings.LANGUAGE_MODEL_TIMEOUT,
        takes_pictures=settings.LANGUAGE_MODEL_TAKES_PICTURES,
        key=settings.LANGUAGE_MODEL_KEY,
    )
