"""Fabrikam Boatyard: thirty recipients, one server, everything in order a week before the transfer."""

from sample_company import build, configuration, table_files
from sample_company.contoso import archive, hidden, hold
from sample_company.folder import (
    CHANGE_COLUMNS,
    Folder,
    change_rows,
    cloud_rows,
    containers,
    entries_of,
    put_entra,
    put_ldif,
    put_rows,
    recipient_rows,
    settings_text,
)  # fmt: skip
from sample_company.further import configure, directory_objects, put_further
from sample_company.ldif_files import ldifde
from sample_company.names import people
from sample_company.small_exports import small_exports
from sample_company.truth import NOW, Company, Expected, guid, iso

HOME, SERVER = "fabrikam.example", "LEIEX01"
THINGS = (
    ("Werft Buero", "shared"),
    ("Ersatzteile", "shared"),
    ("Room Steg 1", "room"),
    ("Room Segelmacher", "room"),
    ("Kran", "equipment"),
)
SYSTEM = (
    ("SystemMailbox{1f05a927-35b8-4d0c-9ad6-1b0ad3f4c0aa}", "8388608"),
    ("HealthMailbox51c0d4ab3e", "549755813888"),
)
ANSWERS = {
    "CON-005": "no", "GRP-019": "no", "SYNC-017": "no", "TEN-006": "no", "TEN-017": "no", "TEN-019": "yes",
    "WB-010": "no",
}  # fmt: skip
INTRODUCTION = "Fabrikam wants to be sure before it transfers its mailboxes in December."


def company() -> Company:
    """Fabrikam, and the little that any company must show before its transfer."""
    made = Company(name="Fabrikam", tenant="fabrikam", domains=(HOME,))
    crowd = people(22, skip=400)
    staff = [build.person(made, who, domain=HOME, place=build.LEIPZIG) for who in crowd]
    for name, what in THINGS:
        build.thing(made, name, what, domain=HOME)
    build.lone_mailbox(made, "Boat Show Kiosk", "kiosk", "user")
    for name in ("Alle", "Bootsbau"):
        _cloud_group(made, name)
    _cloud_contact(made)
    for name, number in SYSTEM:
        build.system_object(made, name, number, server=SERVER)
    hidden(staff[0])
    archive(staff[1])
    hold(staff[2], owner="chef@fabrikam.example", when="20250402081500.0Z")
    staff[3].directory["publicDelegates"] = [str(staff[4].directory["distinguishedName"])]
    staff[3].online["GrantSendOnBehalfTo"] = [str(staff[4].online["Name"])]
    staff[5].directory["altRecipient"] = staff[6].directory["distinguishedName"]
    staff[5].online["ForwardingAddress"] = staff[6].online["Name"]
    configuration.organisation(made)
    configuration.server(made, SERVER, build="Version 15.2 (Build 32562.17)", pointer=False)
    for name in (HOME, "fabrikam.mail.onmicrosoft.com"):
        configuration.accepted_domain(made, name)
    configure(made)
    small_exports(made, display="Fabrikam Boatyard", build="2.6.92.0")
    for one in made.of_kind("mailbox"):
        if one.ad is not None:
            # Those that were born in the cloud got their GUID by hand: they may move back.
            one.directory["msExchMailboxGuid"] = guid(one.key, "mailbox").bytes_le
    # Its folders moved years ago.
    made.tables["cloud.organization_config"][0]["PublicFoldersEnabled"] = "Local"
    staff[0].online["WhenChangedUTC"] = staff[0].online["WhenChanged"] = iso(NOW)
    live = sum(1 for r in made.of_kind("mailbox") if r.online["IsDirSynced"] == "True")
    _faults(made, live)
    return made


def _faults(made: Company, live: int) -> None:
    """What any sound hybrid company shows before its transfer, each line with its reason."""
    made.fault(
        "Nothing is transferred yet",
        "That is why the assessment was ordered. One mailbox was made in the cloud and stays there.",
        Expected(rule="MBX-008", attribute="count", directory=str(live)),
        Expected(rule="MBX-005", attribute="count", directory="1"),
    )
    link = "5b1c3d2e-7f10-4c52-9a64-3f0b7c8d9e10"
    made.fault(
        "What the hybrid wizard made",
        "Mail between server and cloud takes its two connectors for as long as there is a server; both, and the "
        "wizard's own object, go at the clean-up and not before.",
        Expected(rule="TEN-008", who=f"Outbound to {link}", cloud="OnPremises"),
        Expected(rule="TEN-021", who=f"Inbound from {link}", cloud="wizard"),
        Expected(rule="ORG-018", who=f"CN=Hybrid Configuration,CN=Hybrid Configuration,{configuration.root(made)}"),
    )
    made.fault(
        "What a server has for itself",
        "Setup made an arbitration mailbox, managed availability a health mailbox, and the server has a name of its "
        "own and one for SMTP. All of it goes with the server; the report counts it.",
        Expected(rule="SYS-001", attribute="count", directory="1"),
        Expected(rule="SYS-004", attribute="count", directory="1"),
        Expected(rule="ORG-041", who="leiex01.fabrikam.example"),
        Expected(rule="ORG-041", who="smtp.fabrikam.example"),
    )
    made.fault(
        "Who may use EWS",
        "Only a switch of the cmdlet shows the list of applications; the kit reads without it, so nobody knows. It "
        "moves no gate.",
        Expected(rule="TEN-014", who="tenant", attribute="EWS", outcome="unknown"),
    )
    said = {"person": "Frauke Petersen", "date": "2026-11-12"}
    made.statements = {name: {"answer": answer, **said} for name, answer in ANSWERS.items()}
    made.fault(
        "Statements",
        "What concerns the transfer was asked and answered. About the removal of the server nobody was asked yet.",
        *(Expected(rule=f"ATT-{n:03}", who=f"ATT-{n:03}", outcome="unknown") for n in range(1, 15)),
    )


def _cloud_group(made: Company, name: str) -> None:
    """A group that the cloud manages: made anew there last year."""
    group = build.lone_mailbox(made, name, name.lower(), "user")
    group.kind, group.entra = "group", None
    kind = "MailUniversalDistributionGroup"
    group.online |= {
        "RecipientType": kind,
        "RecipientTypeDetails": kind,
        "GroupType": "Universal",
        "ManagedBy": ["kiosk"],
        "MemberJoinRestriction": "Closed",
        "MemberDepartRestriction": "Closed",
        "UserPrincipalName": "",
        "ExchangeGuid": "00000000-0000-0000-0000-000000000000",
        "EmailAddresses": [f"SMTP:{name.lower()}@{HOME}"],
        "Guid": str(guid(name, "group")),
    }


def _cloud_contact(made: Company) -> None:
    """A contact that was made in the cloud."""
    one = build.lone_mailbox(made, "Segelmacher Nord", "segelmacher-nord", "user")
    one.kind, one.entra = "contact", None
    external = "werkstatt@segel.example"
    one.online |= {
        "RecipientType": "MailContact",
        "RecipientTypeDetails": "MailContact",
        "ExternalEmailAddress": f"SMTP:{external}",
        "EmailAddresses": [f"SMTP:{external}"],
        "PrimarySmtpAddress": external,
        "WindowsEmailAddress": external,
        "MacAttachmentFormat": "BinHex",
        "MessageFormat": "Mime",
        "UserPrincipalName": "",
        "ExchangeGuid": "",
    }


def transferred(made: Company, *, default: str) -> Company:
    """The same company after the transfer, with the default for new recipients set or not."""
    for one in made.of_kind("mailbox"):
        if one.online["IsDirSynced"] == "True":
            one.online["IsExchangeCloudManaged"] = "True"
    made.tables["cloud.organization_config"][0]["BlockExchangeProvisioningFromOnPremEnabled"] = default
    return made


def files(made: Company) -> Folder:
    """The assessment folder of Fabrikam: what the collection kit asks for, nothing else."""
    folder = Folder()
    keys, found = entries_of(made, HOME)
    extra = [*containers(HOME), *directory_objects(made, HOME)]
    names = [dn for dn, _attributes in extra]
    put_ldif(folder, "directory/fabrikam.ldf", [*names, *keys], ldifde([*extra, *found]))
    names = [dn for dn, _attributes in made.configuration]
    put_ldif(folder, "directory/configuration.ldf", names, ldifde(made.configuration))
    folder.files["directory/attribute-changes.csv"] = table_files.csv(change_rows(made), CHANGE_COLUMNS)
    for kind, file, header in (
        ("mailbox", "mailboxes", "exo_get-mailbox"),
        ("group", "groups", "get-distributiongroup"),
        ("contact", "contacts", "get-mailcontact"),
    ):
        keys, rows = cloud_rows(made, kind)
        put_rows(folder, f"cloud/{file}.csv", keys, rows, table_files.columns(header))
    keys, rows = recipient_rows(made)
    put_rows(folder, "cloud/recipients.csv", keys, rows, table_files.columns("get-recipient"))
    put_entra(folder, "cloud/mg-users.json", made, guests=1)
    small = made.tables
    folder.files["cloud/mg-organization.json"] = table_files.json_object(small["entra.organization"][0])
    for file, table, header in (
        ("cloud/accepted-domains", "cloud.accepted_domain", "exo_get-accepteddomain"),
        ("cloud/organization-config", "cloud.organization_config", "exo_get-organizationconfig"),
        ("cloud/outbound-connectors", "cloud.outbound_connector", "exo_get-outboundconnector"),
        ("onprem/accepted-domains", "onprem.accepted_domain", "onprem_get-accepteddomain"),
        ("onprem/organization-config", "onprem.organization_config", "onprem_get-organizationconfig"),
    ):
        folder.files[f"{file}.csv"] = table_files.csv(small[table], table_files.columns(header))
    folder.files["onprem/sync-parameters.csv"] = table_files.csv(small["sync.parameters"], ("Name", "Value"))
    folder.files["onprem/sync-scheduler.csv"] = table_files.csv(
        small["sync.scheduler"], tuple(small["sync.scheduler"][0])
    )
    put_further(folder, made)
    folder.files["assessment.toml"] = settings_text(made, customer="Fabrikam Boatyard", introduction=INTRODUCTION)
    return folder
