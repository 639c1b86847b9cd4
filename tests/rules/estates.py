"""Turns the example tables of rule files into a snapshot: small healthy estates with the stated deviations."""

import base64
import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from analyzer.model.catalogue import Catalogue
from analyzer.model.rules import Example
from analyzer.model.settings import Settings, Statement
from analyzer.model.snapshot import FILE, ROW, Snapshot, SourceFile

NAMESPACE = uuid.UUID("6f2b7c1e-0000-4000-8000-000000000001")
AS_OF = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
LIST_COLUMNS = {
    "EmailAddresses", "GrantSendOnBehalfTo", "AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers",
    "RejectMessagesFrom", "RejectMessagesFromDLMembers", "ModeratedBy", "InPlaceHolds", "ProxyAddresses",
    "ExtensionCustomAttribute1", "ExtensionCustomAttribute2", "ExtensionCustomAttribute3",
    "ExtensionCustomAttribute4", "ExtensionCustomAttribute5", "ManagedBy", "ArchiveName", "ResourceCustom",
    "MailTipTranslations",
    "AddressSpaces", "DatabaseCopies", "DomainNames", "ExtendedRights", "KeyCredentials", "RecipientDomains", "Servers",
}  # fmt: skip
# What else a whole list of mailboxes has; nobody set it.
MORE_LISTS = (
    "AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers", "AcceptMessagesOnlyFromSendersOrMembers",
    "RejectMessagesFrom", "RejectMessagesFromDLMembers", "RejectMessagesFromSendersOrMembers", "ModeratedBy",
    "GrantSendOnBehalfTo", "ArchiveName", "AuditAdmin", "AuditDelegate", "AuditOwner", "ResourceCustom",
    "InPlaceHolds", "UserCertificate", "UserSMimeCertificate",
)  # fmt: skip
MORE_TEXTS = (
    "EndDateForRetentionHold", "StartDateForRetentionHold", "CalendarVersionStoreDisabled", "AuditEnabled",
    "AuditLogAgeLimit", "SendModerationNotifications", "ResourceCapacity", "ResourceType", "RetentionComment",
    "RetentionUrl", "MailTip",
)  # fmt: skip
# A long list: "100001 x CN=m#,DC=contoso,DC=com".
MANY = re.compile(r"(\d+) x (.*#.*)")
CLASSES = {
    "user": ["top", "person", "organizationalPerson", "user"],
    "group": ["top", "group"],
    "contact": ["top", "person", "organizationalPerson", "contact"],
    "publicFolder": ["top", "publicFolder"],
    "dynamic": ["top", "msExchDynamicDistributionList"],
}


def guid(name: str) -> uuid.UUID:
    """A GUID that belongs to the example's id."""
    return uuid.uuid5(NAMESPACE, name)


def b64(value: uuid.UUID) -> str:
    """The base64 text of the directory's 16 bytes."""
    return base64.b64encode(value.bytes_le).decode()


def table_rows(text: str) -> list[dict[str, str]]:
    """``a | b`` lines as dictionaries."""
    lines = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    head = lines[0]
    return [dict(zip(head, line + [""] * (len(head) - len(line)), strict=True)) for line in lines[1:]]


def _directory(row: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any]:
    me, cls = row["id"], row.get("class") or "user"
    base: dict[str, Any] = {a.ldap_name: [] if a.multi_valued else "" for a in catalogue}
    base |= {
        "objectClass": CLASSES[cls],
        "objectGUID": b64(guid(me)),
        "distinguishedName": f"CN={me},OU=Staff,DC=contoso,DC=com",
        "displayName": me,
        "cn": me,
        "userPrincipalName": f"{me}@contoso.com" if cls == "user" else "",
        "mail": f"{me}@contoso.com",
        "mailNickname": me,
        "proxyAddresses": [f"SMTP:{me}@contoso.com", f"smtp:{me}@contoso.mail.onmicrosoft.com"],
        "targetAddress": f"SMTP:{me}@contoso.mail.onmicrosoft.com" if cls == "user" else "",
        "msExchPoliciesExcluded": ["{26491CFC-9E50-4857-861B-0CB8DF22B5D7}"],
        "whenChanged": "20260901080000.0Z",
        "userAccountControl": "512",
        "servicePrincipalName": [],
    }
    numbers = {
        "user": "2147483648",
        "group": "256",
        "contact": "64",
        "dynamic": "2048",
        "publicFolder": "4096",
    }
    base["msExchRecipientTypeDetails"] = numbers[cls]
    if cls == "user":
        base |= {"msExchMailboxGuid": b64(guid(me + " mailbox")), "msExchRemoteRecipientType": "4"}
    return base


def _cloud(row: Mapping[str, str]) -> dict[str, Any]:
    me, kind = row["id"], row.get("kind") or "mailbox"
    types = {"mailbox": "UserMailbox", "mailuser": "MailUser", "contact": "MailContact"}
    return {
        "ExternalDirectoryObjectId": str(guid(me + " entra")),
        "ExchangeGuid": str(guid(me + " mailbox")) if kind == "mailbox" else "",
        "ArchiveGuid": "",
        "Guid": str(guid(me + " cloud")),
        "Name": me,
        "DisplayName": me,
        "Alias": me,
        "UserPrincipalName": f"{me}@contoso.com" if kind in {"mailbox", "mailuser"} else "",
        "PrimarySmtpAddress": f"{me}@contoso.com",
        "WindowsEmailAddress": f"{me}@contoso.com",
        "EmailAddresses": [f"SMTP:{me}@contoso.com", f"smtp:{me}@contoso.mail.onmicrosoft.com"],
        "LegacyExchangeDN": "",
        "RecipientTypeDetails": types.get(kind, "MailUniversalDistributionGroup"),
        "IsDirSynced": "True",
        "IsExchangeCloudManaged": "False",
        "HiddenFromAddressListsEnabled": "False",
        "DeliverToMailboxAndForward": "False",
        "ForwardingAddress": "",
        "LitigationHoldEnabled": "False",
        "LitigationHoldDate": "",
        "LitigationHoldOwner": "",
        "RetentionHoldEnabled": "False",
        "SingleItemRecoveryEnabled": "True",
        "ElcProcessingDisabled": "False",
        "RequireSenderAuthenticationEnabled": "False",
        "ModerationEnabled": "False",
        "BypassModerationFromSendersOrMembers": [],
        **{name: [] for name in MORE_LISTS},
        **dict.fromkeys(MORE_TEXTS, ""),
        **{f"CustomAttribute{n}": "" for n in range(1, 16)},
        **{f"ExtensionCustomAttribute{n}": [] for n in range(1, 6)},
    }


def _entra(row: Mapping[str, str]) -> dict[str, Any]:
    me = row["id"]
    dn = row.get("ad.distinguishedName") or f"CN={me},OU=Staff,DC=contoso,DC=com"
    return {
        "Id": str(guid(me + " entra")),
        "UserPrincipalName": f"{me}@contoso.com",
        "OnPremisesImmutableId": b64(guid(me)),
        "OnPremisesSyncEnabled": "True",
        "OnPremisesDistinguishedName": dn,
        "OnPremisesLastSyncDateTime": "2026-11-20T11:30:00Z",
        "OnPremisesProvisioningErrors": "",
        "AssignedLicenses": ['{"disabledPlans":[],"skuId":"6fd2c87f-b296-42f0-b197-1e91e994b900"}'],
    }


def _set(target: dict[str, Any], name: str, cell: str) -> None:
    is_list = isinstance(target.get(name), list) or name in LIST_COLUMNS
    if cell == "?":
        target[name] = None
    elif is_list and (many := MANY.fullmatch(cell)):
        target[name] = [many[2].replace("#", str(n)) for n in range(int(many[1]))]
    elif is_list:
        target[name] = [v.strip() for v in cell.split("; ") if v.strip()]
    else:
        target[name] = cell


def arrow_table(rows: Sequence[Mapping[str, Any]], file: int, first: int = 1) -> pa.Table:
    """Rows as a table of one file; a name with any list in it is a column of lists."""
    names = list(dict.fromkeys(n for r in rows for n in r))
    columns: dict[str, pa.Array] = {}
    for name in names:
        values = [r.get(name) for r in rows]
        if any(isinstance(v, list) for v in values) or name in LIST_COLUMNS:
            kind: pa.DataType = pa.list_(pa.string())
            values = [[v] if isinstance(v, str) and v else [] if v == "" else v for v in values]
        else:
            kind = pa.string()
        columns[name] = pa.array(values, kind)
    columns[FILE] = pa.array([file] * len(rows), pa.int32())
    columns[ROW] = pa.array(range(first, first + len(rows)), pa.int64())
    return pa.table(columns)


def recipients(rows: Sequence[Mapping[str, str]], catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """Healthy recipients with the stated deviations, as rows of the tables they are in."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        cls = row.get("class") or "user"
        sides = (row.get("sides") or ("ad cloud entra" if cls == "user" else "ad cloud")).split()
        kind = row.get("kind") or {"group": "group", "contact": "contact"}.get(cls, "mailbox")
        if cls in {"publicFolder", "dynamic"} and not row.get("sides"):
            sides = ["ad"]
        made: dict[str, dict[str, Any]] = {}
        if "ad" in sides:
            made["ad"] = _directory(row, catalogue)
        if "cloud" in sides and kind != "none":
            made["cloud"] = _cloud({**row, "kind": kind})
        if "entra" in sides:
            made["entra"] = _entra(row)
        for name, cell in row.items():
            side, dot, attribute = name.partition(".")
            if dot and side in made:
                _set(made[side], attribute, cell)
            elif side == "change" and cell and cell != "?" and "ad" in made:
                tables.setdefault("ad.change", []).append(
                    {
                        "Object": f"CN={row['id']}",
                        "AttributeName": attribute,
                        "LastOriginatingChangeTime": cell,
                        "_id": row["id"],
                    }
                )
        for side, values in made.items():
            where = {"ad": "ad.object", "cloud": f"cloud.{kind}", "entra": "entra.user"}[side]
            tables.setdefault(where, []).append(values | {"_id": row["id"]})
    for change in tables.get("ad.change", []):
        own = next(r for r in tables["ad.object"] if r["_id"] == change["_id"])
        change["Object"] = own["distinguishedName"]
    return tables


def _statements(said: Mapping[str, str]) -> tuple[Statement, ...]:
    out = []
    for key, text in said.items():
        answer, _, rest = str(text).partition(" by ")
        person, _, day = rest.partition(" on ")
        out.append(
            Statement(
                id=key,
                answer=answer.strip(),
                person=person.strip(),
                date=dt.date.fromisoformat(day) if day else None,
            )
        )
    return tuple(out)


def snapshot_of(example: Example, catalogue: Catalogue) -> tuple[Snapshot, dict[str, list[str]], dt.datetime, int]:
    """The snapshot, the example's ids per table in row order, the as-of time and the sync interval."""
    extra = example.settings
    tables = stated_tables(example, catalogue)
    for name, default in DEFAULTS.items():
        tables.setdefault(name, [dict(r) for r in default])
    if "ad.object" in tables and not any(t.startswith("cloud.m") for t in tables):
        tables.setdefault("cloud.mailbox", [])
    for gone in extra.get("missing", []):
        tables.pop(gone, None)
    files, arrow, ids = [], {}, {}
    for name, rows in sorted(tables.items()):
        ids[name] = [r.pop("_id", "") for r in rows]
        health = "capped" if name in extra.get("incomplete", []) else "whole"
        when = extra.get("exported_at", extra.get("as_of", AS_OF))
        files.append(source_file(name, rows, health, extra.get("ages", {}).get(name, when)))
        arrow[name] = (
            arrow_table(rows, len(files) - 1) if rows else arrow_table([EMPTY.get(name, {"Name": ""})], 0).slice(0, 0)
        )
    snapshot = Snapshot(folder="example", files=tuple(files), tables=arrow, settings=said_settings(extra))
    return snapshot, ids, extra.get("as_of", AS_OF), extra.get("cycle_minutes", 30)


def stated_tables(example: Example, catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """The rows that the example itself gives, per table; ``_id`` is what it calls the row."""
    extra = example.settings
    tables: dict[str, list[dict[str, Any]]] = {}
    parts = [{"table": extra.get("table", ""), "rows": example.rows}, *extra.get("with", [])]
    for part in parts:
        rows = table_rows(part.get("rows", "")) if part.get("rows", "").strip() else []
        name = part.get("table", "")
        if not name:
            for key, made in recipients(rows, catalogue).items():
                tables.setdefault(key, []).extend(made)
            continue
        for row in rows:
            made_row: dict[str, Any] = {"_id": row.get("id", "")}
            for column, cell in row.items():
                if column == "id":
                    continue
                if name == "ad.configuration" and column != "distinguishedName":
                    made_row[column] = None if cell == "?" else [v.strip() for v in cell.split("; ") if v.strip()]
                else:
                    _set(made_row, column, cell)
            tables.setdefault(name, []).append(made_row)
        tables.setdefault(name, tables.get(name, []))
    return tables


def said_settings(extra: Mapping[str, Any]) -> Settings:
    """What people say in the scene of an example."""
    return Settings(
        statements=_statements(extra.get("statements", {})),
        planned=tuple(str(guid(p)) for p in extra.get("planned", [])),
        returns_onprem=tuple(extra.get("returns_onprem", [])),
        leaves_scope=tuple(extra.get("leaves_scope", [])),
        transferred_by=extra.get("transferred_by"),
    )


def source_file(name: str, rows: Sequence[Mapping[str, Any]], health: str, when: dt.datetime) -> SourceFile:
    """The ledger entry of a table made from rows."""
    return SourceFile(
        file=f"{name}.csv",
        kind=name,
        side=name.partition(".")[0],
        title=name,
        sha256="0" * 64,
        bytes=1,
        exported_at=when,
        rows_read=len(rows),
        rows_used=len(rows),
        health=health,
        domains=tuple(sorted({d for r in rows if (d := _domain(r.get("distinguishedName")))})),
    )


def _domain(dn: str | None) -> str:
    return ".".join(p[3:] for p in (dn or "").split(",") if p[:3].upper() == "DC=").casefold()


# What stands around the rows in question unless the example says otherwise.
DEFAULTS: dict[str, list[dict[str, Any]]] = {
    "cloud.accepted_domain": [
        {"DomainName": name, "DomainType": "Authoritative", "InitialDomain": initial, "MatchSubDomains": "False"}
        for name, initial in (
            ("contoso.com", "False"),
            ("contoso.mail.onmicrosoft.com", "False"),
            ("contoso.onmicrosoft.com", "True"),
        )
    ],
    "cloud.organization_config": [{"Name": "contoso", "BlockExchangeProvisioningFromOnPremEnabled": "False"}],
    "entra.organization": [
        {
            "Id": "org",
            "OnPremisesLastSyncDateTime": "2026-11-20T11:40:00Z",
            "VerifiedDomains": ['{"name":"contoso.com"}', '{"name":"contoso.onmicrosoft.com"}'],
        }
    ],
    "entra.user": [],
    "cloud.group": [],
    "cloud.contact": [],
    "cloud.mailuser": [],
    "cloud.recipient": [],
}
# Lists that are whole but hold nobody still have their columns.
EMPTY: dict[str, dict[str, Any]] = {
    "cloud.recipient": {
        "Name": "",
        "RecipientTypeDetails": "",
        "PrimarySmtpAddress": "",
        "EmailAddresses": [],
        "ExternalDirectoryObjectId": "",
    }
}
