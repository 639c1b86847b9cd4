"""What the lists of connectors, rules, jobs and names say at Contoso, and what nobody exported."""

from sample_company import configuration
from sample_company.contoso import OLD_SERVER
from sample_company.truth import Company, Expected

UNKNOWN = "unknown"
LINK = "5b1c3d2e-7f10-4c52-9a64-3f0b7c8d9e10"
# Rules that wait for an export that nobody made.
NOT_EXPORTED = {
    "DRF-020": "A8 and C8, the rights to send as a mailbox",
    "MBX-011": "C9, mailboxes that are gone",
    "ORG-012": "A8, the rights on the receive connectors",
    "ORG-023": "B9, the certificates",
    "ORG-025": "C7, the relationships of the cloud",
    "ORG-034": "C6, the journal rules of the cloud",
    "ORG-039": "A4, the Exchange security groups",
    "ORG-040": "B12, the cmdlet extension agents",
    "ORG-041": "B9, the virtual directories",
    "ORG-042": "B9, the certificates",
    "ORG-050": "A8, the rights at the head of the domains",
    "ORG-051": "A4, the Exchange security groups",
    "SYNC-021": "D11, the settings of the synchronisation",
    "TEN-013": "C7, the relationships of the cloud",
}
# Questions of the later rules; nobody was asked.
NOT_ASKED = ("CON-005", "GRP-019", "SYNC-017", "TEN-006", "TEN-017", "TEN-019", "WB-010")


def seed(company: Company) -> None:
    """Tells what the further exports show, and what is missing."""
    _mail_flow(company)
    _hybrid(company)
    _administration(company)
    _writeback(company)
    _sync(company)
    _missing(company)


def _mail_flow(company: Company) -> None:
    company.fault(
        "Mail still goes through Halifax",
        "A printer and a test bench send through HALEX02, as message tracking shows. The meters have a connector of "
        "their own, the works council a transport rule. The cloud lets the fax gateway in by its address and sends "
        "tenders back to Halifax. Mail for the branch arrives at its own gateway, Autodiscover inside still points to "
        "the server, and SPF allows it to send.",
        Expected(rule="ORG-013", who="10.20.30.21", attribute="mail sent through the server"),
        Expected(rule="ORG-013", who="10.20.31.7", attribute="mail sent through the server"),
        Expected(rule="ORG-015", who="Meters", attribute="made by", directory="admin"),
        Expected(rule="ORG-032", who="Works council: no copies outside", directory="enabled"),
        Expected(rule="TEN-009", who="From the fax gateway", attribute="made by", cloud="admin"),
        Expected(rule="TEN-010", who="Tenders go through Halifax", cloud="All mail to Halifax"),
        Expected(rule="ORG-046", who="emea.contoso.example", directory="mx.leipzig.example (outside)"),
        Expected(rule="ORG-047", who="autodiscover.contoso.example", directory="10.20.0.12 (inside)"),
        Expected(rule="ORG-048", who="contoso.example", directory="ip4:198.51.100.25"),
    )
    company.fault(
        "Rules and groups that follow a custom attribute",
        "A dynamic group and a disclaimer go by the shift that the time clock writes into AD.",
        Expected(rule="TEN-015", who="Shift One", attribute="filter"),
        Expected(rule="TEN-016", who="Badge holders", attribute="filter"),
    )


def _hybrid(company: Company) -> None:
    company.fault(
        "What the wizard and the moves left",
        "The connectors of both directions, an endpoint, a batch that was never finished, and the key of the server "
        "on the service principal of Exchange Online. People of the branch sign in by federation.",
        Expected(rule="TEN-008", who=f"Outbound to {LINK}", cloud="OnPremises"),
        Expected(rule="TEN-008", who="All mail to Halifax", cloud="OnPremises"),
        Expected(rule="TEN-021", who=f"Inbound from {LINK}", cloud="wizard"),
        Expected(rule="TEN-022", who="Hybrid Migration Endpoint", cloud="ExchangeRemoteMove"),
        Expected(rule="TEN-012", who="Stragglers", attribute="Status", cloud="Synced"),
        Expected(rule="ORG-024", attribute="KeyCredentials"),
        Expected(rule="ORG-049", who="emea.contoso.example", cloud="Federated"),
    )


def _administration(company: Company) -> None:
    old = f"CN={OLD_SERVER},CN=Servers,{configuration.groups_of(company)}"
    company.fault(
        "Who administers, and on what",
        "The helpdesk of Leipzig got a role group and a scope of its own, the backup may act as every mailbox, and a "
        "search of 2021 still holds a mailbox. The machine of HALEX01 last signed in in August. The forest level is "
        "that of 2012.",
        *(
            Expected(rule="ORG-037", who=who, directory="admin")
            for who in ("Leipzig Helpdesk", "Leipzig people", "ApplicationImpersonation-svc-backup")
        ),
        Expected(rule="ORG-038", who="ApplicationImpersonation-svc-backup", directory="ApplicationImpersonation"),
        Expected(rule="SYS-009", who="Tender 2021"),
        Expected(rule="ORG-007", who=old, attribute="lastLogonTimestamp"),
        Expected(rule="ORG-052", who="organisation", directory="5"),
    )
    company.fault(
        "What setup made for itself",
        "Arbitration and health mailboxes, and a discovery mailbox that nobody took away.",
        Expected(rule="SYS-001", attribute="count", directory="3"),
        Expected(rule="SYS-004", attribute="count", directory="2"),
        Expected(rule="SYS-003", who="discoverysearchmailboxd919ba0546a6415f80ad7e09334bb852", directory="discovery"),
    )
    company.fault(
        "A user with nothing but mail",
        "Somebody typed an address into the account of the paint shop; Exchange knows nothing of it.",
        Expected(rule="USR-003", attribute="count", directory="1"),
    )


def _writeback(company: Company) -> None:
    company.fault(
        "A pilot of writeback that was forgotten",
        "One agent, older than the minimum, a job in quarantine since summer that does not write mail, and none for "
        "the branch.",
        Expected(rule="WB-002", who="HALSYNC02", attribute="version", directory="1.1.1005.0"),
        Expected(rule="WB-003", who="contoso.example", cloud="proxyAddresses; mailNickname"),
        Expected(rule="WB-004", who="contoso.example", attribute="status", cloud="Quarantine"),
        Expected(rule="WB-005", who="HALSYNC02", attribute="count"),
        Expected(rule="WB-006", who="emea.contoso.example", directory="emea.contoso.example"),
    )


def _sync(company: Company) -> None:
    company.fault(
        "A sync that somebody changed",
        "A rule cuts cost centres, the guard against deletions is off, and a third machine in Leipzig syncs too.",
        Expected(rule="SYNC-011", who="In from AD - cost centre", directory="admin"),
        Expected(rule="SYNC-015", who="onprem/sync-deletion-threshold.csv", directory="off"),
        Expected(rule="SYNC-016", who="directory synchronisation"),
    )
    company.fault(
        "A pilot in the middle",
        "Some people of every team are transferred and others are not.",
        Expected(rule="MBX-024", who="tenant", attribute="IsExchangeCloudManaged", directory="2"),
    )


def _missing(company: Company) -> None:
    company.fault(
        "What nobody exported",
        f"The afternoon was over: {'; '.join(sorted(set(NOT_EXPORTED.values())))}. The list of EWS applications needs "
        "a switch of the cmdlet.",
        *(Expected(rule=rule, outcome=UNKNOWN) for rule in NOT_EXPORTED),
        Expected(rule="TEN-014", who="tenant", outcome=UNKNOWN),
        *(Expected(rule=rule, who=rule, outcome=UNKNOWN) for rule in NOT_ASKED),
    )
