"""Measures a key in the story's form on the database of the settings, in the browser that is
installed, with its processor slowed six times; prints JSON.

A story of 15,000 words with headings, links and comments. `ms` is what somebody feels: from the
key to the next frame, as the browser tells it (Event Timing, in steps of 8). `busy` is all that the
page did, what comes later too, by key. And how much the form fetches before it can be written in.
"""

from __future__ import annotations

import json
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import brotli
import django

from bench.desk import person

WORDS, SLOWER = 15_000, 6
KEYS, PAUSE = 60, 200
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
HEADLINE = "A story of 15,000 words, for typing"
NOTED = """() => {
  globalThis.keys = [];
  new PerformanceObserver((list) => {
    for (const { name, duration, interactionId } of list.getEntries()) {
      if (interactionId) keys.push([interactionId, duration, name]);
    }
  }).observe({ type: "event", durationThreshold: 16 });
}"""


def story() -> Any:
    """The story to type in."""
    from articles.models import Article, Category
    from articles.models.story import content as contents

    if found := Article.objects.filter(headline=HEADLINE).first():
        return found
    parts = []
    for number in range(WORDS // 100):
        words = [f"word{(number * 7 + at) % 997}" for at in range(100)]
        words[40] = f'<a href="https://example.com/{number}">{words[40]}</a>'
        words[50] = f"<strong>{words[50]}</strong>"
        parts += [f"<h2>Part {number}</h2>"] if number % 6 == 0 else []
        parts.append(f"<p>{' '.join(words)}.</p>")
    section = Category.objects.first() or Category.objects.create(name="News", slug="news")
    content = contents.cleaned(
        {"headline": HEADLINE, "body": "".join(parts), "section": section.pk}
    )
    return Article.begin(content, person("bench-editor", "Managing editor"))


def browser() -> str:
    """The path of an installed Chromium."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(found for name in names if (found := shutil.which(name)))


class Quiet(WSGIRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def portal() -> Iterator[str]:
    """The portal's address while it runs in this process."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler

    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def typed(page: Any, protocol: Any) -> dict[str, float]:
    """Type in the middle of the text."""
    paragraphs = page.locator(".ProseMirror > p")
    paragraphs.nth(paragraphs.count() // 2).click()
    page.keyboard.press("End")
    page.evaluate(NOTED)
    protocol.send("Performance.enable")

    def busy() -> float:
        metrics = protocol.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    before = busy()
    for number in range(KEYS):
        page.keyboard.press(" " if number % 7 == 6 else "abcdefgh"[number % 8])
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(3_000)
    spent = busy() - before
    slowest: dict[int, float] = {}
    for interaction, duration, _name in page.evaluate("keys"):
        slowest[interaction] = max(duration, slowest.get(interaction, 0))
    times = sorted([*slowest.values(), *[16.0] * (KEYS - len(slowest))])
    return {
        "ms": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "most": times[-1],
        "busy": spent * 1_000 / KEYS,
    }


def main() -> None:
    """Measure, and print."""
    django.setup()
    from django.test import Client
    from playwright.sync_api import sync_playwright

    found, client = story(), Client()
    client.force_login(person("bench-editor", "Managing editor"))
    session = client.cookies["sessionid"].value
    with portal() as address, sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        answers: dict[str, bytes] = {}
        kinds = ("script", "stylesheet")

        def keep(answer: Any) -> None:
            if answer.request.resource_type in kinds:
                answers[answer.url] = answer.body()

        page.on("response", keep)
        page.goto(f"{address}/admin/articles/article/{found.pk}/change/")
        page.wait_for_selector("form[data-ready] .ProseMirror")
        page.wait_for_timeout(1_000)
        packed = sum(len(brotli.compress(body, quality=11)) for body in answers.values())
        protocol = page.context.new_cdp_session(page)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        print(json.dumps({"typing": typed(page, protocol), "files": len(answers), "bytes": packed}))
        chromium.close()


if __name__ == "__main__":
    main()
