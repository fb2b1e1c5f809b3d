"""Text files at the site's root, as the newsroom writes them: ads.txt, trust.txt, humans.txt and
security.txt."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.dependencies import note
from articles.lib.machines.files import AHEAD, lapses_at
from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.texts import Lines
from articles.models.common.tracked import Tracked


class SiteFile(Tracked):
    """One of them; without a row there is none."""

    class Name(models.TextChoices):
        """Which there may be."""

        ADS = "ads.txt", _("ads.txt")
        TRUST = "trust.txt", _("trust.txt")
        HUMANS = "humans.txt", _("humans.txt")
        SECURITY = "security.txt", _("security.txt")

    noted_as = "file"

    name = models.CharField(_("name"), max_length=20, primary_key=True, choices=Name.choices)
    text = Lines(_("text"), blank=True, max_length=100_000)

    public = Public(fields=frozenset({"text"}), keys=("file:{pk}",), new=("file:{pk}",))

    objects = Announcing["SiteFile"].as_manager()

    class Meta:
        verbose_name = _("text file")
        verbose_name_plural = _("text files")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def texts(cls) -> dict[str, str]:
        """All of them by name, "" where there is none; one query."""
        return dict.fromkeys(cls.Name.values, "") | dict(cls.objects.values_list("name", "text"))

    @classmethod
    def lapsing(cls) -> datetime | None:
        """When the security.txt that was written lapses, where that is soon or over; one query."""
        text = cls.objects.filter(pk=cls.Name.SECURITY).values_list("text", flat=True).first()
        moment = lapses_at(text or "")
        return moment if moment and moment < timezone.now() + AHEAD else None

    @classmethod
    def said(cls, name: str) -> str:
        """The text of one of them; one query."""
        # While it has no row, a page depends on the one to come.
        note(f"file:{name}")
        return cls.objects.filter(pk=name).values_list("text", flat=True).first() or ""
