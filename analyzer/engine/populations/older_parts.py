"""Parts of Exchange that later versions lost, and sign-in of domains elsewhere."""

from typing import TYPE_CHECKING

from analyzer.engine.places import either, lacking
from analyzer.engine.populations import Population, not_supplied, population, whole
from analyzer.engine.subjects import TableSubjects

if TYPE_CHECKING:
    from analyzer.engine.estate import Estate

PLANS, DOMAINS = "Get-UMDialPlan", "Get-MgDomain"
_UM_CLASSES = (
    "msExchUMDialPlan",
    "msExchUMAutoAttendant",
    "msExchUMIPGateway",
    "msExchUMHuntGroup",
    "msExchUMRecipientTemplate",
)


@population("um_objects")
def um_objects(estate: "Estate") -> Population:
    """Dial plans, attendants, gateways, hunt groups and mailbox policies of unified messaging.

    The directory knows all of them, the shell's list the dial plans that the others hang on.
    """
    rows = either(estate, "onprem.um_dial_plan", PLANS, *_UM_CLASSES, shell_first=False)
    return lacking(PLANS) if rows is None else rows.population({})


@population("entra_domains")
def entra_domains(estate: "Estate") -> Population:
    """Domains of the tenant with how their people sign in."""
    table = estate.snapshot.table("entra.domain")
    if table is None:
        return not_supplied(DOMAINS)
    subjects = TableSubjects(table=table, name_columns=("Id",), cloud=True, supplied_by=DOMAINS)
    return whole(subjects, complete=estate.snapshot.complete("entra.domain"), gap=f"a whole export: {DOMAINS}")
