"""What only all files together show: exports that do not cover what others speak of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.codes import problem
from analyzer.model.problems import Problem
from analyzer.model.snapshot import FILE, ROW, SourceFile

_DIRECTORY = "ad.object"
_IS_MAIL = r"(?i)^(msExch.*|proxyAddresses)$"
# Lists of recipients that come from the directory, and the column that says so where not all do.
_RECIPIENTS = (
    ("onprem.remote_mailbox", ""), ("onprem.mailbox", ""), ("cloud.mailbox", "IsDirSynced"),
    ("cloud.mailuser", "IsDirSynced"), ("cloud.recipient", "IsDirSynced"),
)  # fmt: skip
_DNS = (("entra.user", "OnPremisesDistinguishedName"), ("onprem.remote_mailbox", "DistinguishedName"),
        ("onprem.mailbox", "DistinguishedName"), ("onprem.recipient", "DistinguishedName"))  # fmt: skip
_LINKS = (
    "ForwardingAddress", "GrantSendOnBehalfTo", "ModeratedBy", "AcceptMessagesOnlyFrom",
    "AcceptMessagesOnlyFromSendersOrMembers", "RejectMessagesFrom", "RejectMessagesFromSendersOrMembers", "ManagedBy",
)  # fmt: skip
_NAMED = ("Name", "DisplayName", "Alias", "Identity")
_PEOPLE = ("cloud.mailbox", "cloud.mailuser", "cloud.group", "cloud.contact", "cloud.recipient")
_IDS = ("ExternalDirectoryObjectId", "Guid", "ExchangeObjectId")
# An address, a GUID, a distinguished or canonical name: each names one object.
_NAMES_ONE = r"@|/|=|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"


def across(
    files: Sequence[SourceFile], tables: Mapping[str, pa.Table], commands: Mapping[str, str]
) -> tuple[Problem, ...]:
    """The problems that no file shows by itself. ``commands`` holds the export command of each kind."""
    return (
        *_without_mail(files, tables, commands.get(_DIRECTORY, "")),
        *_uncovered(files, tables, commands.get(_DIRECTORY, "")),
        *_doubtful_names(files, tables),
    )


def _without_mail(files: Sequence[SourceFile], tables: Mapping[str, pa.Table], command: str) -> Iterator[Problem]:
    """Directory exports that lack every attribute of mail, though other files list recipients of the directory."""
    table = tables.get(_DIRECTORY)
    if table is None:
        return
    listed, count = _recipients(tables)
    if not count:
        return
    mail = [n for n in table.column_names if pc.match_substring_regex(pa.scalar(n), _IS_MAIL).as_py()]
    known = pa.chunked_array([pa.nulls(table.num_rows, pa.bool_())])
    for name in mail:
        known = pc.or_kleene(known, pc.is_valid(table[name]))
    without = set(table[FILE].filter(pc.invert(pc.fill_null(known, False))).unique().to_pylist())
    for number in sorted(without - set(table[FILE].filter(pc.fill_null(known, False)).unique().to_pylist())):
        yield problem("W481", file=files[number].file, count=f"{count:,}", other=listed, help=_again(command))


def _recipients(tables: Mapping[str, pa.Table]) -> tuple[str, int]:
    """The first list of recipients that come from the directory, and how many."""
    for kind, synced in _RECIPIENTS:
        table = tables.get(kind)
        if table is None:
            continue
        count = table.num_rows
        if synced:
            count = pc.sum(pc.equal(table[synced], "True")).as_py() or 0 if synced in table.column_names else 0
        if count:
            return kind, count
    return "", 0


def _uncovered(files: Sequence[SourceFile], tables: Mapping[str, pa.Table], command: str) -> Iterator[Problem]:
    """Domains that other exports name and no directory export holds an object of."""
    table = tables.get(_DIRECTORY)
    if table is None or "distinguishedName" not in table.column_names:
        return
    covered = set(_domains(table["distinguishedName"]).unique().to_pylist())
    told: set[str] = set()
    for kind, name in _DNS:
        other = tables.get(kind)
        if other is None or name not in other.column_names or not covered - {None}:
            continue
        domains = _domains(other[name])
        for domain in sorted({d for d in domains.unique().to_pylist() if d} - covered - told):
            mine = pc.fill_null(pc.equal(domains, domain), False)
            first = other.filter(mine).slice(0, 1)
            told.add(domain)
            yield problem(
                "W490", file=files[first[FILE][0].as_py()].file, row=first[ROW][0].as_py(), column=name,
                count=pc.sum(mine).as_py(), domain=domain, help=_again(command),
            )  # fmt: skip


def _domains(dns: pa.ChunkedArray) -> pa.ChunkedArray:
    """``contoso.example`` of each distinguished name; null where there is none."""
    parts = pc.replace_substring_regex(pc.utf8_lower(dns), r"^.*?,?dc=", "")
    text = pc.replace_substring_regex(parts, r"\s*,\s*dc=", ".")
    return pc.if_else(pc.match_substring_regex(dns, r"(?i)(^|,)\s*dc="), text, pa.scalar(None, pa.string()))


def _doubtful_names(files: Sequence[SourceFile], tables: Mapping[str, pa.Table]) -> Iterator[Problem]:
    """Links of mailboxes and groups by a name that several recipients have."""
    for kind in ("cloud.mailbox", "cloud.group"):
        table = tables.get(kind)
        for column in _LINKS if table is not None else ():
            if table is None or column not in table.column_names:
                continue
            cells, rows = _values(table[column])
            loose = pc.invert(pc.match_substring_regex(cells, _NAMES_ONE))
            loose = pc.and_(pc.fill_null(loose, False), pc.fill_null(pc.not_equal(cells, ""), False))
            if not pc.any(loose).as_py():
                continue
            names = pc.utf8_lower(cells.filter(loose))
            shared = pa.array(sorted(_shared(tables, names.unique())), pa.string())
            hit = pc.is_in(names, shared)
            if count := pc.sum(hit).as_py() or 0:
                at = rows.filter(loose).filter(hit)[0].as_py()
                yield problem(
                    "W489", file=files[table[FILE][at].as_py()].file, row=table[ROW][at].as_py(), column=column,
                    count=count, seen=cells.filter(loose).filter(hit)[0].as_py(),
                )  # fmt: skip


def _values(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Every value with the number of its row."""
    plain = column.combine_chunks()
    if pa.types.is_list(plain.type):
        return plain.flatten(), pc.list_parent_indices(plain)
    return plain, pa.array(range(len(plain)), pa.int64())


def _shared(tables: Mapping[str, pa.Table], names: pa.Array) -> set[str]:
    """Those of the names that belong to more than one recipient."""
    owners: dict[str, set[str]] = defaultdict(set)
    lists = [tables[kind] for kind in _PEOPLE if kind in tables]
    # One identifier for all lists: the same recipient may be in two of them.
    key = max(_IDS, key=lambda k: sum(k in t.column_names for t in lists))
    for table in (t for t in lists if key in t.column_names):
        for name in _NAMED:
            if name in table.column_names and table[name].type == pa.string():
                folded = pc.utf8_lower(table[name])
                mine = pc.is_in(folded, names)
                pairs = zip(folded.filter(mine).to_pylist(), table[key].filter(mine).to_pylist(), strict=True)
                for found, owner in pairs:
                    owners[found].add(owner or "")
    return {name for name, found in owners.items() if len(found) > 1}


def _again(command: str) -> str:
    return f"Export it again:\n{command}" if command else ""
