"""The manifest of a collection: what was asked of whom, what came, what did not. One for each forest."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

KIND = "collection"
FORMAT = 1
ENDING = ".manifest.json"
COLLECTED, IN_PART, UNREACHABLE, LEFT_OUT = "collected", "collected in part", "unreachable", "left out"


class ManifestDamaged(ValueError):
    """The text is no manifest of a collection, or one of a later format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """A controller that answered. Times of the files are the collecting machine's; this is how far it was off."""

    host: str
    domain: str
    forest_level: int
    domain_level: int
    highest_usn: int
    clock_difference: float  # seconds by which the controller's clock was ahead of this machine's


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainState:
    """What became of one domain of the forest."""

    name: str
    dn: str
    state: str  # collected, collected in part, unreachable, left out
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFile:
    """One file: one part of one place."""

    file: str
    part: str
    title: str
    domain: str  # DNS name; the root domain's for parts of the forest
    host: str
    bases: tuple[str, ...]
    scope: str
    filter: str
    attributes: tuple[str, ...]  # asked for; ("*",) = all
    table: str
    highest_usn: int  # of the controller when the search began
    started: str  # ISO 8601, UTC
    finished: str
    objects: int
    bytes: int
    sha256: str
    is_absent: bool = False  # the place is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A part that could not be collected: it is unknown."""

    domain: str
    part: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything about one collection."""

    tool: str
    forest: str
    server: str
    started: str
    asked: str = ""  # fingerprint of what was asked for
    finished: str = ""
    exchange_schema: bool = True
    global_catalogue: bool = False
    search_bases: tuple[str, ...] = ()
    change_times: bool = True  # objects came with the times of their attributes
    link_times: bool = True  # ... and of their links
    unreadable: int = 0  # objects whose change times or rights are damaged
    not_in_schema: tuple[str, ...] = ()  # attributes that were asked for and that no object can have
    renamed: int = 0  # with --since: links of unchanged objects may still hold the old names
    vanished: int = 0  # with --since: objects deleted, or moved out of sight; the same holds for links to them
    controllers: tuple[Controller, ...] = ()
    domains: tuple[DomainState, ...] = ()
    files: tuple[PartFile, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Something that was asked for is missing."""
        return bool(self.failures) or any(d.state == UNREACHABLE for d in self.domains)

    def covers(self, domain: str) -> bool:
        """Every recipient of the domain that the account can see is in the files."""
        return any(d.name == domain and d.state == COLLECTED for d in self.domains)

    def with_file(self, done: PartFile) -> "Manifest":
        """The manifest with this file in place of an older one of its name."""
        return replace(self, files=(*(f for f in self.files if f.file != done.file), done))


def to_text(manifest: Manifest) -> str:
    """The manifest as JSON, readable by people."""
    return json.dumps({"exready": KIND, "format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1) + "\n"


def from_text(text: str) -> Manifest:
    """The manifest that was written.

    Raises:
        ManifestDamaged: it is none, or of a later format, or something is missing.
    """
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("exready") != KIND:
            raise ManifestDamaged("it is no manifest of a collection")
        if data.get("format") != FORMAT:
            raise ManifestDamaged(f"its format is {data.get('format')}, this version reads {FORMAT}")
        values = _known(Manifest, data)
        for key in ("search_bases", "not_in_schema"):
            values[key] = tuple(values.get(key, ()))
        for key, kind in (
            ("controllers", Controller),
            ("domains", DomainState),
            ("files", PartFile),
            ("failures", Failure),
        ):
            values[key] = tuple(kind(**_known(kind, each)) for each in data.get(key, ()))
        files = tuple(replace(f, attributes=tuple(f.attributes), bases=tuple(f.bases)) for f in values["files"])
        return Manifest(**{**values, "files": files})
    except (TypeError, AttributeError, json.JSONDecodeError, RecursionError) as error:
        raise ManifestDamaged(str(error)) from error


def looks_like_manifest(head: bytes) -> bool:
    """The first bytes of a file are those of a manifest."""
    return b'"exready": "collection"' in head[:200]


def _known(kind: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(kind)}
    return {k: v for k, v in data.items() if k in names}
