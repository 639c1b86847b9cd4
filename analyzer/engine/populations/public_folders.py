"""Populations of public folders: databases of the directory, mail folders of the cloud."""

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.engine.configuration import exported, found_objects
from analyzer.engine.populations import Population, population, whole
from analyzer.engine.subjects import TableSubjects

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

_TYPE = "RecipientTypeDetails"


@population("public_folder_databases")
def public_folder_databases(estate: "Estate") -> Population:
    """Databases of legacy public folders."""
    return found_objects(estate, "msExchPublicMDB")


@population("cloud_mail_public_folders")
def cloud_mail_public_folders(estate: "Estate") -> Population:
    """Mail-enabled public folders that Exchange Online lists; none where a whole Get-Recipient knows of none."""
    kind = "cloud.public_folder"
    if estate.snapshot.table(kind) is None and _none_among_recipients(estate):
        return whole(TableSubjects(table=pa.table({"Name": pa.array([], pa.string())}), cloud=True))
    return exported(estate, kind, "Get-MailPublicFolder of Exchange Online")


def _none_among_recipients(estate: "Estate") -> bool:
    table = estate.snapshot.table("cloud.recipient")
    if table is None or not estate.snapshot.complete("cloud.recipient") or _TYPE not in table.column_names:
        return False
    types = pc.utf8_lower(table[_TYPE])
    # Without its type a recipient may be a folder.
    return not types.null_count and not pc.any(pc.equal(types, "publicfolder")).as_py()
