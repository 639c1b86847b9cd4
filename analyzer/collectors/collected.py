"""What ``exready collect`` left in a folder: the manifest says what each file is and what it was."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analyzer.collectors.collect.files import LINES, hash_of, is_plain
from analyzer.collectors.collect.manifest import (
    COLLECTED,
    Manifest,
    ManifestDamaged,
    PartFile,
    from_text,
    looks_like_manifest,
)
from analyzer.collectors.formats.json_lines import read_json_lines
from analyzer.collectors.formats.ldif import LdifFile
from analyzer.collectors.told import Told
from analyzer.model.catalogue import Catalogue
from analyzer.model.problems import Problem
from analyzer.model.progress import Progress
from analyzer.model.snapshot import SourceFile

MANIFEST = "ad.manifest"
TITLE = "Manifest of exready collect"
_HEAD = 200
_CLOCK = 60.0  # seconds that two clocks may differ before somebody should know


@dataclass(frozen=True, slots=True, kw_only=True)
class Collections:
    """The manifests of a folder and the files they name."""

    manifests: Mapping[Path, Manifest | ManifestDamaged]
    files: Mapping[Path, tuple[Manifest, PartFile]]

    def is_lone(self, path: Path) -> bool:
        """A file of a collection that no manifest names."""
        return path.name.endswith(LINES) and path not in self.files and _head(path).startswith(b'{"dn":')


def find_collections(paths: Iterable[Path]) -> Collections:
    """All manifests among the files, known by how they begin."""
    manifests: dict[Path, Manifest | ManifestDamaged] = {}
    files: dict[Path, tuple[Manifest, PartFile]] = {}
    for path in paths:
        if path.suffix != ".json" or not looks_like_manifest(_head(path)):
            continue
        try:
            manifest = from_text(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            manifests[path] = ManifestDamaged(str(error))
            continue
        except ManifestDamaged as error:
            manifests[path] = error
            continue
        manifests[path] = manifest
        files |= {path.parent / f.file: (manifest, f) for f in manifest.files if is_plain(f.file)}
    return Collections(manifests=manifests, files=files)


def tell_manifest(path: Path, manifest: Manifest | ManifestDamaged, told: Told) -> tuple[str, ...]:
    """The domains of the forest; what is missing in the collection is told."""
    if isinstance(manifest, ManifestDamaged):
        told.add("E211", grammar="JSON", reason=str(manifest))
        return ()
    lost = [f.file for f in manifest.files if not is_plain(f.file) or not (path.parent / f.file).is_file()]
    if lost:
        told.add("E216", count=len(lost), files=", ".join(lost[:3]))
    for domain in manifest.domains:
        if domain.state != COLLECTED:
            told.add("W425", domain=domain.name, state=domain.state, reason=domain.reason)
    for each in manifest.failures:
        told.add("W426", part=each.part, domain=each.domain, error=each.code, reason=each.reason)
    if not manifest.exchange_schema:
        told.add("W427")
    elif manifest.not_in_schema:
        names = manifest.not_in_schema
        told.add("N510", count=len(names), names=", ".join(names[:5]) + (" ..." if len(names) > 5 else ""))
    if manifest.unreadable:
        told.add("W428", count=manifest.unreadable)
    if manifest.renamed:
        told.add("W429", count=manifest.renamed)
    if manifest.vanished:
        told.add("W431", count=manifest.vanished)
    for controller in manifest.controllers:
        if abs(controller.clock_difference) > _CLOCK:
            told.add("W430", host=controller.host, seconds=f"{controller.clock_difference:+.0f}")
    if not manifest.change_times:
        told.add("N509")
    elif not manifest.link_times:
        told.add("N508")
    return tuple(d.name for d in manifest.domains)


def read_collected(
    path: Path, source: SourceFile, found: tuple[Manifest, PartFile], catalogue: Catalogue, progress: Progress
) -> LdifFile | Problem:
    """The rows of the file, or the problem that refuses it.

    Raises:
        OSError: the file cannot be read.
    """
    manifest, part = found
    if hash_of(path) != part.sha256:
        told = Told(file=source.file)
        told.add("E217")
        return told.problems()[0]
    return read_json_lines(
        path,
        file=source.file,
        catalogue=catalogue,
        asked=part.attributes,
        started=dt.datetime.fromisoformat(part.started),
        domains=(part.domain,) if manifest.covers(part.domain) else (),
        progress=progress,
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""
