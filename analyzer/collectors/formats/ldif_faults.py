"""Records that cannot be used, and files that break off: no value may be half of what it was."""

from dataclasses import dataclass

import numpy as np

from analyzer.collectors.codes import problem
from analyzer.collectors.formats.ldif_lines import Reading
from analyzer.collectors.formats.ldif_names import Names, Use
from analyzer.collectors.formats.ldif_records import Records
from analyzer.collectors.formats.ldif_signs import Signs
from analyzer.collectors.formats.ldif_sorting import change_records
from analyzer.model.problems import Problem

_CUT = "the file stops inside it"


@dataclass(slots=True, kw_only=True)
class Faults:
    """Gathered over a file: the first of each kind, for the report."""

    cut_row: int | None = None
    zero_row: int | None = None
    base64_row: int | None = None
    no_attribute: int = 0
    no_attribute_row: int | None = None
    too_large: bool = False

    def find(self, records: Records, names: Names, signs: Signs, reading: Reading) -> dict[int, str]:
        """Records of the block that cannot be used, each with its reason."""
        out: dict[int, str] = {}
        self._zero_bytes(records, out)
        self._other_lines(records, names, signs, out)
        for line in records.broken_base64().tolist():
            entry = int(records.entry[line])
            if entry >= 0:
                out.setdefault(entry, f"its base64 is broken in line {records.row(line)}")
            if not self._is_open(records, entry):
                self.base64_row = self.base64_row or records.row(line)
        last = records.count - 1
        if self._is_open(records, last) and (last in out or (reading.ends_inside_line and reading.ends_folded)):
            out[last] = _CUT
            self.cut_row = int(records.rows[last])
        return out

    @staticmethod
    def _is_open(records: Records, entry: int) -> bool:
        """Whether the record reaches to the end of the file without the blank line that ends a record."""
        is_last = entry >= 0 and entry == records.count - 1 and int(records.entry[-1]) == entry
        return is_last and not records.block.data.endswith((b"\n\n", b"\n\r\n"))

    def _zero_bytes(self, records: Records, out: dict[int, str]) -> None:
        if b"\0" not in records.block.data:
            return
        places = np.flatnonzero(records.block.codes == 0)
        lines = np.unique(np.searchsorted(records.block.starts, places, side="right") - 1)
        self.zero_row = self.zero_row or int(records.block.numbers[lines[0]])
        for entry in np.unique(records.entry[np.isin(records.lines, lines)]).tolist():
            if entry >= 0:
                out[entry] = "it holds zero bytes"

    def _other_lines(self, records: Records, names: Names, signs: Signs, out: dict[int, str]) -> None:
        """Lines inside a record that name no attribute: a lost fold, or another program's words in between."""
        uses = names.uses()[records.spelling]
        inside = np.flatnonzero((uses == Use.JUNK) & (records.entry >= 0))
        if not len(inside):
            return
        changes = change_records(records, names)
        for line in inside.tolist():
            entry, row = int(records.entry[line]), records.row(line)
            if changes[entry]:
                continue
            out.setdefault(entry, f"line {row} names no attribute")
            if signs.is_error(row, records.text(line)) or self._is_open(records, entry):
                continue
            self.no_attribute += 1
            self.no_attribute_row = self.no_attribute_row or row

    def problems(self, reading: Reading, *, file: str) -> list[Problem]:
        """What was found, as the report says it."""
        out = []
        if self.cut_row is not None:
            out.append(problem("E206", file=file, row=self.cut_row, what="it stops inside an object"))
        elif reading.ends_inside_line:
            out.append(problem("W422", file=file, row=reading.lines))
        for row, reason in (
            (self.zero_row, "it holds zero bytes"),
            (self.base64_row, "the base64 of a value is damaged"),
            (reading.lines if reading.is_utf16_broken else None, "its UTF-16 is damaged"),
            (0 if self.too_large else None, "an object is larger than any can be; line ends may be lost"),
        ):
            if row is not None:
                out.append(problem("E211", file=file, row=row or None, grammar="LDIF", reason=reason))
        if self.no_attribute:
            reason = f"{self.no_attribute} lines inside objects name no attribute"
            out.append(problem("E211", file=file, row=self.no_attribute_row, grammar="LDIF", reason=reason))
        return out
