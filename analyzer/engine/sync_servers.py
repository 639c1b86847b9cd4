"""What the parameters files of the Connect servers say, one server for each file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.engine.table_flags import text_cells
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

VERSION = "microsoft.synchronize.serverconfigurationversion"
STAGING = "microsoft.synchronize.stagingmode"
HYBRID = "microsoft.optionalfeature.hybridexchange"
PARAMETERS = "the parameters of each Connect server: (Get-ADSyncGlobalSettings).Parameters"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncServer:
    """One parameters file: values by the name of the parameter in lower case, and where its version stands."""

    file: int
    row: int
    values: Mapping[str, str | None]

    @property
    def is_staging(self) -> bool:
        """The server exports nothing."""
        return (self.values.get(STAGING) or "").casefold() == "true"

    def value(self, name: str) -> str | None:
        """The parameter; None when the file does not say it, or says it blank."""
        return self.values.get(name) or None


def sync_servers_of(estate: "Estate") -> tuple[SyncServer, ...] | None:
    """One for each parameters file, in the order of the files; None when no such file was read."""
    table = estate.snapshot.table("sync.parameters")
    if table is None:
        return None
    found: dict[int, dict[str, str | None]] = {}
    rows: dict[int, int] = {}
    cells = zip(
        table[FILE].to_pylist(),
        table[ROW].to_pylist(),
        text_cells(table, "Name"),
        text_cells(table, "Value"),
        strict=True,
    )
    for file, row, name, value in cells:
        key = (name or "").casefold()
        found.setdefault(file, {})[key] = value
        rows.setdefault(file, row)
        if key == VERSION:
            rows[file] = row
    return tuple(SyncServer(file=f, row=rows[f], values=v) for f, v in found.items())
