"""Photos that people hand in: whatever came is drawn anew, as a small JPEG that holds the picture and nothing else.

Place, camera, time and comments stay behind with the old file, and so does whatever was hidden in it.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from shared.errors import Refusal

MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1_600
FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85


class ImageTooLarge(
    Refusal, kind="invalid", indonesian="Foto {size} bita; paling besar {most}. Perkecil dahulu, lalu kirim lagi."
):
    """The photo has {size} bytes; at most {most} are taken. Make it smaller, then send it again."""


class ImageNotTaken(
    Refusal,
    kind="invalid",
    indonesian="Isi berkas bukan foto JPEG, PNG, atau WebP; nama dan jenis yang disebut tidak diperhitungkan.",
):
    """The content is no JPEG, PNG or WebP, whatever name and type were given."""


class ImageTooManyPixels(Refusal, kind="invalid", indonesian="Foto mempunyai {pixels} piksel; paling banyak {most}."):
    """The photo has {pixels} pixels; at most {most} are taken."""


class ImageBroken(Refusal, kind="invalid", indonesian="Foto rusak atau terpotong. Simpan ulang, lalu kirim lagi."):
    """The photo is broken or cut off. Save it again, then send it again."""


def reencode(data: bytes) -> bytes:
    """A JPEG of at most 1,600 pixels a side, upright, without metadata.

    It takes up to a second of one core: call it in a thread, a few at once.
    Raises ImageTooLarge, ImageNotTaken, ImageTooManyPixels, ImageBroken.
    """
    if len(data) > MOST_BYTES:
        raise ImageTooLarge(size=len(data), most=MOST_BYTES)
    with _opened(data) as image:
        return _drawn(image)


def _opened(data: bytes) -> Image.Image:
    """Reads the head only: the size is known before a pixel is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted below
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise ImageTooManyPixels(pixels="> 100,000,000", most=MOST_PIXELS) from None
    except Exception:  # a decoder may raise anything about a file that a stranger made
        raise ImageNotTaken from None
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        image.close()
        raise ImageTooManyPixels(pixels=pixels, most=MOST_PIXELS)
    return image


def _drawn(image: Image.Image) -> bytes:
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is unpacked at a fraction of its size
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = _on_white(upright)
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=_QUALITY)
    except Exception:
        raise ImageBroken from None
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture: of the old one only its colours. JPEG has no transparency."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        plain = Image.new("RGB", layer.size, "white")
        plain.paste(layer, mask=layer.getchannel("A"))
        return plain
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain
