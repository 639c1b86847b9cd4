"""Change times of attributes: the XML that a domain controller makes of its replication metadata."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape

import numpy as np
import pyarrow as pa

from analyzer.collectors.formats.ldif_columns import Damage
from analyzer.collectors.formats.ldif_lines import Numbers
from analyzer.collectors.formats.ldif_names import Names, Use, joined
from analyzer.collectors.formats.ldif_records import Records
from analyzer.collectors.formats.ldif_values import BASE64, PLAIN, text_of
from analyzer.model.snapshot import ROW

CHANGE_TABLE = "ad.change"
SOURCE = "msDS-ReplAttributeMetaData"
CONTROLLER = "LastOriginatingChangeDirectoryServerIdentity"
_PIECE = re.compile(r"<(pszAttributeName|dwVersion|ftimeLastOriginatingChange|pszLastOriginatingDsaDN)>([^<]*)</")
_END, _BETWEEN = "</DS_REPL_ATTR_META_DATA>", " \t\r\n\0|;,"
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@dataclass(slots=True, kw_only=True)
class Changes:
    """When each attribute of the catalogue was changed last, object by object."""

    names: Names
    damage: Damage
    _objects: list[str] = field(default_factory=list)
    _attributes: list[str] = field(default_factory=list)
    _times: list[str] = field(default_factory=list)
    _versions: list[str] = field(default_factory=list)
    _controllers: list[str] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)

    def add(self, records: Records, chosen: Numbers, dns: pa.Array) -> None:
        """Takes the times of the chosen records. An object whose times are not all readable gives none at all:
        half of them would look like an object that was left alone since."""
        wanted = np.zeros(records.count + 1, bool)
        wanted[chosen] = True
        uses = self.names.uses()[records.spelling]
        lines = np.flatnonzero((uses == Use.TIMES) & wanted[records.entry])
        if not len(lines):
            return
        by_record: dict[int, list[int]] = defaultdict(list)
        for line, entry in zip(lines.tolist(), records.entry[lines].tolist(), strict=True):
            by_record[entry].append(line)
        for entry, mine in by_record.items():
            ranges = [self.names.names[s] for s in set(records.spelling[mine].tolist())]
            parts = [(n.first, n.last) for n in ranges if n.first >= 0]
            found = self._read(records, mine)
            if found is None or (parts and not joined(parts)):
                self.damage.no_text[SOURCE] += 1
                self.damage.first_row.setdefault(("no_text", SOURCE), int(records.rows[entry]))
                continue
            dn, row = dns[entry].as_py(), int(records.rows[entry])
            for attribute, time, version, controller in found:
                self._objects.append(dn)
                self._attributes.append(attribute)
                self._times.append(time)
                self._versions.append(version)
                self._controllers.append(controller)
                self._rows.append(row)

    def _read(self, records: Records, lines: list[int]) -> list[tuple[str, str, str, str]] | None:
        out = []
        values = records.values(np.array(lines, np.int64)).to_pylist()
        for value, mark in zip(values, records.marks[lines].tolist(), strict=True):
            text = value if mark == PLAIN else text_of(value) if mark == BASE64 else None
            # A cell of a table holds all of them behind each other.
            each = [p for p in (text or "").split(_END) if p.strip(_BETWEEN)] or [""]
            for pieces in (dict(_PIECE.findall(part)) for part in each):
                time = pieces.get("ftimeLastOriginatingChange", "")
                if not _TIME.fullmatch(time) or not pieces.get("pszAttributeName"):
                    return None
                attribute = self.names.catalogue.find(pieces["pszAttributeName"])
                if attribute is not None:
                    settings = unescape(pieces.get("pszLastOriginatingDsaDN", ""))
                    out.append((attribute.ldap_name, time, pieces.get("dwVersion", ""), settings))
        return out

    def finish(self) -> pa.Table | None:
        """A row for each object and attribute, or None where the file has no times."""
        if not self._objects:
            return None
        return pa.table(
            {
                "Object": pa.array(self._objects, pa.string()),
                "AttributeName": pa.array(self._attributes, pa.string()),
                "LastOriginatingChangeTime": pa.array(self._times, pa.string()),
                "Version": pa.array(self._versions, pa.string()),
                CONTROLLER: pa.array(self._controllers, pa.string()),
                ROW: pa.array(self._rows, pa.int64()),
            }
        )
