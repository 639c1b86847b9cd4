"""The group that lets people use the management tools without a server."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.engine.builtin_names import first_part
from analyzer.engine.configuration import text_column
from analyzer.engine.exchange_traces import group_names, groups_were_searched
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.populations.mailboxes import DIRECTORY
from analyzer.engine.subjects import TableSubjects
from analyzer.model.snapshot import FILE, ROW

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

GROUPS = "groups without a mail address in the directory export (the name Recipient Management EMT)"


@population("management_tools_groups")
def management_tools_groups(estate: "Estate") -> Population:
    """Groups of the name that the tools' preparation gives, wherever they are.

    They have no mail address: an export of mail groups only cannot show that there is none.
    """
    if estate.identities.ad is None:
        return not_supplied(DIRECTORY)
    is_listed = estate.facts.builtin.is_listed
    own = [(i, dn) for i, dn in group_names(estate) if is_listed("exchange_security_groups", "tools", first_part(dn))]
    files, rows = estate.identities.evidence("ad", np.array([i for i, _dn in own], dtype=np.int64))
    table = pa.table(
        {
            "distinguishedName": text_column([dn for _i, dn in own]),
            FILE: pa.array(list(files), pa.int32()),
            ROW: pa.array(list(rows), pa.int64()),
        }
    )
    return whole(TableSubjects(table=table, supplied_by=GROUPS), complete=groups_were_searched(estate), gap=GROUPS)
