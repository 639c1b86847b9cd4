"""A cloud side for the objects of the test directory: most values as the sync brings them, some changed."""

import csv
import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TENANT = "contoso.onmicrosoft.com"
# After every change that the tests make: a difference is no lag.
SYNCED = "2029-12-31T23:50:00Z"


def write_cloud(folder: Path, people: Sequence[Mapping[str, Any]], *, synced: str = SYNCED) -> int:
    """The lists of Exchange Online and Get-MgUser: remote mailboxes, groups and contacts among the people, brought by
    a sync at that time. How many mailboxes there are.
    """
    people = sorted(people, key=lambda p: str(p["distinguishedName"]))
    (folder / "cloud").mkdir(parents=True, exist_ok=True)
    mine = [p for p in people if p["msExchRemoteRecipientType"]]
    kinds = {"mailboxes": mine, "groups": _of_class(people, "group"), "contacts": _of_class(people, "contact")}
    for (name, held), more in zip(kinds.items(), (_mailbox, _group, _contact), strict=True):
        _table(folder / "cloud" / f"{name}.csv", [_recipient(n, p, synced) | more(n, p) for n, p in enumerate(held)])
    users = json.dumps([_user(p, synced) for p in mine], ensure_ascii=False)
    (folder / "cloud" / "users.json").write_text(users, encoding="utf-8")
    return len(mine)


def _of_class(people: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    return [p for p in people if p["objectClass"][-1] == name and p["mail"]]


def _table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


def _entra(person: Mapping[str, Any]) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, person["objectGUID"]))


def _recipient(number: int, person: Mapping[str, Any], synced: str) -> dict[str, str]:
    addresses = list(person["proxyAddresses"])
    if number % 7 == 3:
        addresses.append(f"smtp:only.cloud{number}@contoso.test")
    name = person["displayName"] + (" (old)" if number % 5 == 2 else "")
    return {
        "Identity": _entra(person),
        "ExternalDirectoryObjectId": _entra(person),
        "Guid": str(uuid.uuid5(uuid.NAMESPACE_OID, person["objectGUID"])),
        "Name": _entra(person),
        "DisplayName": name,
        "Alias": person["mailNickname"],
        "PrimarySmtpAddress": person["mail"],
        "WindowsEmailAddress": person["mail"],
        "EmailAddresses": "|".join(addresses),
        "IsDirSynced": "True",
        "HiddenFromAddressListsEnabled": "True" if number % 9 == 1 else "False",
        **{f"CustomAttribute{n}": person[f"extensionAttribute{n}"] for n in range(1, 16)},
        "OrganizationId": f"EURPR05A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/{TENANT}",
        "WhenChangedUTC": synced,
    }


def _mailbox(number: int, person: Mapping[str, Any]) -> dict[str, str]:
    return {
        "ExchangeGuid": str(uuid.uuid5(uuid.NAMESPACE_URL, person["objectGUID"])),
        "UserPrincipalName": person["userPrincipalName"],
        "RecipientType": "UserMailbox",
        "RecipientTypeDetails": "UserMailbox",
        "IsExchangeCloudManaged": "True" if number % 11 == 10 else "False",
        "ForwardingAddress": "",
        "DeliverToMailboxAndForward": "False",
    }


def _group(_number: int, _group: Mapping[str, Any]) -> dict[str, str]:
    return {
        "RecipientType": "MailUniversalDistributionGroup",
        "RecipientTypeDetails": "MailUniversalDistributionGroup",
        "MemberJoinRestriction": "Closed",
        "MemberDepartRestriction": "Closed",
    }


def _contact(_number: int, person: Mapping[str, Any]) -> dict[str, str]:
    return {
        "RecipientType": "MailContact",
        "RecipientTypeDetails": "MailContact",
        "ExternalEmailAddress": person["targetAddress"],
        "MacAttachmentFormat": "BinHex",
    }


def _user(person: Mapping[str, Any], synced: str) -> dict[str, object]:
    return {
        "Id": _entra(person),
        "AccountEnabled": True,
        "DisplayName": person["displayName"],
        "OnPremisesDistinguishedName": person["distinguishedName"],
        "OnPremisesDomainName": "contoso.test",
        "OnPremisesImmutableId": person["objectGUID"],
        "OnPremisesLastSyncDateTime": synced,
        "OnPremisesSyncEnabled": True,
        "UserPrincipalName": person["userPrincipalName"],
        "UserType": "Member",
    }
