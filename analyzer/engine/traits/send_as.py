"""Who may send as a mailbox or group in AD, and not in the cloud."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engine.send_as import CLOUD, DIRECTORY, cloud_rights, directory_rights
from analyzer.engine.traits import trait

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate


@trait("send_as_only_in_directory", needs="Get-ADPermission and Get-RecipientPermission of Exchange Online")
def send_as_only_in_directory(estate: "Estate") -> pa.Array | None:
    """Accounts with Send As in AD whose right the cloud does not have; empty for none.

    Unknown where an account or a name could not be told apart, and, where nothing was found, without a whole file.
    """
    directory, cloud = directory_rights(estate), cloud_rights(estate)
    if directory is None or cloud is None:
        return None
    whole = estate.snapshot.complete(DIRECTORY)
    out: list[str | None] = ["" if whole else None] * estate.identities.count
    lost: dict[int, list[str]] = {}
    for (whose, who), name in directory.pairs.items():
        if (whose, who) not in cloud.pairs:
            lost.setdefault(whose, []).append(name)
    for whose, names in lost.items():
        # Somebody of the cloud's list who could not be told may be the one that is missed.
        unsure = whose in cloud.unsure or not estate.snapshot.complete(CLOUD)
        out[whose] = None if unsure else "; ".join(sorted(names))
    for whose in directory.unsure:
        if not out[whose]:
            out[whose] = None
    return pa.array(out, pa.string())
