"""A cloud side for the objects of the test directory: most values as the sync brings them, some changed."""

import csv
import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

TENANT = "contoso.onmicrosoft.com"
# After every change that the tests make: a difference is no lag.
SYNCED = "2029-12-31T23:50:00Z"


def write_cloud(folder: Path, people: Iterable[Mapping[str, Any]]) -> int:
    """Get-Mailbox and Get-MgUser of the remote mailboxes among the people; how many there are."""
    mine = sorted((p for p in people if p["msExchRemoteRecipientType"]), key=lambda p: p["sAMAccountName"])
    (folder / "cloud").mkdir(parents=True)
    rows = [_mailbox(n, p) for n, p in enumerate(mine)]
    with (folder / "cloud" / "mailboxes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    users = json.dumps([_user(p) for p in mine], ensure_ascii=False)
    (folder / "cloud" / "users.json").write_text(users, encoding="utf-8")
    return len(mine)


def _entra(person: Mapping[str, Any]) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, person["objectGUID"]))


def _mailbox(number: int, person: Mapping[str, Any]) -> dict[str, str]:
    addresses = list(person["proxyAddresses"])
    if number % 7 == 3:
        addresses.append(f"smtp:only.cloud{number}@contoso.test")
    name = person["displayName"] + (" (old)" if number % 5 == 2 else "")
    return {
        "Identity": _entra(person),
        "ExternalDirectoryObjectId": _entra(person),
        "ExchangeGuid": str(uuid.uuid5(uuid.NAMESPACE_URL, person["objectGUID"])),
        "Name": _entra(person),
        "DisplayName": name,
        "Alias": person["mailNickname"],
        "UserPrincipalName": person["userPrincipalName"],
        "PrimarySmtpAddress": person["mail"],
        "WindowsEmailAddress": person["mail"],
        "EmailAddresses": "|".join(addresses),
        "RecipientType": "UserMailbox",
        "RecipientTypeDetails": "UserMailbox",
        "IsDirSynced": "True",
        "IsExchangeCloudManaged": "True" if number % 11 == 10 else "False",
        "HiddenFromAddressListsEnabled": "True" if number % 9 == 1 else "False",
        "ForwardingAddress": "",
        "DeliverToMailboxAndForward": "False",
        **{f"CustomAttribute{n}": person[f"extensionAttribute{n}"] for n in range(1, 16)},
        "OrganizationId": f"EURPR05A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/{TENANT}",
        "WhenChangedUTC": SYNCED,
    }


def _user(person: Mapping[str, Any]) -> dict[str, object]:
    return {
        "Id": _entra(person),
        "AccountEnabled": True,
        "DisplayName": person["displayName"],
        "OnPremisesDistinguishedName": person["distinguishedName"],
        "OnPremisesDomainName": "contoso.test",
        "OnPremisesImmutableId": person["objectGUID"],
        "OnPremisesLastSyncDateTime": SYNCED,
        "OnPremisesSyncEnabled": True,
        "UserPrincipalName": person["userPrincipalName"],
        "UserType": "Member",
    }
