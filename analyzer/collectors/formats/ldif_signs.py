"""What stands around the objects: how the search ended, pages, referrals, error messages, stray lines."""

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc

from analyzer.collectors.codes import problem
from analyzer.collectors.formats.ldif_records import Records, comments
from analyzer.model.problems import Problem

_COMMENT = re.compile(
    r"# (?:(?P<head>LDAPv3$)|(?P<end>search result$)|(?P<paged>with pagedResults)|(?P<ref>refldaps?://)"
    r"|numEntries: (?P<entries>\d{1,12})$)"
)
_FILTER = r"^# (?:LDAPv3$|search result$|with pagedResults|refldaps?://|numEntries: )"
_TRAILER = re.compile(r"(?i)(version|search|result|text|matcheddn|control|ref|pagedresults):\s*(.*)")
_ERROR = re.compile(
    r"(?i)(?:ldap_\w+(?:\(\w*\))?:|(?:ldapsearch|ldifde|bash|sh)(?:\.exe)?\s*:|\s*additional info:|Get-\w+\s*:"
    r"|WARNING:|ERROR:|An error has occurred|The term .* is not recognized|.*command not found|.*Can't contact LDAP)"
)
# Success, and a referral to a server that holds another part.
_FINE = frozenset(("0", "10"))
_PAGE_LIMIT = 1000


@dataclass(slots=True, kw_only=True)
class Signs:
    """Gathered over a file; ``problems`` judges them at the end."""

    heads: int = 0
    ends: int = 0
    claimed: int | None = None  # objects, as the exporting program counted them
    is_paged: bool = False
    has_open_page: bool = False
    is_finished: bool = False  # the server said that it gave everything
    referrals: int = 0
    failed: list[str] = field(default_factory=list)
    error: tuple[int, str] | None = None
    stray: int = 0
    stray_row: int | None = None
    stray_sample: str = ""

    def observe(self, records: Records) -> None:
        """Looks at the comments and at the lines of no record in a block."""
        texts, _rows = comments(records.block)
        if len(texts):
            for text in texts.filter(pc.match_substring_regex(texts, _FILTER)).to_pylist():
                self._comment(text)
        for line in np.flatnonzero(records.entry < 0).tolist():
            self._line(records.row(line), records.text(line))

    def is_error(self, row: int, text: str) -> bool:
        """Whether the line is an error message of the export; the first one is kept."""
        if not _ERROR.match(text):
            return False
        self.error = self.error or (row, text)
        return True

    def _comment(self, text: str) -> None:
        found = _COMMENT.match(text)
        if found is None:
            return
        self.heads += found["head"] is not None
        self.ends += found["end"] is not None
        self.is_paged |= found["paged"] is not None
        self.referrals += found["ref"] is not None
        if found["entries"]:
            self.claimed = (self.claimed or 0) + int(found["entries"])

    def _line(self, row: int, text: str) -> None:
        found = _TRAILER.fullmatch(text)
        if found is None:
            if not self.is_error(row, text):
                self.stray += 1
                self.stray_sample = self.stray_sample or text
                self.stray_row = self.stray_row or row
            return
        name, value = found.group(1).casefold(), found.group(2)
        if name == "result":
            code = value.split(" ", 1)[0]
            self.is_finished |= code in _FINE
            if code not in _FINE:
                self.failed.append(value)
        elif name == "ref":
            self.referrals += 1
        elif name == "pagedresults":
            self.is_paged = True
            self.has_open_page = not value.rstrip().endswith("cookie=")

    def problems(self, read: int, *, file: str) -> list[Problem]:
        """What the signs say about a file with so many records."""
        out = []
        if self.error is not None:
            out.append(problem("E207", file=file, row=self.error[0], seen=self.error[1]))
        if self.heads > self.ends:
            out.append(problem("E206", file=file, what="the line that says how the search ended is missing"))
        elif self.claimed is not None and read < self.claimed:
            what = f"its last lines count {self.claimed} objects, {read} are in it"
            out.append(problem("E206", file=file, what=what))
        if self.failed:
            if read:
                out.append(problem("W402", file=file, seen=self.failed[0], seen_result=self.failed[0][:80]))
            else:
                out.append(problem("E207", file=file, seen=f"result: {self.failed[0]}"))
        elif self.has_open_page:
            out.append(problem("W403", file=file))
        elif read == _PAGE_LIMIT and not self.is_paged and not self.is_finished:
            out.append(problem("W401", file=file, count=read, things="objects"))
        if self.referrals:
            out.append(problem("N505", file=file, count=self.referrals))
        if self.stray:
            out.append(problem("W419", file=file, row=self.stray_row, seen=self.stray_sample, count=self.stray))
        return out
