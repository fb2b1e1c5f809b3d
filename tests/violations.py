"""What a page's policy has stopped in the browser, as its console says it."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page

#: How Chromium says that a policy stopped something, or that it can't be read.
WORDS = ("Content Security Policy", "Content-Security-Policy", "Trusted", "Permissions-Policy")


def of(page: Page, found: list[str] | None = None) -> list[str]:
    """What is stopped from now on, as it comes; added to `found` where that is given."""
    stopped = [] if found is None else found

    def listen(said: ConsoleMessage) -> None:
        # What a test does in the page by its driver, such as axe, has no address.
        if said.location["url"] and any(word in said.text for word in WORDS):
            stopped.append(f"{page.url} ({said.location}): {said.text}")

    page.on("console", listen)
    return stopped
