"""What is measured on the database of the settings, by its addresses. Prints JSON."""

from __future__ import annotations

import argparse
import json
from typing import Any

import django

EDITOR = "bench-editor"
#: Fields that a form does not send when they are empty.
EMPTY: tuple[Any, ...] = (None, "", [])


def editor() -> Any:
    """Somebody who may publish everything."""
    from django.contrib.auth.models import User

    user, _made = User.objects.get_or_create(
        username=EDITOR, defaults={"is_staff": True, "is_superuser": True}
    )
    return user


def forms(number: int) -> list[dict[str, Any]]:
    """The newest stories, with what their forms would post to publish a change."""
    from articles.models import Article

    found = []
    for story in Article.objects.visible()[:number]:
        content = story.content()
        fields = {name: value for name, value in content.items() if value not in EMPTY}
        fields |= {"_move": "publish", "_reason": "Measured"}
        found.append({"pk": story.pk, "path": story.get_absolute_url(), "fields": fields})
    return found


def main() -> None:
    """Tell where the pages are, and log somebody in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=1)
    parser.add_argument("--forms", type=int, default=0)
    options = parser.parse_args()
    django.setup()
    from django.test import Client

    from articles.models import Article

    visible = Article.objects.visible()
    story = visible.filter(headline__startswith="Lukashenko").first() or visible.first()
    assert story is not None and story.section is not None
    client = Client()
    client.force_login(editor())
    told = {
        "tutorial": f"/tutorial/{story.pk}/",
        "article": story.get_absolute_url(),
        "section": story.section.get_absolute_url(),
        "number_of_section": story.section.pk,
        "articles": [one.get_absolute_url() for one in visible[: options.stories]],
        "session": client.cookies["sessionid"].value,
        "forms": forms(options.forms),
    }
    print(json.dumps(told, default=str))


if __name__ == "__main__":
    main()
