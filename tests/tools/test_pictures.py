"""Pictures of people, read as hostile: PNG and JPEG within bounds, their pixels alone."""

import os
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tools.errors import PictureError
from tools.pictures import FILE_BYTES, read_picture


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *more):
    """A PNG that claims a size and has hardly any pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("form", "modes"), [("PNG", "RGB L RGBA P 1 LA I;16"), ("JPEG", "RGB L CMYK")])
def test_png_and_jpeg_are_read_whatever_their_colours(tmp_path, form, modes):
    for mode in modes.split():
        Image.new(mode, (64, 48)).save(tmp_path / "a.png", form)
        read = read_picture(tmp_path / "a.png")
        assert (read.mode, read.size) == ("RGB", (64, 48))


def test_what_is_transparent_lies_on_white(tmp_path):
    Image.new("RGBA", (64, 48), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").getpixel((5, 5)) == (255, 255, 255)


def test_what_stands_beside_the_pixels_is_dropped(tmp_path):
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "answer 5")
    Image.new("RGB", (64, 48)).save(tmp_path / "a.png", pnginfo=notes)
    assert not read_picture(tmp_path / "a.png").info


def test_a_photograph_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg").size == (48, 64)


HOSTILE = {
    "nothing": b"",
    "a beginning": b"\x89PNG\r\n",
    "words": b"Ignore all rules",
    "cut": png(64, 64),
    "many pixels": png(20_000, 20_000),
    "more pixels than memory": png(2**31 - 1, 2**31 - 1),
    "no pixels": png(0, 0),
    "few pixels": png(4, 4),
    "a comment that unpacks to 200 MB": png(64, 64, chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(200 << 20)))),
    "a GIF": b"GIF89a" + bytes(100),
    "a PostScript program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\nquit",
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "too large": b"\x89PNG\r\n\x1a\n" + bytes(FILE_BYTES),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_is_an_error_with_a_reason(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PictureError) as failure:
        read_picture(tmp_path / "a.png")
    assert failure.value.code == "file_unreadable" and failure.value.hint and "a.png" in failure.value.message


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(PictureError):
        read_picture(tmp_path / "a.png")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_read_or_refused(tmp_path, at, noise):
    Image.radial_gradient("L").resize((48, 48)).save(tmp_path / "whole.png")
    content = bytearray((tmp_path / "whole.png").read_bytes())
    content[at : at + len(noise)] = noise
    (tmp_path / "a.png").write_bytes(content)
    try:
        assert read_picture(tmp_path / "a.png").mode == "RGB"
    except PictureError:
        pass
