"""Contoso's exports, as messy as real ones."""

from sample_company import faults_drift, faults_estate, faults_further, faults_late, faults_people, table_files
from sample_company.contoso import BRANCH, HEAD, contoso
from sample_company.directory import any_object, base_of
from sample_company.folder import (
    CHANGE_COLUMNS,
    Folder,
    change_rows,
    cloud_rows,
    containers,
    entries_of,
    entry,
    put_entra,
    put_ldif,
    put_rows,
    recipient_rows,
    settings_text,
)  # fmt: skip
from sample_company.further import configure, directory_objects, put_further
from sample_company.ldif_files import Entry, ldapsearch, ldifde
from sample_company.truth import Company

NOTES = """\
Call with Margaret, Tuesday
- HALEX01 should have been off since spring, nobody dared
- printers: Conor has the list
- who owns aquadata.example now??
"""
INTRODUCTION = "Contoso wants to shut down its last Exchange servers in spring 2027."


def company(*, at_head: int = 236, at_branch: int = 84) -> Company:
    """Contoso with every story told; with fewer people every story is still there."""
    made, head, branch = contoso(at_head=at_head, at_branch=at_branch)
    faults_people.seed(made, head, branch)
    faults_drift.seed(made, head, branch)
    faults_estate.seed(made)
    faults_further.seed(made, head, branch)
    faults_late.seed(made, head)
    configure(made)
    return made


def files(made: Company) -> Folder:
    """The assessment folder of Contoso."""
    folder = Folder()
    _directory(folder, made)
    _cloud(folder, made)
    _onprem(folder, made)
    put_further(folder, made)
    folder.files["assessment.toml"] = settings_text(made, customer="Contoso Water Meters", introduction=INTRODUCTION)
    folder.files["notes.txt"] = NOTES.encode()
    return folder


def _directory(folder: Folder, made: Company) -> None:
    keys, found = entries_of(made, HEAD)
    extra = [*containers(HEAD), *directory_objects(made, HEAD)]
    names = [dn for dn, _attributes in extra]
    put_ldif(folder, "directory/contoso.ldf", [*names, *keys], ldifde([*extra, *found]))
    # Exported once more a minute later, because somebody was not sure: the same three objects again.
    again = [k for k in keys if made[k].kind == "contact"][:3]
    put_ldif(folder, "directory/contoso_contacts_again.ldf", again, ldifde([entry(made[k]) for k in again]))
    keys, found = entries_of(made, BRANCH)
    extra = _other_objects()
    names = [dn for dn, _attributes in extra]
    output = ldapsearch(
        [*extra, *found],
        base=base_of(BRANCH),
        search="(objectClass=*)",
        references=[f"ldap://DomainDnsZones.{BRANCH}/DC=DomainDnsZones,{base_of(BRANCH)}"],
    )
    put_ldif(folder, "directory/emea.ldif", [*names, *keys], output)
    put_ldif(
        folder,
        "directory/contoso-configuration.ldf",
        [dn for dn, _attributes in made.configuration],
        ldifde(made.configuration, unicode=True),
    )
    folder.files["directory/attribute-changes.csv"] = table_files.csv(
        change_rows(made), CHANGE_COLUMNS, extra_lines=["-- end of list --"]
    )


def _other_objects() -> list[Entry]:
    """What a dump of a whole domain holds besides recipients."""
    out = containers(BRANCH)
    for name in ("EMEADC1", "LEIPZIG-PC07", "LEIPZIG-PC08"):
        classes = ["top", "person", "organizationalPerson", "user", "computer"]
        made = any_object(name, name, domain=BRANCH, classes=classes, unit="CN=Computers", category="Computer")
        out.append(
            (str(made["distinguishedName"]), made | {"sAMAccountName": f"{name}$", "userAccountControl": "4096"})
        )
    return out


def _cloud(folder: Folder, made: Company) -> None:
    keys, rows = cloud_rows(made, "mailbox")
    names = table_files.columns("exo_get-mailbox")
    put_rows(folder, "cloud/mailboxes.csv", keys, rows, names)
    # The finance department was exported on its own first, an hour earlier: seven rows are the same, one is older.
    busy = {e.who for e in made.expected}
    finance = [k for k in keys if k not in busy and made[k].ad and made[k].directory.get("department") == "Finance"][:8]
    repeated = [dict(made[k].online) for k in finance]
    repeated[3] |= {
        "CustomAttribute9": "pilot?",
        "WhenChangedUTC": "2025-01-07T09:00:00Z",
        "WhenChanged": "2025-01-07T09:00:00Z",
    }
    put_rows(folder, "cloud/mailboxes-finance.csv", finance, repeated, names)
    keys, rows = cloud_rows(made, "mailuser")
    put_rows(folder, "cloud/mailusers.csv", keys, rows, table_files.columns("get-mailuser"), joined=" ")
    keys, rows = cloud_rows(made, "group")
    put_rows(
        folder, "cloud/groups.csv", keys, rows, table_files.columns("get-distributiongroup"),
        encoding="utf-8-sig", delimiter=";",
    )  # fmt: skip
    keys, rows = cloud_rows(made, "contact")
    put_rows(folder, "cloud/contacts.csv", keys, rows, table_files.columns("get-mailcontact"))
    keys, rows = recipient_rows(made)
    put_rows(
        folder, "cloud/recipients.csv", keys, rows, table_files.columns("get-recipient"),
        encoding="utf-16", delimiter=";", joined=" ",
    )  # fmt: skip
    small = made.tables
    for file, table, header in (
        ("cloud/accepted-domains.csv", "cloud.accepted_domain", "exo_get-accepteddomain"),
        ("cloud/organization-config.csv", "cloud.organization_config", "exo_get-organizationconfig"),
        ("cloud/outbound-connectors.csv", "cloud.outbound_connector", "exo_get-outboundconnector"),
    ):
        folder.files[file] = table_files.csv(small[table], table_files.columns(header))
    put_entra(folder, "cloud/mg-users.json", made, guests=3)
    folder.files["cloud/mg-organization.json"] = table_files.json_object(small["entra.organization"][0])


def _onprem(folder: Folder, made: Company) -> None:
    small = made.tables
    folder.files["onprem/accepted-domains.csv"] = table_files.csv(
        small["onprem.accepted_domain"],
        table_files.columns("onprem_get-accepteddomain"),
        encoding="utf-8-sig",
        joined=" ",
    )
    folder.files["onprem/organization-config.csv"] = table_files.csv(
        small["onprem.organization_config"],
        table_files.columns("onprem_get-organizationconfig"),
        encoding="utf-8-sig",
        joined=" ",
    )
    for file, table in (("sync-parameters", "sync.parameters"), ("sync-parameters-staging", "sync.parameters.staging")):
        folder.files[f"onprem/{file}.csv"] = table_files.csv(small[table], ("Name", "Value"), encoding="utf-8-sig")
    folder.files["onprem/sync-scheduler.txt"] = table_files.format_list(small["sync.scheduler"][0])
