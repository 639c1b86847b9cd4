"""What must be true after any bytes were read as a file: the fuzzers and the regression tests ask the same."""

import os
import tempfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import fuzz_counts
import pyarrow as pa

from analyzer.collectors import load_layouts, read_folder
from analyzer.collectors.folder import SETTINGS_FILE
from analyzer.collectors.formats.decoding import decode
from analyzer.collectors.formats.delimited import read_delimited
from analyzer.collectors.formats.json_lines import read_objects
from analyzer.collectors.formats.name_value import looks_like_pairs
from analyzer.collectors.knowledge import Knowledge
from analyzer.collectors.layouts import Layouts
from analyzer.collectors.merge import merge
from analyzer.collectors.one_file import read_one
from analyzer.collectors.outcome import OneFile
from analyzer.collectors.read import _headers
from analyzer.collectors.settings import read_settings
from analyzer.collectors.sniffing import Grammar, sniff
from analyzer.collectors.told import Told
from analyzer.engine.catalogue import load_catalogue
from analyzer.errors import SettingsUnusable
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Silent
from analyzer.model.snapshot import FILE, ROW

RULES = Path(__file__).resolve().parents[2] / "rules"
_NAMED = frozenset({"proxyAddresses", "objectClass", "objectGUID", "member", "whenChanged", "mail", "displayName"})


_KINDS = frozenset(
    {
        "cloud.mailbox", "onprem.mailbox", "cloud.accepted_domain", "onprem.accepted_domain", "sync.parameters",
        "sync.scheduler", "ad.change", "ad.csvde", "ad.cmdlet", "ad.long_addresses", "ad.object", "ad.configuration",
        "entra.user", "entra.organization",
    }
)  # fmt: skip


def _layouts() -> Layouts:
    """The layouts that the seeds are of: looking a header up in all of them takes a third of the time."""
    whole = load_layouts(RULES)
    out = Layouts(x for x in whole if x.id in _KINDS)
    out.marks, out.unasked = whole.marks, whole.unasked
    return out


def _narrow(whole: Catalogue) -> Catalogue:
    """One attribute in twelve and a few named ones: all are treated alike, and hundreds take most of the time."""
    kept = {a.ldap_name: a for n, a in enumerate(whole) if n % 12 == 0 or a.ldap_name in _NAMED}
    return replace(whole, attributes=kept, by_folded={n.casefold(): a for n, a in kept.items()})


LAYOUTS = _layouts()
KNOWN = Knowledge(
    layouts=LAYOUTS,
    marks=LAYOUTS.marks,
    headers=_headers(LAYOUTS),
    catalogue=_narrow(load_catalogue(RULES)),
    unasked=LAYOUTS.unasked,
)
# Without layouts nobody knows a file, and its cells are not looked at: several times as many inputs reach the grammars.
GRAMMARS_ONLY = replace(KNOWN, layouts=())
# Beside a table of objects it is made of rows that are counted there.
_CHANGES = "ad.change"
# Files in memory, where there are such; a disk would be the slowest part of an input.
_SHELF = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


class Wrong(AssertionError):
    """Something that must be true of every file is not."""


def _scratch() -> Path:
    shelf = _SHELF if os.access(_SHELF, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="exready-fuzz-", dir=shelf))


class Reading:
    """Reads bytes as a file of an assessment folder, in a folder of its own.

    Where time matters, what the cells mean is looked at for one input in eight, always the same ones.
    """

    def __init__(self, folder: Path | None = None, *, is_quick: bool = False) -> None:
        self.folder, self.is_quick = folder or _scratch(), is_quick

    def path(self, data: bytes, name: str = "input.bin") -> Path:
        """A file with these bytes."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def one(self, data: bytes, name: str = "cloud/input.bin") -> OneFile:
        """The file as ``read_one`` reads it, its ledger checked."""
        known = GRAMMARS_ONLY if self.is_quick and zlib.crc32(data) % 8 else KNOWN
        found = read_one(self.path(data), name, known, Silent())
        reconcile(found, data)
        return found


def reconcile(one: OneFile, data: bytes) -> None:
    """Every row is accounted for, nothing grew beyond the input, and all text can be written again."""
    source = one.source
    if source.rows_read != source.rows_used + source.rows_ignored + source.rows_rejected:
        raise Wrong(
            f"read {source.rows_read} is not {source.rows_used} + {source.rows_ignored} + {source.rows_rejected}"
        )
    if len(one.rejected) != source.rows_rejected:
        raise Wrong(f"{source.rows_rejected} rejected, {len(one.rejected)} named")
    if sum(one.ignored.values()) != source.rows_ignored:
        raise Wrong(f"{source.rows_ignored} ignored, {dict(one.ignored)} explained")
    if source.rows_read > len(data):
        raise Wrong(f"{source.rows_read} rows out of {len(data)} bytes")
    rows = sum(t.num_rows for kind, t in one.tables.items() if kind != _CHANGES or source.kind == _CHANGES)
    if rows != source.rows_used:
        raise Wrong(f"{source.rows_used} used, {rows} in the tables")
    for kind, table in one.tables.items():
        table.validate(full=True)
        # Merging wide tables takes most of the time of an input; one in sixteen is enough, always the same ones.
        if zlib.crc32(data) % 16 == 0:
            _merge_with_itself(kind, table)
    for problem in one.problems:
        "\n".join(str(getattr(problem, f)) for f in ("message", "seen", "column", "help")).encode("utf-8")
    for name in source.columns:
        name.encode("utf-8")


def _merge_with_itself(kind: str, table: pa.Table) -> None:
    """The same file twice: every row is in the merged table or counted as lost."""
    layout = KNOWN.layout(kind)
    if layout is None or not table.num_rows:
        return
    merged = merge([(0, table), (1, table)], layout)
    lost = sum(x.count for x in merged.lost)
    if merged.table.num_rows + lost != 2 * table.num_rows:
        raise Wrong(f"{kind}: {merged.table.num_rows} kept and {lost} lost of twice {table.num_rows}")
    if {FILE, ROW} - set(merged.table.column_names):
        raise Wrong(f"{kind}: rows without a place")


def delimited(reading: Reading, data: bytes) -> None:
    """Text with delimiters; where it is well-formed, Python's csv sees the same cells in the same rows."""
    reading.one(data)
    if sniff(data) is not Grammar.DELIMITED:
        return
    if not fuzz_counts.is_well_formed(data):
        return
    text = decode(data, Told(file="x"))
    if looks_like_pairs(text.data[:20_000].decode("utf-8", errors="replace")):
        return
    told = Told(file="x")
    grid = read_delimited(text, told, KNOWN.headers)
    wrong = fuzz_counts.delimited_faults(data, grid)
    if wrong:
        raise Wrong(wrong)


def ldif(reading: Reading, data: bytes) -> None:
    """LDIF; every line that names an object is a record that was read."""
    one = reading.one(data, "directory/input.ldf")
    if sniff(data) is not Grammar.LDIF:
        return
    names = fuzz_counts.ldif_names(data)
    if names is not None and one.source.rows_read != names:
        raise Wrong(f"{names} objects are named, {one.source.rows_read} were read")


def json(reading: Reading, data: bytes) -> None:
    """JSON; every object is a row that was read."""
    one = reading.one(data)
    if sniff(data) is not Grammar.JSON:
        return
    objects = fuzz_counts.json_objects(data)
    if objects is not None and one.source.rows_read != objects:
        raise Wrong(f"{objects} elements, {one.source.rows_read} were read")


def json_lines(reading: Reading, data: bytes) -> None:
    """Lines of JSON as a collection holds them: Arrow sees what Python's json sees."""
    blocks = list(read_objects(reading.path(data), Silent()))
    wrong = fuzz_counts.json_lines_faults(data, blocks)
    if wrong:
        raise Wrong(wrong)


def clixml(reading: Reading, data: bytes) -> None:
    """CLIXML; where an XML parser takes the file, every object in it is a row that was read."""
    one = reading.one(data)
    if sniff(data) is not Grammar.CLIXML:
        return
    objects = fuzz_counts.clixml_objects(data)
    if objects is not None and one.source.rows_read and one.source.rows_read != objects:
        raise Wrong(f"{objects} objects, {one.source.rows_read} were read")


def settings(reading: Reading, data: bytes) -> None:
    """``assessment.toml``: read, or refused with its faults."""
    try:
        read_settings(reading.path(data, SETTINGS_FILE))
    except SettingsUnusable as error:
        str(error).encode("utf-8")


def archive(reading: Reading, data: bytes) -> None:
    """A zip or gzip: every file in it is read and accounted for, and nothing of it stays on the disk."""
    folder = reading.folder / "assessment"
    (folder / "cloud").mkdir(parents=True, exist_ok=True)
    path = folder / "cloud" / "input.zip"
    path.write_bytes(data)
    found = read_folder(folder, layouts=LAYOUTS, catalogue=KNOWN.catalogue, progress=Silent())
    left = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p != path)
    if left:
        raise Wrong(f"left on the disk: {left}")
    for each in found.files:
        if each.rows_read != each.rows_used + each.rows_ignored + each.rows_rejected:
            raise Wrong(f"{each.file}: {each.rows_read} rows are not accounted for")


CHECKS: Mapping[str, Callable[[Reading, bytes], None]] = {
    "ldif": ldif,
    "delimited": delimited,
    "clixml": clixml,
    "json": json,
    "json_lines": json_lines,
    "format_list": delimited,
    "settings": settings,
    "archive": archive,
}
