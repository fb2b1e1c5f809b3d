"""Where readers get a picture from: its renditions, and their addresses in the public store.

A file never changes under its address, so that it may be kept for ever: the folder's name holds
the hash of the upload and of all that goes into its renditions; a crop's name its focal point.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.core.files.storage import storages

from articles.lib import imaging

#: The addresses of licences that go into the files.
LICENCES = {
    "cc-by": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa": "https://creativecommons.org/licenses/by-sa/4.0/",
    "public-domain": "https://creativecommons.org/publicdomain/mark/1.0/",
}
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
#: The JPEG that earlier versions made for other sites' cards, in place of the crops.
OLD_CARD = "social.jpg"


class PictureFiles:
    """The files of a `Picture`, of which `files` names those that are there, whole."""

    sha256: str
    width: int
    height: int
    tone: str
    focal_x: float
    focal_y: float
    credit: str
    creator: str
    copyright: str
    licence: str
    licence_url: str
    terms: str
    source_type: str
    edition: str
    files: list[str]

    # --- What is to be made ---------------------------------------------------------

    @property
    def focus(self) -> tuple[float, float]:
        """The focal point: across and down, from 0 to 1."""
        return self.focal_x, self.focal_y

    @property
    def rights(self) -> imaging.Rights:
        """What is written into every rendition."""
        return imaging.Rights(
            credit=self.credit,
            creator=self.creator,
            copyright=self.copyright,
            licence=self.licence_url or LICENCES.get(self.licence, ""),
            terms=self.terms,
            source=self.source_type,
        )

    @property
    def next_edition(self) -> str:
        """The edition that its rights ask for now."""
        # As it was before there were sources, for all pictures without one.
        said = repr((self.rights, imaging.RECIPE)) + self.source_type
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    @property
    def recipe(self) -> str:
        """All that its renditions are made by; `made` is the same once all of them are there."""
        said = repr((self.sha256, self.next_edition, imaging.WIDTHS, self.crop_names))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def crop_names(self) -> list[str]:
        """The files of its crops around the focal point."""
        return [imaging.crop_name(crop, self.focus) for crop in imaging.CROPS]

    # --- What is there --------------------------------------------------------------

    def folder_of(self, edition: str) -> str:
        """The folder of an edition's files; of files made by earlier versions it is ""."""
        name = f"{self.sha256[:32]}-{edition}" if edition else self.sha256
        return f"pictures/{self.sha256[:2]}/{name}"

    @property
    def folder(self) -> str:
        """Where its files are, in the public store."""
        return self.folder_of(self.edition)

    def url_of(self, name: str) -> str:
        """The address of one of its files."""
        folder = self.folder
        if self.__dict__.get("_address_of") != folder:
            self.__dict__["_address_of"] = folder
            self.__dict__["_address"] = storages["default"].url(f"{folder}/")
        address: str = self.__dict__["_address"]
        # A store may sign each address.
        return storages["default"].url(f"{folder}/{name}") if "?" in address else address + name

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to be shown yet."""
        return bool(self.files)

    def widths(self, ending: str) -> list[int]:
        """The widths of the files of that kind, in pixels, narrowest first."""
        split = (name.split(".") for name in self.files)
        return sorted(int(stem) for stem, kind in split if kind == ending and stem.isdigit())

    def srcset(self, ending: str, most: int = 0) -> str:
        """The files of that kind as a `srcset`, up to the first of `most` pixels (0: all)."""
        widths = self.widths(ending)
        if most:
            widths = [*(w for w in widths if w < most), *[w for w in widths if w >= most][:1]]
        return ", ".join(f"{self.url_of(f'{width}.{ending}')} {width}w" for width in widths)

    def name_for(self, width: int, kinds: Iterable[str] = ("webp", "jpg", "avif")) -> str:
        """The smallest file of at least `width` pixels, else the widest, of the first of these
        kinds that there are; "" while there is none."""
        for kind in kinds:
            if have := self.widths(kind):
                return f"{next((w for w in have if w >= width), have[-1])}.{kind}"
        return ""

    def url_for(self, width: int) -> str:
        """The address of a file of that width, for a place that asks for one only."""
        name = self.name_for(width)
        return self.url_of(name) if name else ""

    def jpeg_for(self, width: int) -> str:
        """The same, for those who may not read newer kinds: other sites, feeds, mails."""
        name = self.name_for(width, ("jpg", "webp"))
        return self.url_of(name) if name else ""

    @property
    def src(self) -> str:
        """A file of middling width."""
        return self.url_for(800)

    def crop_url(self, crop: str) -> str:
        """The address of a crop (`16x9`, `4x3`, `1x1`), around the focal point that it had when
        it was made; of the whole picture until then."""
        wanted = imaging.crop_name(crop, self.focus)
        had = [name for name in self.files if name.startswith(f"{crop}-")]
        for name in (wanted, *had[-1:], OLD_CARD if crop == "16x9" else ""):
            if name in self.files:
                return self.url_of(name)
        return self.jpeg_for(imaging.CROP_WIDTH)

    @property
    def crops(self) -> list[str]:
        """The addresses of all crops, each once."""
        return list(dict.fromkeys(filter(None, map(self.crop_url, imaging.CROPS))))

    @property
    def social_url(self) -> str:
        """The address of the JPEG for other sites' cards."""
        return self.crop_url("16x9")

    @property
    def social_size(self) -> tuple[int, int]:
        """Its width and height, in pixels."""
        return imaging.crop_size("16x9", self.width, self.height)

    # --- How the style sheets name it -----------------------------------------------

    @property
    def focal_class(self) -> str:
        """The focal point in tenths: `6 4`."""
        return f"{round(self.focal_x * 10)} {round(self.focal_y * 10)}"

    @property
    def tone_class(self) -> str:
        """Its main colour in five steps of red, green and blue: `r2g4b1`. It fills the
        picture's place until the picture is there."""
        steps = (round(int(self.tone[at : at + 2], 16) / 255 * 4) for at in (1, 3, 5))
        return "r{}g{}b{}".format(*steps)
