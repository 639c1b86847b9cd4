"""A logo is embedded only when it is a small, whole picture that runs and loads nothing."""

import base64
import struct
import zlib
from pathlib import Path

import pytest

from analyzer.collectors.logo import MOST_BYTES, LogoRefused, read_logo
from analyzer.collectors.settings import read_settings
from analyzer.errors import SettingsUnusable

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 10">{}</svg>'


def part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 6, height: int = 2, extra: bytes = b"") -> bytes:
    rows = zlib.compress(b"".join(b"\x00" + b"\x1a\x57\x95" * width for _ in range(height)))
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + part(b"IDAT", rows) + part(b"IEND", b"")


def read(tmp_path: Path, content: bytes | str, name: str = "logo.png"):
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_logo(tmp_path, name)


def test_a_png_keeps_its_picture_and_loses_what_it_tells(tmp_path):
    logo = read(tmp_path, png(extra=part(b"tEXt", b"Author\x00Kim Akers")) + b"<script>")
    assert (logo.media, logo.width, logo.height) == ("image/png", 6, 2)
    assert base64.b64decode(logo.data) == png()
    assert logo.uri.startswith("data:image/png;base64,")


def test_a_plain_svg_is_taken(tmp_path):
    logo = read(tmp_path, SVG.format('<path d="M0 0h9"/><!-- by Kim -->'))
    assert (logo.media, logo.width, logo.height) == ("image/svg+xml", 30, 10)
    assert b"Kim" not in base64.b64decode(logo.data)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG.format("<script>alert(1)</script>"), "the element script"),
        (SVG.format("<foreignObject/>"), "the element foreignobject"),
        (SVG.format('<animate attributeName="href"/>'), "the element animate"),
        (SVG.format('<path onload="x()"/>'), "the attribute onload"),
        (SVG.format('<image xlink:href="https://contoso.example/x.png"/>'), "href leads elsewhere"),
        (SVG.format('<path style="fill:url(https://contoso.example)"/>'), "style leads elsewhere"),
        (SVG.format("<style>@import 'x.css';</style>"), "a style that loads"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "a document type"),
        (SVG.format("<g>"), "damaged SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "without width and height"),
        ("GIF89a", "neither PNG nor SVG"),
        (png()[:-9], "damaged PNG"),
        (png()[:40] + b"x" + png()[41:], "damaged PNG"),
        (png(4001, 1), "4,001 x 1 pixels"),
        (png() + bytes(MOST_BYTES), "256,000 are allowed"),
    ],
)
def test_what_could_do_harm_is_refused_with_the_reason(tmp_path, content, said):
    with pytest.raises(LogoRefused, match=said):
        read(tmp_path, content)


def test_a_file_outside_the_folder_or_missing_is_refused(tmp_path):
    with pytest.raises(LogoRefused, match="outside"):
        read_logo(tmp_path / "a", "../logo.png")
    with pytest.raises(LogoRefused, match="cannot be read"):
        read_logo(tmp_path, "logo.png")


def test_the_settings_name_it(tmp_path):
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "assessment.toml").write_text('[report]\nlogo = "logo.png"\n', encoding="utf-8")
    first = read_settings(tmp_path / "assessment.toml")
    assert first.logo is not None
    (tmp_path / "logo.png").write_bytes(png(7, 2))
    # Another picture is another report: the fingerprint of the evidence sees it.
    assert read_settings(tmp_path / "assessment.toml").sha256 != first.sha256
    (tmp_path / "logo.png").write_bytes(b"text")
    with pytest.raises(SettingsUnusable, match=r"report.logo: logo.png is neither PNG nor SVG"):
        read_settings(tmp_path / "assessment.toml")
