"""One of several processes that work on one SQLite at once: `read` or `write`, so many times."""

from __future__ import annotations

import sys

import django


def main(what: str, times: int) -> None:
    """Do it; any error ends the process with a traceback."""
    django.setup()
    from django.db import transaction

    from articles.models import Article

    story = Article.objects.get()
    for turn in range(times):
        if what == "read":
            with transaction.atomic():
                assert Article.objects.filter(pk=story.pk).count() == 1
            found = Article.objects.visible().for_cards().first()
            assert found is not None and found.headline
        else:
            story.write(story.content() | {"standfirst": f"Turn {turn}"}, None)
            story.publish(None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
