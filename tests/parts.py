"""The parts a machine may lack: what they are for, how they are found, what stands for a missing one."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

# Servers are outside the search path of ordinary users.
_SERVERS = "/usr/local/sbin:/usr/sbin:/sbin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program that a group of tests needs. ``programs`` are alternatives for each step, all steps are needed."""

    title: str
    purpose: str
    programs: tuple[tuple[str, ...], ...]


# By the pytest marker of the tests that need the part.
PARTS: Mapping[str, Part] = {
    "directory": Part(
        title="Samba",
        purpose="a real Active Directory",
        programs=(("samba",), ("samba-tool",)),
    ),
    "browser": Part(
        title="Chromium",
        purpose="a real browser",
        programs=(("chromium", "chromium-browser", "google-chrome"),),
    ),
    "spreadsheet": Part(
        title="LibreOffice",
        purpose="a real spreadsheet program",
        programs=(("soffice", "libreoffice"),),
    ),
}


def find(marker: str) -> str | None:
    """The path of the first program of the part; None when one of its programs is missing."""
    search = os.pathsep.join([os.environ.get("PATH", ""), _SERVERS])
    found = [next(filter(None, (shutil.which(p, path=search) for p in some)), None) for some in PARTS[marker].programs]
    return None if None in found else found[0]


def lacking(marker: str) -> str:
    """The reason shown where a test is skipped for want of the part."""
    part = PARTS[marker]
    return f"{part.title} is not installed ({part.purpose})"


def all_required() -> bool:
    """True where every part has to be there, and a test skipped for want of one is a failure."""
    return os.environ.get("EXREADY_REQUIRE_ALL", "") not in {"", "0"}
