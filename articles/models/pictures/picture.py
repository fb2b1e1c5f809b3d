"""A picture of the library: what was uploaded, its words and its rights."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from articles.lib import imaging
from articles.lib.searching import fold
from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.changes.invalidation import Announcing, Public
from articles.models.common.actors import account
from articles.models.common.texts import Line, Lines, Names
from articles.models.common.tracked import Tracked
from articles.models.pictures.files import PictureFiles
from articles.models.pictures.sources import AI, TOLD, Source
from articles.signals import renditions_wanted

#: What the workers write; whoever saves a picture that they have in hand leaves it alone.
MADE = frozenset({
    "files", "edition", "made",
    "renditions_due", "attempts", "claimed_until", "renditions_error",
})  # fmt: skip
#: Since the first photograph; later than any clock is wrong by chance.
_YEARS = range(1826, 2200)


def originals() -> Storage:
    """The store of the uploaded files; it has no public address."""
    return storages["originals"]


def original_path(picture: Picture, _name: str) -> str:
    """Where an upload is kept: under its content hash, whatever its name was."""
    return f"{picture.sha256[:2]}/{picture.sha256}"


class Picture(PictureFiles, ClaimedWork, Tracked):
    """A picture with its words and rights. The file never changes under a hash. Its renditions are
    work that a worker claims."""

    noted_as = "picture"

    pace = Pace(timedelta(seconds=15), timedelta(minutes=1), timedelta(hours=1))
    due_column, error_column = "renditions_due", "renditions_error"

    class Licence(models.TextChoices):
        """Under which terms we show it."""

        OWN = "own", _("Our own")
        AGENCY = "agency", _("Agency, by contract")
        HANDOUT = "handout", _("Handout")
        CC_BY = "cc-by", _("Creative Commons BY")
        CC_BY_SA = "cc-by-sa", _("Creative Commons BY-SA")
        PUBLIC_DOMAIN = "public-domain", _("Public domain")

    class Use(models.TextChoices):
        """For what it may be used."""

        ANY = "any", _("Any story")
        ONCE = "once", _("One story only")
        NONE = "none", _("Not for publication")

    original = models.FileField(
        _("file"), storage=originals, upload_to=original_path, max_length=200
    )
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    tone = models.CharField(max_length=7, default="#cccccc", editable=False)
    kind = models.CharField(_("format"), max_length=8, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size"), default=0, editable=False)
    #: Names of the renditions that are there, and of which edition they are.
    files = models.JSONField(default=list, editable=False)
    edition = models.CharField(max_length=8, blank=True, editable=False)
    #: The recipe by which all renditions were made.
    made = models.CharField(max_length=16, blank=True, editable=False)
    #: From when on they may be made; None where none is wanted.
    renditions_due = models.DateTimeField(null=True, editable=False)
    renditions_error = Line(max_length=500, blank=True, editable=False)
    headline = Line(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("For the library; readers don't see it."),
    )
    alt_text = Line(
        _("alt text"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Describes the picture for readers who can’t see it. Don’t repeat the caption."
        ),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("Adds nothing to the text; screen readers skip it."),
    )
    caption = Lines(_("caption"), max_length=2000, blank=True)
    credit = Line(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Photographer or source, as printed."),
    )
    creator = Line(_("creator"), max_length=200, blank=True)
    copyright = Line(_("copyright"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, default=Licence.OWN
    )
    licence_url = models.URLField(_("address of the licence"), max_length=500, blank=True)
    terms = Line(
        _("terms"), max_length=1000, blank=True, help_text=_("What the licence asks for, in words.")
    )
    use = models.CharField(_("may be used for"), max_length=8, choices=Use.choices, default=Use.ANY)
    licence_expires_on = models.DateField(
        _("licence expires after"),
        null=True,
        blank=True,
        help_text=_("The last day on which it may be published."),
    )
    source_type = models.CharField(
        _("origin"),
        max_length=40,
        choices=Source.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("How it came about. Readers are told of AI, composites and camera originals."),
    )
    #: What the file says of that (`lib/imaging/metadata/provenance`); nobody has checked it.
    provenance = models.JSONField(null=True, editable=False)
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
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    people = Names(_("people"), default=list, blank=True)
    tags = Names(_("tags"), default=list, blank=True)
    #: All its words, folded: what the library searches in.
    search_text = models.TextField(editable=False, default="")
    uploaded_by = account(editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    public = Public(
        fields=frozenset({
            "alt_text", "decorative", "caption", "credit", "focal_x", "focal_y",
            "sha256", "width", "height", "tone", "edition", "files", "use", "source_type",
        }),
        keys=("picture:{pk}",),
    )  # fmt: skip

    objects = Announcing["Picture"].as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="picture_latest"),
            models.Index(
                "licence_expires_on",
                condition=Q(licence_expires_on__isnull=False),
                name="picture_lapsing",
            ),
            models.Index(
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(alt_text="", decorative=False) | Q(credit=""),
                name="picture_lacking",
            ),
            # Those that wait for a worker: few, however large the library is.
            models.Index(
                "renditions_due",
                condition=Q(renditions_due__isnull=False),
                name="picture_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="picture_focus_inside",
            ),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_has_size"),
        ]

    def __str__(self) -> str:
        words = self.headline or self.caption or self.alt_text or self.credit or str(_("Picture"))
        return words if len(words) <= 70 else f"{words[:69].rsplit(' ', 1)[0]}…"

    def take(self, upload: imaging.Upload) -> None:
        """Make this picture the one in `upload`; saved by `save()`.

        The file is stored at once, and a quick rendition in the picture's own shape, so that every
        page can show it; the others follow in the background. A store may be far away, or hang:
        not to be called within a transaction. What is stored and never saved, the tidying removes.
        """
        self.sha256, self.kind = upload.sha256, upload.picture.kind.lower()
        self.width, self.height = upload.picture.width, upload.picture.height
        self.file_size = len(upload.data)
        self.tone = imaging.tone(upload.picture)
        self.source_type = upload.picture.provenance.source
        self.provenance = asdict(upload.picture.provenance)
        path = original_path(self, "")
        self.original.storage.save(path, ContentFile(upload.data))
        self.original = path
        self.edition, self.made = self.next_edition, ""
        name, quick = imaging.quick(upload.picture, self.rights)
        self.store(name, quick)
        self.files = [name]
        self.renditions_due, self.attempts, self.renditions_error = timezone.now(), 0, ""

    def fill_from(self, words: imaging.Words) -> None:
        """Take over what the file tells of itself, where nothing was written yet."""
        found: dict[str, Any] = {
            name: getattr(words, name)
            for name in ("headline", "caption", "alt_text", "creator", "copyright", "terms")
        }
        found["credit"] = words.credit or words.creator or words.copyright
        found["licence_url"] = words.licence
        found["people"], found["tags"] = list(words.people), list(words.keywords)
        # A camera whose clock was never set tells a year that no calendar here can keep.
        if words.taken_at is not None and words.taken_at.year in _YEARS:
            taken = words.taken_at
            found["taken_at"] = timezone.make_aware(taken) if timezone.is_naive(taken) else taken
        for name, value in found.items():
            if value and not getattr(self, name):
                setattr(self, name, value)
        self.licence = _licence(words) or self.licence

    def store(self, name: str, content: bytes) -> None:
        """Keep one of its renditions; one that is there already is the same."""
        path, store = f"{self.folder}/{name}", storages["default"]
        if not store.exists(path):
            store.save(path, ContentFile(content))

    def lacks(self) -> list[str]:
        """What it has to be given before it can be published, in words."""
        lacking = []
        if not (self.decorative or self.alt_text.strip()):
            lacking.append(str(_("alt text")))
        if not self.credit.strip():
            lacking.append(str(_("credit")))
        return lacking

    def lapsed_by(self, moment: datetime) -> bool:
        """Whether its licence no longer holds at `moment`, by the newsroom's calendar."""
        last = self.licence_expires_on
        return last is not None and timezone.localtime(moment).date() > last

    @property
    def has_lapsed(self) -> bool:
        """Whether its licence no longer holds."""
        return self.lapsed_by(timezone.now())

    @property
    def licence_note(self) -> str:
        """Until when it may be published, where its licence ends some day: "Licence lapses 3 Dec",
        "Licence lapsed"."""
        last = self.licence_expires_on
        if last is None:
            return ""
        if self.has_lapsed:
            return str(_("Licence expired"))
        form = "j M" if last.year == timezone.localdate().year else "j M Y"
        return str(_("Licence expires %(day)s") % {"day": formats.date_format(last, form)})

    @property
    def is_of_ai(self) -> bool:
        """Whether it was made or edited with AI, as far as is known."""
        return self.source_type in AI

    @property
    def source_told(self) -> str:
        """What readers are told of how it came about; "" for nothing."""
        return str(TOLD.get(self.source_type, ""))

    @property
    def is_waiting(self) -> bool:
        """Whether renditions are still to be made."""
        return self.renditions_due is not None and not self.renditions_error

    def folded(self) -> str:
        """All its words, as search compares them."""
        words = [self.headline, self.caption, self.credit, self.alt_text, self.creator]
        return fold(" ".join([*words, *self.people, *self.tags]))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with blanks around the words removed; have made what its renditions lack by now.

        Of a picture that is there already, what the workers write stays as they wrote it.
        """
        self.alt_text, self.credit = self.alt_text.strip(), self.credit.strip()
        self.search_text = self.folded()
        fields = kwargs.get("update_fields")
        if fields is None and not self._state.adding:
            every = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = every - MADE
        elif fields is not None:
            kwargs["update_fields"] = {*fields, "alt_text", "credit", "search_text"}
        super().save(*args, **kwargs)
        if self.made != self.recipe:
            self._want_renditions()

    def _want_renditions(self) -> None:
        rows = Picture.objects.filter(pk=self.pk, renditions_due=None)
        rows.update(renditions_due=timezone.now(), attempts=0)
        pk = self.pk
        transaction.on_commit(lambda: renditions_wanted.send(Picture, picture=pk), robust=True)


def _licence(words: imaging.Words) -> str:
    """The licence that a file names, as far as it is one of ours; "" where it names none."""
    address = words.licence.lower()
    if "creativecommons.org/" in address:
        for part, licence in _COMMONS.items():
            if part in address:
                return licence
    return Picture.Licence.AGENCY.value if words.credit or words.copyright else ""


_COMMONS = {
    "/licenses/by-sa/": Picture.Licence.CC_BY_SA.value,
    "/licenses/by/": Picture.Licence.CC_BY.value,
    "/publicdomain/": Picture.Licence.PUBLIC_DOMAIN.value,
}
