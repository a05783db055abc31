"""A person's picture, read as hostile: PNG or JPEG within a size, its pixels alone.

Covered: regular files only, opened without waiting; the format by its content, not by its name; bytes and pixels counted before
anything is unpacked; what is written beside the pixels (comments, EXIF, colour profiles) is dropped, but for which way is up.
Not covered: words within the picture itself; whoever shows it to a model treats what comes back as data.
"""

import io
import os
import stat
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from tools.errors import PictureError
from tools.messages import why

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".avif")
FORMATS = ("PNG", "JPEG")
FILE_BYTES, MAX_PIXELS, LEAST_PIXELS = 20 << 20, 40_000_000, 32 * 32


def is_picture(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def read_picture(file: Path) -> Image.Image:
    """The picture on white, RGB. Raises PictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow's doubts about what it reads
            return _read(_bytes(file))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(file=file.name, why=why("picture_pixels", most=MAX_PIXELS)) from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, Warning, MemoryError) as error:
        said = str(error) if isinstance(error, _Unfit) else why("picture_damaged")
        raise PictureError(file=file.name, why=said) from None


class _Unfit(ValueError):
    """Its text says why, in the user's language."""


def _bytes(file: Path) -> bytes:
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as source:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise _Unfit(why("special"))
        if not state.st_size:
            raise _Unfit(why("empty"))
        if state.st_size > FILE_BYTES:
            raise _Unfit(why("large", size=state.st_size >> 20, most=FILE_BYTES >> 20))
        return source.read(FILE_BYTES)


def _read(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        width, height = opened.size
        if width * height > MAX_PIXELS:
            raise _Unfit(why("picture_pixels", most=MAX_PIXELS))
        if width * height < LEAST_PIXELS:
            raise _Unfit(why("picture_small", width=width, height=height))
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    white = Image.new("RGBA", upright.size, "white")
    white.alpha_composite(upright)
    return white.convert("RGB")
