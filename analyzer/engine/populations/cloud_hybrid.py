"""Hybrid objects in Exchange Online, and who made them."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.engine.builtin_names import WIZARD
from analyzer.engine.populations import Population, population
from analyzer.engine.populations.joined_tables import Part, joined
from analyzer.engine.table_flags import text_cells

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

# Kind, words for its export, and the list of names that the wizard gives; without a list all are the wizard's.
KINDS = (
    (
        "cloud.organization_relationship",
        "Get-OrganizationRelationship of Exchange Online",
        "organization_relationships",
    ),
    (
        "cloud.intra_organization_connector",
        "Get-IntraOrganizationConnector of Exchange Online",
        "intra_organization_connectors",
    ),
    ("cloud.onprem_organization", "Get-OnPremisesOrganization of Exchange Online", ""),
)


@population("cloud_hybrid_objects")
def cloud_hybrid_objects(estate: "Estate") -> Population:
    """Relationships, connectors and organisations on-premises that Exchange Online knows, with ``made_by``."""
    parts = []
    for kind, _export, names_of in KINDS:
        table = estate.snapshot.table(kind)
        if table is None:
            continue
        names = text_cells(table, "Name")
        made = [estate.facts.builtin.made_by(names_of, n) if names_of else WIZARD for n in names]
        parts.append(Part(kind=kind, names=names, traits={"made_by": made}, member=np.ones(table.num_rows, np.uint8)))
    return joined(estate, parts, {kind: export for kind, export, _names in KINDS})
