"""What programs that read pages get back of a story: title, names, date, and the body's words.

    python -m venv /tmp/extract
    /tmp/extract/bin/pip install trafilatura 'newspaper4k[all]' readability-lxml
    npm install --prefix /tmp/extract @mozilla/readability jsdom
    python -m bench.extraction --python /tmp/extract/bin/python --node /tmp/extract

None of these is a package of ours. Whichever is not there is left out and named. On a database of
its own, with the demo newsroom and a story of each shape in each language.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
from collections import defaultdict
from typing import Any

from bench.__main__ import FOLDER, ROOT, environment_of, run
from bench.extraction.comparing import Judged, Truth, body_text, judge

PROGRAMS = ("Readability", "trafilatura", "newspaper4k", "readability-lxml")
DATABASE = f"sqlite:///{FOLDER}/extraction.sqlite3"
WANTED = 0.99
_STORY = re.compile(r'<article class="story".*?</article>', re.DOTALL)
_WITHIN = re.compile(r"<body.*</body>", re.DOTALL)


def _begin() -> None:
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()


def pages() -> list[Truth]:
    """All stories' pages, with what is true of them."""
    from django.test import Client

    from articles.models import Article
    from bench.extraction import stories

    client = Client()
    made = stories.write()
    shapes = {story.pk: name for name, story in made}
    found = Article.objects.visible().select_related("section").order_by("pk")
    return [_truth(client, one, shapes.get(one.pk, "demo")) for one in found]


def _truth(client: Any, story: Any, shape: str) -> Truth:
    from django.utils import timezone

    address = story.get_absolute_url()
    html = client.get(address).text
    within = _WITHIN.search(html)
    assert within is not None
    own = _STORY.search(within[0])
    assert own is not None
    around = _STORY.sub(" ", within[0])
    names = [byline.author.name for byline in story.byline_set.select_related("author")]
    day = {story.publish_at.date(), timezone.localtime(story.publish_at).date()}
    return Truth(
        shape=shape,
        language=story.language or "en",
        url=f"https://paper.example{address}",
        html=html,
        title=story.headline,
        authors=[*names, *([story.agency] if story.agency else [])],
        dates=sorted(one.isoformat() for one in day),
        body=body_text(story.body),
        own=re.sub(r"<[^>]*>", " ", own[0]),
        others=re.sub(r"<[^>]*>", " ", around),
    )


def answers(truths: list[Truth], python: str, node: str) -> list[dict[str, Any]]:
    """What each program says of each page."""
    lines = "\n".join(json.dumps({"url": one.url, "html": one.html}) for one in truths)
    done = subprocess.run(
        [python, str(ROOT / "bench" / "extraction" / "readers.py")],
        input=lines, stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, "READABILITY_NODE": node},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def judged(truths: list[Truth], said: list[dict[str, Any]]) -> dict[str, list[Judged]]:
    """By program, in the order of the pages."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for truth, programs in zip(truths, said, strict=True):
        for name, answer in programs.items():
            found[name].append(judge(truth, answer))
    return found


def table(truths: list[Truth], results: dict[str, list[Judged]], by: str) -> None:
    """Print the share of words that came back, of the poorest page and of all."""
    print(f"\n{by:<16}" + "".join(f"{name:>22}" for name in results))
    for group in dict.fromkeys(getattr(one, by) for one in truths):
        cells = ""
        for some in results.values():
            of = [got for got, one in zip(some, truths, strict=True) if getattr(one, by) == group]
            share = 1 - sum(len(one.lost) for one in of) / sum(one.words for one in of)
            cells += f"{share:>12.1%} ({min(one.share for one in of):>6.1%})"
        print(f"{group:<16}{cells}")


def summary(results: dict[str, list[Judged]]) -> None:
    """Print how many pages each program got right."""
    print(f"\n{'':<18}{'pages':>6}{'title':>7}{'names':>7}{'date':>7}{'≥ 99 %':>8}{'teasers':>9}")
    for name, some in results.items():
        right = [sum(getattr(one, part) for one in some) for part in ("title", "authors", "date")]
        whole = sum(one.share >= WANTED for one in some)
        cells = "".join(f"{number:>7}" for number in right)
        teasers = sum(one.strange for one in some)
        print(f"{name:<18}{len(some):>6}{cells}{whole:>8}{teasers:>9}")
    for name in set(PROGRAMS) - set(results):
        print(f"{name:<18} not installed")


def faults(truths: list[Truth], results: dict[str, list[Judged]]) -> None:
    """Print what each page lost."""
    for name, some in results.items():
        for one, truth in zip(some, truths, strict=True):
            wrong = [part for part in ("title", "authors", "date") if not getattr(one, part)]
            wrong += ["teaser"] if one.strange else []
            wrong += [f"{one.share:.1%}: {' '.join(one.lost[:12])}"] if one.share < WANTED else []
            if wrong:
                print(f"{name} · {truth.shape} · {truth.language} · {truth.url} · {wrong}")


def main() -> None:
    """Make the newsroom anew, ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", required=True, help="a Python that has the packages")
    parser.add_argument("--node", default="", help="the folder with npm's node_modules")
    parser.add_argument("--each", action="store_true", help="name what each page lost")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "extraction.sqlite3"
    for file in FOLDER.glob(f"{path.name}*"):
        file.unlink()
    run(["manage.py", "migrate", "--verbosity=0"], DATABASE)
    run(["manage.py", "demo"], DATABASE, stdout=subprocess.DEVNULL)
    os.environ.update(environment_of(DATABASE), ALLOWED_HOSTS="testserver")
    _begin()
    truths = pages()
    results = judged(truths, answers(truths, options.python, options.node))
    if options.each:
        faults(truths, results)
    table(truths, results, "shape")
    table(truths, results, "language")
    summary(results)


if __name__ == "__main__":
    main()
