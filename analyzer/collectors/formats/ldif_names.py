"""Attribute names as LDIF writes them: spelling of the catalogue, options, ranges, and which column they feed."""

import re
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from analyzer.model.catalogue import Catalogue

# Attributes whose presence makes an object a recipient whatever its class.
MAIL = frozenset(("mail", "mailnickname", "proxyaddresses", "targetaddress", "msexchrecipienttypedetails"))
# Only a dump of all attributes carries these; a bit each. One alone may have been asked for by name.
FULL_MARKS = {"objectcategory": 1, "usncreated": 2, "dscorepropagationdata": 4}
# Large, and nothing here reads them.
DROPPED = {
    "thumbnailphoto": "thumbnailPhoto",
    "jpegphoto": "jpegPhoto",
    "photo": "photo",
    "ntsecuritydescriptor": "nTSecurityDescriptor",
    # Numbers in place of names: without the schema's prefix table only part of them could be read.
    "replpropertymetadata": "replPropertyMetaData",
}
CHANGE_TIMES = frozenset(("msds-replattributemetadata", "msds-replvaluemetadata"))
TIMES = frozenset(("whenchanged", "whencreated"))
_BYTES = frozenset(("octet", "sid", "security-descriptor"))
# A directory with every schema extension there is has 4,000 attributes.
MOST_COLUMNS = 5_000
_DESCRIPTION = re.compile(r"([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)*)((?:;[A-Za-z0-9*=-]+)*)")
# No list has a thousand million values; a longer number is no place in one.
_RANGE = re.compile(r"range=(\d{1,9})-(\d{1,9}|\*)", re.IGNORECASE)


class Use(IntEnum):
    """What a line with this name is for."""

    COLUMN = 0
    DN = 1
    CHANGE = 2
    SKIP = 3  # the same as the dn line, or not kept
    TIMES = 4  # change times of attributes
    JUNK = 5  # no attribute name


class Values(IntEnum):
    """What the values of an attribute are."""

    TEXT = 0
    BYTES = 1
    UNKNOWN = 2  # decided for each value


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One attribute. ``is_list`` is None where only the values tell."""

    name: str
    values: Values
    is_list: bool | None
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling of an attribute description. ``last`` is None for a range that ends with a star."""

    use: Use
    column: int = -1
    first: int = -1  # of a range; -1 = no range
    last: int | None = None


@dataclass(slots=True, kw_only=True)
class Names:
    """All spellings seen in one file; a spelling's number is its place in the arrays."""

    catalogue: Catalogue
    columns: list[Column] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    dropped: dict[str, None] = field(default_factory=dict)
    has_ranges: bool = False
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)
    _column_numbers: dict[str, int] = field(default_factory=dict, repr=False)

    def number(self, spelling: str) -> int:
        """The number of a spelling, given out when it is seen first."""
        found = self._numbers.get(spelling)
        if found is None:
            found = self._numbers[spelling] = len(self.names)
            self.names.append(self._read(spelling))
        return found

    def column(self, name: str) -> int:
        """The number of an attribute's column, whatever the case; -1 when no line named it yet."""
        return self._column_numbers.get(name.casefold(), -1)

    def uses(self) -> npt.NDArray[np.int8]:
        """Use of each spelling."""
        return np.array([n.use for n in self.names], np.int8)

    def column_of(self) -> npt.NDArray[np.int32]:
        """Column of each spelling, -1 where it feeds none."""
        return np.array([n.column for n in self.names], np.int32)

    def flags(self, wanted: frozenset[str]) -> npt.NDArray[np.bool_]:
        """Spellings of the wanted attributes (names in lower case)."""
        return np.array([n.column >= 0 and self.columns[n.column].name.lower() in wanted for n in self.names], bool)

    def full_marks(self) -> npt.NDArray[np.uint8]:
        """The bit of each spelling that only a full dump carries."""
        return np.array(
            [FULL_MARKS.get(self.columns[n.column].name.lower(), 0) if n.column >= 0 else 0 for n in self.names],
            np.uint8,
        )

    def _read(self, spelling: str) -> Name:
        parts = _DESCRIPTION.fullmatch(spelling)
        if parts is None:
            return Name(use=Use.JUNK)
        name, options = parts.group(1), [o for o in parts.group(2).split(";") if o]
        folded = name.casefold()
        if folded == "dn":
            return Name(use=Use.DN)
        if folded == "changetype":
            return Name(use=Use.CHANGE)
        if folded in {"distinguishedname", "control"}:
            return Name(use=Use.SKIP)
        if folded in DROPPED:
            self.dropped[DROPPED[folded]] = None
            return Name(use=Use.SKIP)
        first, last = -1, None
        others: list[str] = []
        for option in options:
            if ranged := _RANGE.fullmatch(option):
                self.has_ranges = True
                first = int(ranged.group(1))
                last = None if ranged.group(2) == "*" else int(ranged.group(2))
            elif option.casefold() != "binary":
                others.append(option)
        if folded in CHANGE_TIMES:
            return Name(use=Use.TIMES, first=first, last=last)
        named = ";".join([name, *others])
        if len(self.columns) >= MOST_COLUMNS and self.column(named) < 0 and self.catalogue.find(name) is None:
            # No attribute of a directory. A column for each would take the memory of all columns times all objects.
            return Name(use=Use.JUNK)
        return Name(use=Use.COLUMN, column=self._column(named), first=first, last=last)

    def _column(self, name: str) -> int:
        folded = name.casefold()
        found = self._column_numbers.get(folded)
        if found is None:
            found = self._column_numbers[folded] = len(self.columns)
            self.columns.append(self._described(name))
        return found

    def _described(self, name: str) -> Column:
        attribute = self.catalogue.find(name)
        if attribute is None:
            return Column(name=name, values=Values.UNKNOWN, is_list=None, is_known=False)
        values = Values.BYTES if attribute.syntax in _BYTES else Values.TEXT
        return Column(name=attribute.ldap_name, values=values, is_list=attribute.multi_valued, is_known=True)


def joined(ranges: list[tuple[int, int | None]]) -> bool:
    """Whether ranges (first, last; None = to the end) go from zero to the end without a gap."""
    wanted = 0
    for first, last in sorted(ranges, key=lambda r: r[0]):
        if first > wanted:
            return False
        if last is None:
            return True
        wanted = max(wanted, last + 1)
    return False
