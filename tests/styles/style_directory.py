"""Objects of Active Directory as files: CSVDE, Get-ADObject, and the lines of ``exready collect``."""

import base64
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence

from sample_company.ldif_files import Entry
from sample_company.truth import Cell

from analyzer.collectors.collect.manifest import COLLECTED, DomainState, Manifest, PartFile, to_text
from analyzer.engine.catalogue import load_catalogue
from analyzer.resources import data_folder

_MOMENT = "2026-11-16T05:55:00Z"
_CATALOGUE = load_catalogue(data_folder("rules"))
_SINGLE = frozenset(a.ldap_name for a in _CATALOGUE if not a.multi_valued)
_NAME = "distinguishedName"


def _names(entries: Sequence[Entry]) -> list[str]:
    """All attributes that occur, in the order in which they do."""
    return list(dict.fromkeys(n for _dn, held in entries for n in held if n != _NAME))


def _values(cell: Cell | None) -> list[str | bytes]:
    each = [] if cell is None else cell if isinstance(cell, list) else [cell]
    return [v for v in each if v not in {"", b""}]


def csvde(entries: Sequence[Entry], *, unicode: bool = True) -> bytes:
    """``csvde -u -f``: the name always quoted, other cells only where they must be, the most specific class."""
    names = _names(entries)
    lines = [",".join(["DN", *names])]
    for dn, held in entries:
        cells = [_csvde_cell(name, held.get(name)) for name in names]
        lines.append(",".join(['"' + dn.replace('"', '""') + '"', *cells]))
    text = "\r\n".join(lines) + "\r\n"
    return b"\xff\xfe" + text.encode("utf-16-le") if unicode else text.encode("cp1252")


def _csvde_cell(name: str, cell: Cell | None) -> str:
    values = _values(cell)
    if name == "objectClass":
        values = values[-1:]
    text = ";".join(f"X'{v.hex()}'" if isinstance(v, bytes) else _csvde_text(v) for v in values)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _csvde_text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")


def ad_objects_csv(entries: Sequence[Entry]) -> bytes:
    """Get-ADObject with a fixed list of attributes: lists joined with ``|``, bytes in base64, ISO times."""
    names = [n for n in dict.fromkeys([*_names(entries), *(a.ldap_name for a in _CATALOGUE)]) if n != _NAME]
    lines = [",".join(f'"{n}"' for n in ["DistinguishedName", *names])]
    for dn, held in entries:
        cells = [dn, *("|".join(_ad_text(n, v) for v in _values(held.get(n))) for n in names)]
        lines.append(",".join('"' + c.replace('"', '""') + '"' for c in cells))
    return b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode()


def _ad_text(name: str, value: str | bytes) -> str:
    if isinstance(value, bytes):
        return str(uuid.UUID(bytes_le=value)) if name == "objectGUID" else base64.b64encode(value).decode()
    if value in {"TRUE", "FALSE"}:
        return value.title()
    if value.endswith(".0Z") and len(value) == 17:
        moment = dt.datetime.strptime(value, "%Y%m%d%H%M%S.0Z").replace(tzinfo=dt.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    return value


def collected(domains: Sequence[tuple[str, Sequence[Entry]]], configuration: Sequence[Entry]) -> dict[str, bytes]:
    """The files of one collection of a forest, with their manifest."""
    forest = domains[0][0]
    files: dict[str, bytes] = {}
    parts = []

    def add(domain: str, part: str, table: str, entries: Sequence[Entry]) -> None:
        file = f"{domain}.{part}.jsonl"
        data = files[f"directory/{file}"] = b"".join(_lines(entries))
        parts.append(
            PartFile(
                file=file,
                part=part,
                title=part.title(),
                domain=domain,
                host=f"dc1.{domain}",
                bases=(),
                scope="subtree",
                filter="(objectClass=*)",
                attributes=("*",),
                table=table,
                highest_usn=1,
                started=_MOMENT,
                finished=_MOMENT,
                objects=len(entries),
                bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
            )
        )

    for name, entries in domains:
        add(name, "recipients", "ad.object", entries)
    add(forest, "configuration", "ad.configuration", configuration)
    states = tuple(
        DomainState(name=n, dn=",".join(f"DC={p}" for p in n.split(".")), state=COLLECTED) for n, _entries in domains
    )
    manifest = Manifest(
        tool="exready", forest=forest, server=f"dc1.{forest}", started=_MOMENT, finished=_MOMENT, change_times=False,
        domains=states, files=tuple(parts),
    )  # fmt: skip
    files[f"directory/{forest}.manifest.json"] = to_text(manifest).encode()
    return files


def _lines(entries: Sequence[Entry]) -> Iterator[bytes]:
    for dn, held in entries:
        out: dict[str, str | list[str]] = {"dn": dn}
        for name, cell in held.items():
            values = _values(cell)
            if name == _NAME or not values:
                continue
            is_bytes = isinstance(values[0], bytes)
            texts = [base64.b64encode(v).decode() if isinstance(v, bytes) else v for v in values]
            out[name + "::" * is_bytes] = texts[0] if name in _SINGLE and len(texts) == 1 else texts
        yield json.dumps(out, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def by_unit(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The objects under each organisational unit, and those above all of them."""
    out: dict[str, list[Entry]] = {}
    for dn, held in entries:
        unit = next((p[3:] for p in dn.split(",") if p.startswith("OU=")), "other")
        out.setdefault(unit.casefold(), []).append((dn, held))
    return out
