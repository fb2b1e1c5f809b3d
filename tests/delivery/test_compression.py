"""A page in fewer bytes is the same page."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from django.conf import settings

from articles.delivery.pages.compression import DENSE, QUICK, compressed

SHEET = settings.STYLE_SHEETS["story"]
HEAD = f"<!doctype html><title>Kites</title><style>{SHEET}</style>"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("level", [QUICK, DENSE], ids=["quick", "dense"])
@pytest.mark.parametrize("encoding", ["br", "gzip"])
@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}<p>Wind from the west.</p>" * 2,
        f"{HEAD}{'<p>The kite rose over the harbour, and stayed.</p>' * 2_000}",
        "<style>p{color:red}</style><p>another</p>",
        "<p>nothing of the kind</p>",
        "",
    ],
    ids=["head alone", "two sheets", "long", "another sheet", "no sheet", "empty"],
)
def test_what_comes_out_is_what_went_in(text: str, encoding: str, level: dict[str, int]) -> None:
    body = text.encode()
    packed = compressed(body, encoding, level[encoding])
    assert UNPACK[encoding](packed) == body
    assert compressed(body, encoding, level[encoding]) == packed, "no time is in it"


def test_a_reader_of_streams_takes_it_bit_by_bit() -> None:
    body = f"{HEAD}<p>Wind from the west.</p>".encode()
    reader, read = zlib.decompressobj(31), b""
    for byte in compressed(body, "gzip", QUICK["gzip"]):
        read += reader.decompress(bytes([byte]))
    assert (read, reader.eof, reader.unused_data) == (body, True, b"")


def test_what_comes_behind_the_sheet_is_packed_as_if_it_had_just_been_read() -> None:
    body = f"{HEAD}<p>{'The kite rose over the harbour. ' * 8}</p>".encode()
    around = len(compressed(body, "gzip", QUICK["gzip"]))
    assert around <= len(gzip.compress(body, QUICK["gzip"])) + 40
