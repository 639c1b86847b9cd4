"""Which table each record goes to, or why it goes to none."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.collectors.formats.ldif_lines import Numbers
from analyzer.collectors.formats.ldif_names import MAIL, Names, Use
from analyzer.collectors.formats.ldif_records import Records
from analyzer.model.snapshot import RejectedRow

OBJECT, CONFIGURATION, COMPUTERS = "ad.object", "ad.configuration", "ad.computer"
COMPUTER = "computer"
_CLASSES = (
    "inetorgperson",
    "user",
    COMPUTER,
    "contact",
    "group",
    "publicfolder",
    "msexchdynamicdistributionlist",
)
CHANGE = "record of a change, not an object"
REST = "rest of a long list of another record"
DELETED = "deleted object"
SCHEMA = "object of the schema"
ROOT = "the server's own description, no object"
IN_CONFIGURATION = r"(?i)(?:^|,)\s*CN=Configuration,\s*DC="
_SCHEMA = r"(?i)(?:^|,)\s*CN=Schema,\s*CN=Configuration,\s*DC="
_EXCHANGE_SCHEMA = r"(?i)^CN=ms-Exch-Schema-Version-Pt,"
_DELETED = r"(?i)(?:^|,)\s*CN=Deleted Objects,\s*(?:DC=|CN=Configuration,)"


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of all records of a file."""

    read: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    rejected: list[RejectedRow] = field(default_factory=list)
    change_records: int = 0
    change_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The records of a block: ``table`` is 1 for objects, 2 for the configuration, 0 for none."""

    table: npt.NDArray[np.int8]
    dns: pa.Array
    classes: npt.NDArray[np.object_]  # the recipient class, or the most special class of a configuration object


def sort_records(records: Records, names: Names, tally: Tally, faults: dict[int, str], *, file: str) -> Sorted:
    """Every record of the block, counted in ``tally``. ``faults`` are records that cannot be used, with the reason."""
    count = records.count
    dns, unread = records.dns()
    why = np.full(count, "", dtype=object)
    uses = names.uses()[records.spelling]
    recipient, special = _classes(records, names)
    has_mail = _having(records, names.flags(MAIL)[records.spelling])
    changes = _changes(records, uses)
    in_schema = _matches(dns, _SCHEMA) & ~_matches(dns, _EXCHANGE_SCHEMA)
    is_configuration = _matches(dns, IN_CONFIGURATION)
    is_recipient = (recipient != "") & (recipient != COMPUTER)
    # From the weakest reason to the strongest.
    nobody = ~is_configuration & ~is_recipient & ~has_mail
    is_computer = nobody & (recipient == COMPUTER)
    nobody &= ~is_computer
    for i in np.flatnonzero(nobody).tolist():
        why[i] = _nobody(special[i])
    why[in_schema] = SCHEMA
    why[_matches(dns, _DELETED) | _deleted(records, names)] = DELETED
    why[_empty(dns)] = ROOT
    why[rests_of_lists(records, names)] = REST
    why[changes] = CHANGE
    table = np.where(why != "", 0, np.where(is_configuration, 2, np.where(is_computer, 3, 1))).astype(np.int8)
    for i in np.flatnonzero(unread).tolist():
        faults.setdefault(i, "its distinguished name cannot be read")
    for i, reason in sorted(faults.items()):
        table[i], why[i] = 0, ""
        tally.rejected.append(RejectedRow(file=file, row=int(records.rows[i]), reason=reason))
    changes[list(faults)] = False
    tally.read += count
    tally.ignored.update(w for w in why.tolist() if w)
    if changes.any():
        tally.change_records += int(changes.sum())
        if tally.change_row is None:
            tally.change_row = int(records.rows[np.flatnonzero(changes)[0]])
    return Sorted(table=table, dns=dns, classes=np.where(table == 2, special, recipient))


def rests_of_lists(records: Records, names: Names) -> npt.NDArray[np.bool_]:
    """Records that hold nothing but later ranges of lists: further answers about objects that stand elsewhere."""
    out = np.zeros(records.count, bool)
    if not names.has_ranges:
        return out
    first = np.array([n.first for n in names.names], np.int64)[records.spelling]
    holds = np.isin(names.uses()[records.spelling], (Use.COLUMN, Use.TIMES)) & (records.entry >= 0)
    out[records.entry[holds & (first > 0)]] = True
    out[records.entry[holds & (first <= 0)]] = False
    return out


def change_records(records: Records, names: Names) -> npt.NDArray[np.bool_]:
    """Records that say to change or delete something; whole objects may be written as ``changetype: add``."""
    return _changes(records, names.uses()[records.spelling])


def _changes(records: Records, uses: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    out = np.zeros(records.count, bool)
    lines = np.flatnonzero((uses == Use.CHANGE) & (records.entry >= 0))
    coded = records.words(lines).dictionary_encode()
    other = np.array([w.strip().casefold() != "add" for w in coded.dictionary.to_pylist()], bool)
    out[records.entry[lines][other[np.asarray(coded.indices)]]] = True
    return out


def _nobody(special: str) -> str:
    return f"not a recipient: {special[:60]}" if special else "not a recipient: no class and no mail attribute"


def _matches(dns: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(dns, pattern))


def _empty(dns: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.equal(pc.binary_length(dns), 0))


def _having(records: Records, lines: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Records that own one of the lines."""
    out = np.zeros(records.count + 1, bool)
    out[records.entry[lines]] = True  # lines of no record fall into the last place
    return out[:-1]


def _deleted(records: Records, names: Names) -> npt.NDArray[np.bool_]:
    lines = np.flatnonzero(names.flags(frozenset(("isdeleted",)))[records.spelling] & (records.entry >= 0))
    out = np.zeros(records.count, bool)
    out[records.entry[lines][np.asarray(pc.equal(pc.ascii_upper(records.words(lines)), "TRUE"))]] = True
    return out


def _classes(records: Records, names: Names) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Recipient class (or computer, or nothing) of each record, and the last class of its chain as written."""
    recipient = np.full(records.count, "", dtype=object)
    special = np.full(records.count, "", dtype=object)
    is_class = names.flags(frozenset(("objectclass",)))[records.spelling]
    lines: Numbers = np.flatnonzero(is_class & (records.entry >= 0))
    if not len(lines):
        return recipient, special
    coded = records.words(lines).dictionary_encode()
    words = coded.dictionary.to_pylist()
    codes, entry = np.asarray(coded.indices), records.entry[lines]
    special[entry] = np.array(words, dtype=object)[codes]
    folded = [w.casefold() for w in words]
    # Written from the weakest class to the strongest, so that the strongest stays.
    for name in (
        "inetorgperson",
        "user",
        COMPUTER,
        "contact",
        "group",
        "publicfolder",
        "msexchdynamicdistributionlist",
    ):
        which = np.array([w == name for w in folded], bool)[codes]
        recipient[entry[which]] = name
    return recipient, special


def domains(dns: pa.Array) -> set[str]:
    """DNS names of the domains that the names end in."""
    ends = pc.extract_regex(dns, r"(?i)(?P<dc>(?:,\s*DC=[^,]+)+)$")
    found = pc.struct_field(ends, "dc").unique().to_pylist()
    return {".".join(p.split("=", 1)[1].strip() for p in f.split(",") if "=" in p).casefold() for f in found if f}
