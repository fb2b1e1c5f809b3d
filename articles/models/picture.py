"""A picture of the library: what was uploaded, what readers are shown of it, and its rights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib import images


def originals() -> Storage:
    """The store of the uploaded files; it has no public address."""
    return storages["originals"]


def original_path(picture: Picture, _name: str) -> str:
    """Where an upload is kept: under its content hash, whatever its name was."""
    return f"{picture.sha256[:2]}/{picture.sha256}"


class Picture(models.Model):
    """A picture with its words and rights. The file never changes under a hash."""

    class Licence(models.TextChoices):
        """Under which terms we show it."""

        OWN = "own", _("Our own")
        AGENCY = "agency", _("Agency, by contract")
        HANDOUT = "handout", _("Handout")
        CC_BY = "cc-by", _("Creative Commons BY")
        CC_BY_SA = "cc-by-sa", _("Creative Commons BY-SA")
        PUBLIC_DOMAIN = "public-domain", _("Public domain")

    original = models.FileField(
        _("file"), storage=originals, upload_to=original_path, max_length=200
    )
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    tone = models.CharField(max_length=7, default="#cccccc", editable=False)
    widths = models.JSONField(
        default=list, editable=False, help_text="Widths of the renditions that exist, in pixels."
    )
    alt_text = models.CharField(
        _("alt text"),
        max_length=300,
        blank=True,
        help_text=_("What is to be seen, for readers who can't see it. Not the caption again."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("Says nothing that the text does not; screen readers pass over it."),
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, help_text=_("Photographer or source, as it will be printed.")
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, default=Licence.OWN
    )
    licence_expires_on = models.DateField(
        _("licence lapses after"),
        null=True,
        blank=True,
        help_text=_("The last day on which it may be published."),
    )
    focal_x = models.FloatField(
        _("focal point, across"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the left edge, 1 the right one."),
    )
    focal_y = models.FloatField(
        _("focal point, down"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the top edge, 1 the bottom."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(models.F("created_at").desc(), name="picture_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="picture_focus_inside",
            ),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_size"
            ),
            models.CheckConstraint(
                condition=models.Q(decorative=True) | ~models.Q(alt_text=""),
                name="picture_alt_or_decorative",
                violation_error_message=_("Please write an alt text, or mark it as decorative."),
            ),
            models.CheckConstraint(condition=~models.Q(credit=""), name="picture_credited"),
        ]

    def __str__(self) -> str:
        words = self.caption or self.alt_text or self.credit
        return words if len(words) <= 70 else f"{words[:69].rsplit(' ', 1)[0]}…"

    def take(self, upload: images.Upload) -> None:
        """Make this picture the one in `upload` (already verified); saved by `save()`.

        A quick rendition is made at once, so that every page can show the picture; the
        others follow in the background.
        """
        self.sha256, self.tone = upload.sha256, upload.tone
        self.width, self.height = upload.width, upload.height
        self.original = ContentFile(upload.data, name=upload.sha256)
        self.widths = []
        self.make_renditions(images.QUICK_WIDTHS, data=upload.data)

    def make_renditions(self, widths: tuple[int, ...], *, data: bytes | None = None) -> None:
        """Make the WebP renditions that are missing, and the JPEG for cards elsewhere.

        `widths` are pixels; none is wider than the picture itself. The row is not saved.
        """
        if data is None:
            with self.original.open("rb") as file:
                data = file.read()
        wanted = [width for width in images.ladder(self.width, widths) if width not in self.widths]
        for width, content in images.renditions(data, wanted):
            self._store(self.path_for(width), content)
        if not self.widths:
            self._store(self.social_path, images.social_card(data, (self.focal_x, self.focal_y)))
        self.widths = sorted({*self.widths, *wanted})

    @staticmethod
    def _store(path: str, content: bytes) -> None:
        store = storages["default"]
        if not store.exists(path):
            store.save(path, ContentFile(content))

    def lapsed_by(self, moment: datetime) -> bool:
        """Whether its licence no longer holds at `moment`, by the newsroom's calendar."""
        last = self.licence_expires_on
        return last is not None and timezone.localtime(moment).date() > last

    @property
    def folder(self) -> str:
        """Where the renditions are, in the public store."""
        return f"pictures/{self.sha256[:2]}/{self.sha256}"

    @property
    def social_path(self) -> str:
        """The JPEG for other sites' cards, in the public store."""
        return f"{self.folder}/social.jpg"

    def path_for(self, width: int) -> str:
        """The rendition of `width` pixels, in the public store."""
        return f"{self.folder}/{width}.webp"

    def url_for(self, width: int) -> str:
        """The address of the smallest rendition of at least `width` pixels, else the widest."""
        fitting = [have for have in self.widths if have >= width] or self.widths[-1:]
        return storages["default"].url(self.path_for(fitting[0])) if fitting else ""

    @property
    def src(self) -> str:
        """A rendition of middling width, for browsers that ask for one."""
        return self.url_for(800)

    @property
    def srcset(self) -> str:
        """The renditions that exist, as a `srcset`."""
        store = storages["default"]
        return ", ".join(f"{store.url(self.path_for(width))} {width}w" for width in self.widths)

    @property
    def social_url(self) -> str:
        """The address of the JPEG for other sites' cards, 1200 × 675 pixels."""
        return storages["default"].url(self.social_path)

    @property
    def focal_class(self) -> str:
        """The focal point in tenths, as the style sheet names it: `6 4`."""
        return f"{round(self.focal_x * 10)} {round(self.focal_y * 10)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with blanks around the words removed."""
        self.alt_text, self.credit = self.alt_text.strip(), self.credit.strip()
        super().save(*args, **kwargs)
