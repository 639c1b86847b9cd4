"""The further exports of a company: a table of small lists per company, written as the collection kit writes them."""

import json
import tomllib
from pathlib import Path
from typing import Any

from sample_company import configuration, table_files
from sample_company.directory import any_object, base_of
from sample_company.folder import Folder
from sample_company.ldif_files import Entry
from sample_company.truth import Attributes, Company, earlier, guid, iso, ticks

EXPORTS = Path(__file__).with_name("exports")
# Exports that are made from the company itself, by the code that stands for each.
_SCRIPTS = (("cloud", "1-cloud"), ("onprem", "2-exchange-shell"), ("sync", "4-sync-server"), ("entra", "5-graph"))


def further(company: Company) -> dict[str, Any]:
    """What ``exports/NAME.toml`` says of the company."""
    text = (EXPORTS / f"{company.name.casefold()}.toml").read_text(encoding="utf-8")
    for word, value in (("{root}", configuration.root(company)), ("{base}", base_of(company.domains[0]))):
        text = text.replace(word, value)
    return tomllib.loads(text)


def put_further(folder: Folder, company: Company) -> None:
    """Its lists as CSV, its answers of Graph as JSON, and the kit's word on what there is none of."""
    said = further(company)
    for one in said.get("csv", ()):
        names = one["columns"]
        rows: list[Attributes] = [dict(zip(names, row, strict=True)) for row in one["rows"]]
        folder.files[one["file"]] = table_files.csv(rows, names)
    for one in said.get("json", ()):
        json.loads(one["text"])  # what is written by hand is JSON
        folder.files[one["file"]] = one["text"].strip().replace("\n", "\r\n").encode() + b"\r\n"
    if said.get("entra_groups"):
        folder.files["cloud/entra-groups.json"] = _entra_groups(company)
    for side, script in _SCRIPTS:
        none = [kind for kind in said.get("none", ()) if kind.startswith(f"{side}.")]
        if none:
            where = "cloud" if side in {"cloud", "entra"} else "onprem"
            folder.files[f"{where}/exready-kit-{script}.json"] = _kit_run(script, none)


def directory_objects(company: Company, domain: str) -> list[Entry]:
    """Computers, accounts of machines and groups without mail: what a dump of the domain holds besides recipients."""
    out: list[Entry] = []
    for one in further(company).get("object", ()):
        if one.get("domain", company.domains[0]) != domain:
            continue
        made = any_object(
            one["name"], one["name"], domain=domain, classes=["top", *one["classes"]], unit=one["unit"],
            category=one["classes"][-1].title(),
        )  # fmt: skip
        made |= one.get("with", {})
        if "logon_days" in one:
            made["lastLogonTimestamp"] = ticks(earlier(days=one["logon_days"]))
        out.append((str(made["distinguishedName"]), made))
    return out


def configure(company: Company) -> None:
    """Adds the further objects of the configuration partition."""
    for one in further(company).get("entry", ()):
        configuration.add(company, one["dn"], *one["classes"], **one.get("with", {}))


def _entra_groups(company: Company) -> bytes:
    rows: list[dict[str, Any]] = [
        {
            "id": str(r.online["ExternalDirectoryObjectId"]),
            "displayName": str(r.online["DisplayName"]),
            "mail": str(r.online["PrimarySmtpAddress"]),
            "mailEnabled": True,
            "securityEnabled": "Security" in str(r.online["GroupType"]),
            "groupTypes": [],
            "membershipRule": None,
            "proxyAddresses": r.online["EmailAddresses"],
            "onPremisesSyncEnabled": True if r.ad is not None else None,
            "onPremisesSyncBehavior": {"id": str(guid(r.key, "behavior")), "isCloudManaged": False},
        }
        for r in company.of_kind("group")
    ]
    text = json.dumps(rows, indent=2, ensure_ascii=False)
    return text.replace("\n", "\r\n").encode() + b"\r\n"


def _kit_run(script: str, none: list[str]) -> bytes:
    """The file that a script of the kit leaves about its run."""
    exports = [
        {
            "id": kind,
            "file": f"{kind.partition('.')[2].replace('_', '-')}.csv",
            "state": "none",
            "rows": 0,
            "started": iso(earlier(minutes=50 - n)),
            "first_errors": [],
        }
        for n, kind in enumerate(none)
    ]
    run = {"product": "exready kit", "script": script, "result_size": "Unlimited", "exports": exports}
    return (json.dumps(run, indent=1) + "\n").encode()


__all__ = ["configure", "directory_objects", "further", "put_further"]
