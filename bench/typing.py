"""Measures a key in the story's form on the database of the settings, in the browser that is
installed, with its processor slowed six times; prints JSON.

    DATABASE_URL=… python -m bench.typing [--profile FILE]

A story of 15,000 words with headings, links, comments, suggestions, and words that go against the
house style. `ms` is what somebody feels: from the key to the next frame, as the browser tells it
(Event Timing, in steps of 8). `busy` is all that the page did, what comes later too, by key. `bare`
is the library's editor alone in the same page, with none of our extensions and scripts: what we
can't go below. `headline` is from the navigation to a key that has taken effect in the headline of
a new story, not slowed, with the files in the browser's cache. And how much the form fetches before
it can be written in.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import brotli
import django

from bench.desk import person

WORDS, SLOWER = 15_000, 6
KEYS, PAUSE = 100, 250
OPENED = 9
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
HEADLINE = "A story of 15,000 words, for typing"
#: What a rule of the house style looks for, how many words of it the story has, how many comments.
RULED, MARKS, REMARKS = "wordy", 60, 20
OURS = re.compile(r'<script type="module" src="[^"]*/js/desk/[^"]*"></script>')
SETUP = re.compile(r'data-django-prose-editor-configurable="([^"]*)"')
NOTED = """() => {
  globalThis.keys = [];
  new PerformanceObserver((list) => {
    for (const { name, duration, interactionId } of list.getEntries()) {
      if (interactionId) keys.push([interactionId, duration, name]);
    }
  }).observe({ type: "event", durationThreshold: 16 });
}"""
#: When the headline has taken a key, in ms from the navigation: typed as soon as it has the cursor.
FIRST = """
  const look = () => {
    const field = document.querySelector("#id_headline");
    if (!field || document.activeElement !== field) return void requestAnimationFrame(look);
    globalThis.focused = performance.now();
    const took = () => requestAnimationFrame(() => (globalThis.took = performance.now()));
    field.addEventListener("input", took, { once: true });
  };
  if (location.pathname.endsWith("/add/")) look();
"""


def paragraphs() -> Iterator[str]:
    """The story's text."""
    for number in range(WORDS // 100):
        words = [f"word{(number * 7 + at) % 997}" for at in range(100)]
        words[40] = f'<a href="https://example.com/{number}">{words[40]}</a>'
        words[50] = f"<strong>{words[50]}</strong>"
        if number % 3 == 0:
            words[60] = RULED
            words[70] = f'<ins data-suggestion="ins{number:09}">{words[70]}</ins>'
            words[80] = f'<del data-suggestion="del{number:09}">{words[80]}</del>'
        if number % 6 == 0:
            yield f"<h2>Part {number}</h2>"
        yield f"<p>{' '.join(words)}.</p>"


def story() -> Any:
    """The story to type in, with all that is said about it."""
    from articles.models import Article, Category, Comment, StyleRule
    from articles.models.story import content as contents

    if found := Article.objects.filter(headline=HEADLINE).first():
        return found
    editor = person("bench-editor", "Managing editor")
    section = Category.objects.first() or Category.objects.create(name="News", slug="news")
    StyleRule.objects.get_or_create(pattern=RULED, defaults={"proposal": "terse", "why": "Short."})
    made = {"headline": HEADLINE, "body": "".join(paragraphs()), "section": section.pk}
    found = Article.begin(contents.cleaned(made), editor)
    plain = [re.sub(r"<ins.*?</ins>|<[^>]+>", "", one) for one in paragraphs() if "<p>" in one]
    for number, quote in enumerate(plain[:: len(plain) // REMARKS]):
        Comment.say(found, editor, f"Remark {number}", quote=quote)
    return found


def browser() -> str:
    """The path of an installed Chromium."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(found for name in names if (found := shutil.which(name)))


@contextmanager
def portal() -> Iterator[str]:
    """The portal's address while it runs in this process, with its files as readers get them."""
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    # What serves files looks once which there are.
    call_command("collectstatic", interactive=False, verbosity=0)
    from newsportal.wsgi import application

    class Quiet(WSGIRequestHandler):
        """Says nothing."""

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def summary(times: list[float]) -> dict[str, float]:
    """The middle of them, and the slowest but one of a hundred."""
    times = sorted(times)
    return {"p50": statistics.median(times), "p99": times[int(len(times) * 0.99) - 1]}


def typed(page: Any, protocol: Any, profile: str = "") -> dict[str, float]:
    """Type in the middle of the text."""
    lines = page.locator(".ProseMirror > p")
    lines.nth(lines.count() // 2).click()
    page.keyboard.press("End")
    page.wait_for_timeout(3_000)
    page.evaluate(NOTED)
    protocol.send("Performance.enable")

    def busy() -> float:
        metrics = protocol.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    if profile:
        protocol.send("Profiler.enable")
        protocol.send("Profiler.start")
    before = busy()
    for number in range(KEYS):
        page.keyboard.press(" " if number % 7 == 6 else "abcdefgh"[number % 8])
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(3_000)
    spent = busy() - before
    if profile:
        said = protocol.send("Profiler.stop")["profile"]
        Path(profile).write_text(json.dumps(said), encoding="utf-8")
    slowest: dict[int, float] = {}
    for interaction, duration, _name in page.evaluate("keys"):
        slowest[interaction] = max(duration, slowest.get(interaction, 0))
    times = [*slowest.values(), *[16.0] * (KEYS - len(slowest))]
    return {**summary(times), "most": max(times), "busy": round(spent * 1_000 / KEYS, 1)}


def bared(route: Any) -> None:
    """Answer with the form as the library alone would make it."""
    answer = route.fetch()

    def less(found: re.Match[str]) -> str:
        setup = json.loads(html.unescape(found[1]))
        known = setup["extensions"].items()
        setup["extensions"] = {name: one for name, one in known if not name.startswith("Story")}
        setup["js_modules"] = []
        return f'data-django-prose-editor-configurable="{html.escape(json.dumps(setup))}"'

    route.fulfill(response=answer, body=OURS.sub("", SETUP.sub(less, answer.text())))


def slowly(page: Any, address: str, ready: str, profile: str = "") -> dict[str, float]:
    """Open the story's form, and type in it on a slow processor."""
    page.goto(address)
    page.wait_for_selector(ready)
    page.wait_for_timeout(3_000)
    protocol = page.context.new_cdp_session(page)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found = typed(page, protocol, profile)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return found


def first_key(page: Any, address: str) -> dict[str, float]:
    """Open the form of a new story again and again, and type as soon as its headline is there."""
    times = []
    page.add_init_script(FIRST)
    for number in range(OPENED + 1):
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => globalThis.focused")
        page.keyboard.press("a")
        page.wait_for_function("() => globalThis.took")
        times += [round(page.evaluate("took"))] if number else []
        page.wait_for_timeout(1_500)
    return summary(times)


def fetched(page: Any, address: str) -> dict[str, int]:
    """What the form fetches of scripts and styles until it can be written in."""
    answers: dict[str, bytes] = {}

    def keep(answer: Any) -> None:
        if answer.request.resource_type in ("script", "stylesheet"):
            answers[answer.url] = answer.body()

    page.on("response", keep)
    page.goto(address)
    page.wait_for_selector("form[data-ready] .ProseMirror")
    page.wait_for_timeout(1_000)
    page.remove_listener("response", keep)
    packed = {url: len(brotli.compress(body, quality=11)) for url, body in answers.items()}
    scripts = {url: size for url, size in packed.items() if url.endswith(".js")}
    return {"files": len(packed), "bytes": sum(packed.values()), "scripts": sum(scripts.values())}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", default="")
    profile = parser.parse_args().profile
    django.setup()
    from django.test import Client
    from playwright.sync_api import sync_playwright

    found, client = story(), Client()
    client.force_login(person("bench-editor", "Managing editor"))
    session = client.cookies["sessionid"].value
    with portal() as address, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser(), args=ARGUMENTS)
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        form = f"{address}/admin/articles/article/{found.pk}/change/"
        page = context.new_page()
        said: dict[str, Any] = {"fetched": fetched(page, form)}
        said["typing"] = slowly(page, form, "form[data-ready] .ProseMirror", profile)
        page.close()
        page = context.new_page()
        page.route(form, bared)
        said["bare"] = slowly(page, form, ".ProseMirror")
        page.close()
        page = context.new_page()
        said["headline"] = first_key(page, f"{address}/admin/articles/article/add/")
        print(json.dumps(said))
        chromium.close()


if __name__ == "__main__":
    main()
