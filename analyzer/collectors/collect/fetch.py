"""The objects of one search in a file: all of them, or what an earlier file lacks or has too old."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzer.collectors.collect.files import LineFile, identity_of, whole_lines
from analyzer.collectors.collect.lines import Writer
from analyzer.collectors.collect.searches import ALWAYS, Search
from analyzer.collectors.collect.source import Directory, Entry
from analyzer.model.progress import Progress

_BATCH = 50  # objects asked for by name in one search


@dataclass(slots=True, kw_only=True)
class Fetch:
    """One search on one connection."""

    directory: Directory
    search: Search
    writer: Writer
    page_size: int
    progress: Progress
    renamed: int = 0  # objects that were kept under another name
    vanished: int = 0  # objects that were kept and are gone

    def everything(self, file: LineFile) -> None:
        """Every object is in the file, page by page; the file is all that grows."""
        for base in self.search.bases:
            self._write(file, base, self.search.filter)

    def rest(self, file: LineFile, before: Path) -> None:
        """Every object is in the file once: lines of the earlier file where the object did not change since, other
        objects fetched now. Objects that are gone are left out. Holds a number for each object in memory."""
        still = 0
        for base in self.search.bases:
            # An object below a place that was renamed changes its name, not its update number.
            current = {
                guid: (usn, hash(entry.dn))
                for entry in self._entries(base, self.search.filter, ALWAYS)
                for guid, usn in (_identity(entry),)
                if guid
            }
            block: list[bytes] = []
            for line in whole_lines(before):
                guid, usn, dn = identity_of(line)
                found = current.get(guid)
                if found is None:
                    continue
                still += 1
                is_renamed = found[1] != hash(dn)
                self.renamed += is_renamed
                if is_renamed or found[0] != usn:
                    continue
                del current[guid]
                block.append(line)
                if len(block) == self.page_size:
                    self._keep(file, block)
                    block = []
            self._keep(file, block)
            missing = list(current)
            for start in range(0, len(missing), _BATCH):
                names = "".join(f"(objectGUID={_escaped(g)})" for g in missing[start : start + _BATCH])
                self._write(file, base, f"(&{self.search.filter}(|{names}))")
        self.vanished = sum(1 for _line in whole_lines(before)) - still

    def _keep(self, file: LineFile, block: list[bytes]) -> None:
        file.write(block)
        self.progress.advance(len(block))

    def _write(self, file: LineFile, base: str, text: str) -> None:
        asked = (*self.search.attributes, *self.search.also)
        line = self.writer.line
        pages = self.directory.pages(
            base,
            scope=self.search.part.scope,
            filter=text,
            attributes=asked,
            page_size=self.page_size,
            sd_flags=self.search.sd_flags,
        )
        for page in pages:
            file.write([line(entry) for entry in page.entries])
            self.progress.advance(len(page.entries))

    def _entries(self, base: str, text: str, attributes: tuple[str, ...]) -> Iterator[Entry]:
        pages = self.directory.pages(
            base, scope=self.search.part.scope, filter=text, attributes=attributes, page_size=self.page_size
        )
        for page in pages:
            yield from page.entries


def _identity(entry: Entry) -> tuple[bytes, int]:
    held = {name.casefold(): values for name, values in entry.attributes.items()}
    guid, usn = (next(iter(held.get(name.casefold(), ())), b"") for name in ALWAYS)
    return guid, int(usn) if usn.isdigit() else -1


def _escaped(guid: bytes) -> str:
    return "".join(f"\\{byte:02x}" for byte in guid)
