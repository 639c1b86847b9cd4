"""What the sync of Contoso leaves out, and an edit in AD that comes after the transfer and never arrives."""

from sample_company import build
from sample_company.contoso import Cast
from sample_company.faults_drift import also_written_back
from sample_company.truth import Cell, Company, Expected, Recipient, earlier, iso

CLOSED = "OU=Closed Accounts,DC=contoso,DC=example"


def seed(company: Company, head: Cast) -> None:
    """Tells the stories whose people come last."""
    _left_out(company, head)
    _in_vain(company)


def _left_out(company: Company, head: Cast) -> None:
    one = head.next()
    moved(company, one, CLOSED)
    before = str(one.online["CustomAttribute1"])
    one.directory["extensionAttribute1"] = "closed"
    build.touched(one, "extensionAttribute1", hours=26)
    company.fault(
        "A mailbox in a unit that the sync leaves out",
        f"The account of {one.called} was put into Closed Accounts by mistake, after the last sync. The connector "
        "leaves that unit out: what changes there does not arrive, and the next sync would take the cloud user away.",
        Expected(
            rule="MBX-014",
            who=one.key,
            attribute="reason outside the sync scope",
            directory="the connector leaves its container out",
        ),
        Expected(rule="DRF-005", who=one.key, attribute="extensionAttribute1", directory="closed", cloud=before),
        also_written_back(one, "extensionAttribute1", "closed", before),
    )


def moved(company: Company, one: Recipient, unit: str) -> None:
    """The object in another unit, after the last sync: every link knows its new name, Entra only the old one."""
    old = str(one.directory["distinguishedName"])
    new = f"{old.partition(',OU=')[0]},{unit}"
    for other in company.recipients.values():
        if other.ad:
            other.ad |= {name: _renamed(value, old, new) for name, value in other.ad.items()}


def _renamed(value: Cell, old: str, new: str) -> Cell:
    if isinstance(value, list):
        return [new if member == old else member for member in value]  # type: ignore[return-value]
    return new if value == old else value


def _in_vain(company: Company) -> None:
    one = next(r for r in company.of_kind("mailbox") if r.online["IsExchangeCloudManaged"] == "True")
    one.online["WhenChangedUTC"] = one.online["WhenChanged"] = iso(earlier(days=25))
    one.directory["msExchHideFromAddressLists"] = "TRUE"
    build.touched(one, "msExchHideFromAddressLists", hours=24 * 4)
    company.fault(
        "An edit in AD that never arrives",
        f"{one.called} was transferred in October. On Thursday the service desk hid the mailbox in AD, as it always "
        "did; the cloud still shows it. It is among the dead edits, and a roll-back would bring it to the cloud.",
        Expected(rule="MBX-020", who=one.key, attribute="msExchHideFromAddressLists", directory="TRUE", cloud="False"),
    )
