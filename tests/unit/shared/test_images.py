"""Photos that people hand in are drawn anew: small, upright, and without anything but the picture."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from shared import images
from shared.errors import Refusal


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_format_becomes_a_jpeg(form: str) -> None:
    image = opened(images.reencode(photo(form)))
    assert (image.format, image.size, image.mode) == ("JPEG", (40, 20), "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_each_kind_of_pixel_becomes_plain_colour(mode: str) -> None:
    assert opened(images.reencode(photo("PNG", mode=mode))).mode == "RGB"


def test_ink_becomes_colour() -> None:
    assert opened(images.reencode(photo("JPEG", mode="CMYK"))).mode == "RGB"


def test_what_was_transparent_is_white() -> None:
    image = opened(images.reencode(photo("PNG", mode="RGBA")))
    assert image.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("given", "left"), [((3200, 1600), (1600, 800)), ((1600, 1600), (1600, 1600)), ((1601, 1), (1600, 1))]
)
def test_the_longest_side_is_1600(given: tuple[int, int], left: tuple[int, int]) -> None:
    assert opened(images.reencode(photo(size=given))).size == left


def test_metadata_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "S"  # where it was taken
    given = photo(exif=exif, comment=b"a name", icc_profile=b"a profile", dpi=(300, 300))
    left = images.reencode(given)
    assert b"a name" in given
    for secret in (b"a camera", b"a name", b"a profile", b"Exif"):
        assert secret not in left
    assert not opened(left).getexif()


def test_the_turn_of_the_camera_is_kept() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(images.reencode(photo(exif=exif))).size == (20, 40)


def test_what_hides_behind_the_picture_stays_behind() -> None:
    assert b"<script>" not in images.reencode(photo() + b"<script>")


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "PPM"])
def test_other_formats_are_refused(form: str) -> None:
    with pytest.raises(images.ImageNotTaken):
        images.reencode(photo(form))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<svg/>", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(images.ImageNotTaken):
        images.reencode(data)


def test_four_megabytes_are_taken_and_no_more() -> None:
    whole = photo().ljust(images.MOST_BYTES, b"\0")
    assert images.reencode(whole)
    with pytest.raises(images.ImageTooLarge):
        images.reencode(whole + b"\0")


@pytest.mark.parametrize("side", [7_072, 12_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    with pytest.raises(images.ImageTooManyPixels):
        images.reencode(bomb(side, side))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_is_cut_off_is_refused(form: str) -> None:
    whole = photo(form, (900, 900), mode="RGB")
    with pytest.raises(Refusal):
        images.reencode(whole[: len(whole) // 2])
