"""Where the tenant sends people for their public folders."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_PLACES = {"remote": "onprem", "local": "cloud", "none": "none"}
_ENABLED, _MAILBOXES = "PublicFoldersEnabled", "RemotePublicFolderMailboxes"


@trait(
    "public_folders_at", on="tenant", needs=f"{_ENABLED} of Get-OrganizationConfig (Exchange Online)", cloud=True
)  # fmt: skip
def public_folders_at(estate: "Estate") -> pa.Array | None:
    """onprem, cloud or none; a folder mailbox of the other side that is still named means onprem."""
    table = estate.snapshot.table("cloud.organization_config")
    if table is None or not table.num_rows:
        return None
    enabled, mailboxes = (table[n][0].as_py() if n in table.column_names else None for n in (_ENABLED, _MAILBOXES))
    named = any(m.strip() for m in ([mailboxes] if isinstance(mailboxes, str) else mailboxes or ()))
    place = "onprem" if named else _PLACES.get((enabled or "").strip().casefold())
    return None if place is None else pa.array([place], pa.string())
