"""Small estates of matched pairs: healthy people, each with what a test changes about them."""

import base64
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analyzer.classify.identities import Identities
from analyzer.classify.kinds import Comparison
from analyzer.classify.match import match
from analyzer.classify.pairs import compare_pairs
from analyzer.engine.catalogue import load_catalogue
from analyzer.model.progress import Silent
from analyzer.model.settings import Settings
from analyzer.model.snapshot import FILE, ROW, Snapshot, SourceFile

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "rules")
NAMESPACE = uuid.UUID("6f2b7c1e-0000-4000-8000-000000000002")
EXPORTED = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
LAST_SYNC = "2026-11-20T11:40:00Z"
USER = ["top", "person", "organizationalPerson", "user"]
Row = dict[str, Any]


def guid(name: str) -> uuid.UUID:
    """A GUID that belongs to a name."""
    return uuid.uuid5(NAMESPACE, name)


def b64(value: uuid.UUID) -> str:
    """The text of the directory's sixteen bytes."""
    return base64.b64encode(value.bytes_le).decode()


def person(name: str, ad: Mapping[str, Any] | None = None, cloud: Mapping[str, Any] | None = None, **entra: Any) -> Row:
    """A synced person, equal on both sides but for what is given."""
    address = f"{name}@contoso.example"
    return {
        "ad.object": {
            "objectGUID": b64(guid(name)),
            "objectClass": USER,
            "distinguishedName": f"CN={name},OU=Staff,DC=contoso,DC=example",
            "userPrincipalName": address,
            "mail": address,
            "mailNickname": name,
            "proxyAddresses": [f"SMTP:{address}"],
            "legacyExchangeDN": "",
            "whenChanged": "20260901080000.0Z",
            "msExchHideFromAddressLists": "",
            "extensionAttribute1": "",
            "altRecipient": "",
            "publicDelegates": [],
        }
        | dict(ad or {}),
        "cloud.mailbox": {
            "ExternalDirectoryObjectId": str(guid(name + " entra")),
            "Guid": str(guid(name + " cloud")),
            "Name": name,
            "Alias": name,
            "DisplayName": name.title(),
            "UserPrincipalName": address,
            "PrimarySmtpAddress": address,
            "WindowsEmailAddress": address,
            "EmailAddresses": [f"SMTP:{address}"],
            "LegacyExchangeDN": "",
            "IsDirSynced": "True",
            "IsExchangeCloudManaged": "False",
            "HiddenFromAddressListsEnabled": "False",
            "CustomAttribute1": "",
            "ForwardingAddress": "",
            "GrantSendOnBehalfTo": [],
        }
        | dict(cloud or {}),
        "entra.user": {
            "Id": str(guid(name + " entra")),
            "OnPremisesImmutableId": b64(guid(name)),
            "OnPremisesSyncEnabled": "True",
            "OnPremisesProvisioningErrors": "",
        }
        | entra,
    }


def table(rows: Sequence[Mapping[str, Any]], files: Sequence[int]) -> pa.Table:
    """Rows as Arrow: a list makes a list column, a column that a row lacks is unknown there."""
    names = list(dict.fromkeys(n for r in rows for n in r))
    columns = {}
    for name in names:
        values = [r.get(name) for r in rows]
        is_list = any(isinstance(v, list) for v in values)
        columns[name] = pa.array(values, pa.list_(pa.string()) if is_list else pa.string())
    columns[FILE] = pa.array(files, pa.int32())
    columns[ROW] = pa.array(range(1, len(rows) + 1), pa.int64())
    return pa.table(columns)


def snapshot(
    people: Sequence[Row],
    *,
    accepted: Sequence[str] | None = ("contoso.example", "contoso.onmicrosoft.com"),
    last_sync: str | None = LAST_SYNC,
    exported_at: dt.datetime | None = EXPORTED,
    parts: Mapping[str, Sequence[int]] | None = None,
    **tables: Sequence[Mapping[str, Any]],
) -> Snapshot:
    """The people of a tenant whose domains and last sync are known. ``parts``: the file of each row of a kind."""
    rows: dict[str, list[Mapping[str, Any]]] = {k.replace("__", "."): list(v) for k, v in tables.items()}
    for one in people:
        for kind, row in one.items():
            rows.setdefault(kind, []).append(row)
    if accepted is not None:
        initial = [str(a.endswith(".onmicrosoft.com")) for a in accepted]
        named = [{"DomainName": a, "InitialDomain": i} for a, i in zip(accepted, initial, strict=True)]
        rows["cloud.accepted_domain"] = list(named)
    if last_sync is not None:
        rows["entra.organization"] = [{"Id": "org", "OnPremisesLastSyncDateTime": last_sync}]
    files: list[SourceFile] = []
    made = {}
    for kind, members in rows.items():
        wanted = list((parts or {}).get(kind, [0] * len(members)))
        made[kind] = table(members, [len(files) + w for w in wanted])
        files += [_file(kind, n, exported_at) for n in range(max(wanted, default=0) + 1)]
    return Snapshot(folder="test", files=tuple(files), tables=made, settings=Settings())


def _file(kind: str, number: int, when: dt.datetime | None) -> SourceFile:
    return SourceFile(
        file=f"{kind}{number or ''}.csv", kind=kind, side="", title=kind, sha256="0" * 64, bytes=1, exported_at=when
    )


def compare(found: Snapshot) -> tuple[Identities, Comparison, dict[str, int]]:
    """The comparison, and the place of each pair by the name in its distinguished name."""
    identities = match(found)
    which, comparison = compare_pairs(found, identities, CATALOGUE, sync_interval_minutes=30, progress=Silent())
    dns = identities.take("ad", "distinguishedName", np.asarray(which))
    names = [] if dns is None else [dn.partition(",")[0].removeprefix("CN=") for dn in dns.to_pylist()]
    return identities, comparison, {name: place for place, name in enumerate(names)}


def rows_of(found: Snapshot) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows by name of the person and attribute."""
    _, comparison, places = compare(found)
    names = {place: name for name, place in places.items()}
    return {(names[r["pair"]], r["attribute"]): r for r in comparison.rows.to_dict("records")}
