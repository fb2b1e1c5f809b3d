"""Lays out the demo's fronts as an editor would, by the same verbs."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from articles.models import Article, Front, Topic
from articles.models.fronts.layout import new_id

#: The topic that has a front of its own, as long as there are so many stories about it.
FEWEST_ABOUT = 4
#: What leads a section with words of its own stays there for so long.
TONIGHT = timedelta(hours=12)


def lay_out() -> None:
    """Publish the home page as it fills itself, with one story told in other words further down;
    pin the lead of a section for tonight; make a front of the topic that has most stories."""
    home = Front.of_home()
    layout = home.layout()
    visible = Article.objects.visible()
    feature = visible.filter(kind=Article.Kind.FEATURE, picture__isnull=False).newest_first()
    for block in layout["blocks"]:
        if block["type"] == "picture" and (scene := feature[1:2].first()) is not None:
            own = {"story": scene.pk, "kicker": "The long look"}
            block["places"] = [{"id": new_id("p"), "at": 0, **own}]
    home.write(layout, None, why="The day's first edition")
    home.publish(None)
    _of_a_section(visible.filter(kind=Article.Kind.ANALYSIS, picture__isnull=False).first())
    _of_a_topic()


def _of_a_section(lead: Article | None) -> None:
    if lead is not None and lead.section is not None:
        until = timezone.now() + TONIGHT
        Front.of_section(lead.section).place(lead, None, until=until, kicker="In depth")


def _of_a_topic() -> None:
    often = [(Article.objects.about(topic).count(), topic.pk) for topic in Topic.objects.all()]
    number, pk = max(often, default=(0, 0))
    if number >= FEWEST_ABOUT:
        topic = Topic.objects.get(pk=pk)
        Front.of_topic(topic).publish(None, why="A front of its own")
