"""OpenStreetMap: a piece of the map, with or without a marker."""

import math
import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_MAP: Final = re.compile(
    r"map=([0-9]{1,2})(?:\.[0-9]+)?/(-?[0-9]{1,2}(?:\.[0-9]+)?)/(-?[0-9]{1,3}(?:\.[0-9]+)?)"
)
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_EDGE: Final = 85.0  # degrees north and south at which the map ends
_WIDE, _HIGH = 640, 480  # pixels of the frame that a piece of the map is worked out for


def _read(address: Address) -> Embed | None:
    if address.path == "/export/embed.html":
        return _of_frame(address)
    # A node, a way, a search have no frame.
    if address.path:
        return None
    asked, found = address.query, _MAP.search(address.fragment)
    marker = _pair(asked.get("mlat", ""), asked.get("mlon", ""))
    if found:
        zoom, centre = int(found[1]), _pair(found[2], found[3])
    else:
        zoom = int(asked["zoom"]) if re.fullmatch(r"[0-9]{1,2}", asked.get("zoom", "")) else 15
        centre = _pair(asked.get("lat", ""), asked.get("lon", "")) or marker
    return _embed(centre, min(zoom, 19), marker) if centre else None


def _of_frame(address: Address) -> Embed | None:
    """The map of a frame's own address: its edges say where and how large it is."""
    edges = [part for part in address.query.get("bbox", "").split(",") if _DEGREES.fullmatch(part)]
    if len(edges) != 4:
        return None
    west, south, east, north = map(float, edges)
    centre = _pair(f"{(south + north) / 2:.5f}", f"{(west + east) / 2:.5f}")
    span = max(abs(east - west), 0.000_1)
    zoom = max(0, min(19, math.floor(math.log2(360 * _WIDE / 256 / span))))
    latitude, _, longitude = address.query.get("marker", "").partition(",")
    return _embed(centre, zoom, _pair(latitude, longitude)) if centre else None


def _pair(latitude: str, longitude: str) -> tuple[float, float] | None:
    if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
        return None
    north, east = round(float(latitude), 5), round(float(longitude), 5)
    return (north, east) if abs(north) <= _EDGE and abs(east) <= 180 else None


def _embed(centre: tuple[float, float], zoom: int, marker: tuple[float, float] | None) -> Embed:
    north, east = centre
    across = 360 / 2**zoom * _WIDE / 256 / 2
    along = across * _HIGH / _WIDE * math.cos(math.radians(north))
    box = (east - across, north - along, east + across, north + along)
    frame = "https://www.openstreetmap.org/export/embed.html?bbox=" + "%2C".join(
        f"{edge:.5f}" for edge in box
    )
    frame += "&layer=mapnik"
    source = "https://www.openstreetmap.org/"
    if marker:
        frame += f"&marker={marker[0]:.5f}%2C{marker[1]:.5f}"
        source += f"?mlat={marker[0]:.5f}&mlon={marker[1]:.5f}"
    source += f"#map={zoom}/{north:.5f}/{east:.5f}"
    return Embed("OpenStreetMap", "OpenStreetMap map", source, frame, "4:3", "map")


PROVIDER: Final = Provider("openstreetmap", ("openstreetmap.org", "osm.org"), _read)
