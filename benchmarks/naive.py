"""The peer: what one would script in an afternoon with pandas, python-ldap and openpyxl.

It reads the same files, joins both sides, compares the same attributes with ``DataFrame.apply``, judges every
mailbox and writes the same tables as workbook, page, JSON and CSV. It keeps no ledger, gives no evidence
and judges a handful of the rules; all that would make it slower.
"""

import base64
import json
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font

from benchmarks.naive_compare import Names, boolean, comparer, members, pairs, text

BINARY = {"objectGUID", "mS-DS-ConsistencyGuid", "msExchMailboxGuid", "msExchArchiveGUID", "objectSid"}
CATALOGUE = Path(__file__).resolve().parents[1] / "rules" / "attributes.csv"
# info = "not transferred yet", told of every mailbox as the product does.
CHECKS = {
    "alias missing": lambda r: not text(r["mailNickname"]),
    "type differs": lambda r: r["kind:msExchRecipientTypeDetails/RecipientTypeDetails"] == "drift",
    "mailbox GUID differs": lambda r: r["kind:msExchMailboxGuid/ExchangeGuid"] == "drift",
    "primary address differs": lambda r: primary(r["proxyAddresses"]) != text(r["PrimarySmtpAddress"]).lower(),
    "addresses differ": lambda r: r["kind:proxyAddresses/EmailAddresses"] == "drift",
    "hidden flag differs": lambda r: r["kind:msExchHideFromAddressLists/HiddenFromAddressListsEnabled"] == "drift",
    "forwarding differs": lambda r: r["kind:altRecipient/ForwardingAddress"] == "drift",
    "mail differs": lambda r: r["kind:mail/WindowsEmailAddress"] == "drift",
    "custom attributes differ": lambda r: any(
        r[f"kind:extensionAttribute{n}/CustomAttribute{n}"] == "drift" for n in range(1, 16)
    ),
    "not one primary address": lambda r: sum(a.startswith("SMTP:") for a in members(r["proxyAddresses"])) != 1,
    "changed less than a day ago": lambda r: text(r["whenChanged"]) > "20261119113000",
    "not transferred yet": lambda r: not boolean(r["IsExchangeCloudManaged"]),
}
BLOCKERS = {"alias missing", "type differs", "mailbox GUID differs", "not one primary address"}


def primary(value: Any) -> str:
    """The primary address of a list."""
    return next((a[5:].lower() for a in members(value) if a.startswith("SMTP:")), "")


def read_directory(path: Path) -> pd.DataFrame:
    """Every object as python-ldap's own reader gives it."""
    ldif: Any = import_module("ldif")
    rows: list[dict[str, Any]] = []

    class Collector(ldif.LDIFParser):  # type: ignore[misc]
        def handle(self, dn: str, entry: dict[str, list[bytes]]) -> None:
            row: dict[str, Any] = {}
            for name, values in entry.items():
                if name in BINARY:
                    row[name] = base64.b64encode(values[0]).decode()
                else:
                    decoded = [v.decode("utf-8") for v in values]
                    row[name] = decoded[0] if len(decoded) == 1 else decoded
            row["dn"] = dn
            rows.append(row)

    with path.open("rb") as file:
        Collector(file).parse()
    return pd.DataFrame(rows)


def joined(folder: Path) -> tuple[pd.DataFrame, Names, list[str]]:
    """Directory, Entra and mailboxes side by side; names of the cloud by distinguished name; cloud columns."""
    directory = read_directory(folder / "directory" / "contoso.ldf")
    directory = directory[directory["objectClass"].map(lambda classes: "user" in classes)]
    mailboxes = pd.read_csv(folder / "cloud" / "mailboxes.csv", dtype=str)
    users = pd.DataFrame(json.loads((folder / "cloud" / "users.json").read_text(encoding="utf-8")))
    both = directory.merge(
        users.add_prefix("entra."), left_on="objectGUID", right_on="entra.OnPremisesImmutableId", how="outer"
    )
    both = both.merge(mailboxes, left_on="entra.Id", right_on="ExternalDirectoryObjectId", how="outer")
    names = {text(d).lower(): text(n).lower() for d, n in zip(both["dn"], both["Name"], strict=True)}
    return both, names, list(mailboxes.columns)


def differences(both: pd.DataFrame, names: Names, columns: list[str]) -> pd.DataFrame:
    """One row per attribute that differs; both frames keep the kind of every pair."""
    paired = both["dn"].notna() & both["Name"].notna()
    parts, kinds = [], {}
    for attribute, column, word in pairs(CATALOGUE, columns):
        if attribute not in both.columns:
            both[attribute] = None
        same = comparer(word, column, names)
        two = both.loc[paired, [attribute, column]]
        equal = two.apply(
            lambda row, same=same, attribute=attribute, column=column: same(row[attribute], row[column]), axis=1
        )
        kinds[f"kind:{attribute}/{column}"] = equal.map({True: "equal", False: "drift"})
        odd = both.loc[equal.index[~equal]]
        parts.append(
            pd.DataFrame(
                {
                    "object_guid": odd["objectGUID"],
                    "user_principal_name": odd["UserPrincipalName"],
                    "attribute": attribute,
                    "kind": "drift",
                    "directory_value": odd[attribute].map(text),
                    "cloud_value": odd[column].map(text),
                }
            )
        )
    for name, kind in kinds.items():
        both[name] = kind
    return pd.concat(parts)


def shared_addresses(both: pd.DataFrame) -> set[str]:
    """Addresses that more than one object holds."""
    held = Counter(a[5:].lower() for v in both["proxyAddresses"] for a in members(v) if a.lower().startswith("smtp:"))
    return {a for a, n in held.items() if n > 1}


def findings(both: pd.DataFrame) -> pd.DataFrame:
    """One row per check and mailbox that fails it."""
    twice = shared_addresses(both)
    checks = CHECKS | {
        "no cloud mailbox": lambda r: not text(r["Name"]),
        "no directory object": lambda r: not text(r["dn"]),
        "address held twice": lambda r: any(a[5:].lower() in twice for a in members(r["proxyAddresses"])),
    }
    used = ["dn", "Name", "objectGUID", "UserPrincipalName", "mailNickname", "proxyAddresses", "PrimarySmtpAddress",
            "whenChanged", "IsExchangeCloudManaged"]  # fmt: skip
    slim = both[used + [c for c in both.columns if c.startswith("kind:")]]
    parts = []
    for name, check in checks.items():
        hit = slim[slim.apply(check, axis=1)]
        parts.append(
            pd.DataFrame(
                {
                    "rule": name,
                    "object_guid": hit["objectGUID"],
                    "user_principal_name": hit["UserPrincipalName"],
                    "message": hit["UserPrincipalName"].map(lambda u, name=name: f"{text(u)}: {name}."),
                }
            )
        )
    return pd.concat(parts)


def verdicts(both: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row per mailbox."""
    by_mailbox = found.groupby("user_principal_name")["rule"].apply(list).to_dict()

    def verdict(row: Any) -> str:
        rules = by_mailbox.get(row["UserPrincipalName"], [])
        if boolean(row["IsExchangeCloudManaged"]):
            return "done"
        if BLOCKERS.intersection(rules):
            return "blocked"
        if "changed less than a day ago" in rules:
            return "wait"
        return "ready_with_warnings" if len(rules) > 1 else "ready"

    people = both[both["Name"].notna() | both["entra.Id"].notna()]
    return pd.DataFrame(
        {
            "object_guid": people["objectGUID"],
            "user_principal_name": people["UserPrincipalName"],
            "primary_smtp_address": people["PrimarySmtpAddress"],
            "display_name": people["DisplayName"],
            "recipient_type": people["RecipientTypeDetails"],
            "verdict": people.apply(verdict, axis=1),
            "rules": people["UserPrincipalName"].map(lambda u: ", ".join(by_mailbox.get(u, []))),
            "department": people["department"],
            "dn": people["dn"],
        }
    ).sort_values("user_principal_name")


def write_workbook(tables: dict[str, pd.DataFrame], path: Path) -> None:
    """One sheet per table, written cell by cell."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, frame in tables.items():
        sheet = workbook.create_sheet(name)
        sheet.append(list(frame.columns))
        for row in frame.itertuples(index=False):
            sheet.append([text(v) for v in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    workbook.save(path)


def main(folder: Path, out: Path) -> None:
    """All reports of the folder stand in ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    both, names, columns = joined(folder)
    different = differences(both, names, columns)
    both = both.copy()
    found = findings(both)
    tables = {"mailboxes": verdicts(both, found), "findings": found, "differences": different}
    for name, frame in tables.items():
        frame.to_csv(out / f"{name}.csv", index=False)
    (out / "assessment.json").write_text(
        json.dumps({n: t.to_dict("records") for n, t in tables.items()}, default=str, indent=1), encoding="utf-8"
    )
    page = "".join(f"<h2>{n}</h2>{t.to_html(index=False)}" for n, t in tables.items())
    (out / "readiness.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    write_workbook(tables, out / "readiness.xlsx")
    print({n: len(t) for n, t in tables.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
