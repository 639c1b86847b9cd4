"""Write the LDIF files that add the Exchange attributes and classes to a Samba AD schema.

Input : exchange_schema.csv (attributes) and exchange_classes.csv (classes), beside this file.
Output: 1-attributes.ldif, 2-back-links.ldif, 3-classes-N.ldif, 4-base-classes.ldif in --out.

Apply them in the order of their names, each with its own ldbmodify call. Samba resolves a name
against the schema it read when the process started, and schemaUpdateNow does nothing inside a
transaction, so everything that names a new attribute or class has to come in a later file:

    ldbmodify -H PRIVATE_DIR/sam.ldb --option="dsdb:schema update allowed=yes" 1-attributes.ldif

Needs only the standard library.
"""

import argparse
import base64
import csv
import sys
import uuid
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
GUID_SPACE = uuid.UUID("6f1d6a3e-6d0b-4c7e-9a67-3f6f0a5b7c11")  # ours: stable schemaIDGUIDs

# oMObjectClass (BER of the object identifier) for the three "object" syntaxes
OM_OBJECT_CLASS = {
    "2.5.5.1": bytes.fromhex("2b0c0287731c00854a"),  # DN
    "2.5.5.7": bytes.fromhex("2a864886f7140101010b"),  # DN with binary
    "2.5.5.14": bytes.fromhex("2a864886f7140101010c"),  # DN with string
    "2.5.5.13": bytes.fromhex("2b0c0287731c00855c"),  # presentation address
}
OR_NAME = bytes.fromhex("56060102050b1d")  # 2.5.5.7 of the X.400 attributes
OR_NAME_ATTRIBUTES = {
    "authOrig",
    "unauthOrig",
    "dLMemRejectPerms",
    "dLMemSubmitPerms",
    "authOrigBL",
    "unauthOrigBL",
    "dLMemRejectPermsBL",
    "dLMemSubmitPermsBL",
}
AUTO_LINK = "1.2.840.113556.1.2.50"  # "choose a linkID for me"
INDEXED = {
    "mailNickname",
    "targetAddress",
    "msExchMailboxGuid",
    "msExchArchiveGUID",
    "msExchRecipientTypeDetails",
    "msExchRemoteRecipientType",
}
AUXILIARY_FOR = {
    "user": ["msExchCustomAttributes", "msExchMailStorage"],
    "group": ["msExchCustomAttributes"],
    "contact": ["msExchCustomAttributes"],
}
BASE_CN = {
    "mailRecipient": "Mail-Recipient",
    "user": "User",
    "group": "Group",
    "contact": "Contact",
    "top": "Top",
    "computer": "Computer",
}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def guid_line(kind: str, name: str) -> str:
    return "schemaIDGUID:: " + b64(uuid.uuid5(GUID_SPACE, f"{kind}:{name}").bytes_le)


def is_back_link(row: dict) -> bool:
    link = row["link"]
    return link.startswith("back:") or (link.isdigit() and int(link) % 2 == 1)


def attribute_entry(row: dict, schema_dn: str, oid_of: dict[str, str]) -> list[str]:
    name, syntax = row["name"], row["syntax"]
    lines = [
        f"dn: CN={row['cn']},{schema_dn}",
        "changetype: add",
        "objectClass: top",
        "objectClass: attributeSchema",
        f"cn: {row['cn']}",
        f"lDAPDisplayName: {name}",
        f"adminDisplayName: {row['cn']}",
        f"attributeID: {row['oid']}",
        f"attributeSyntax: {syntax}",
        f"oMSyntax: {row['om_syntax']}",
        f"isSingleValued: {'TRUE' if row['single_valued'] == 'yes' else 'FALSE'}",
        f"searchFlags: {1 if name in INDEXED else 0}",
        "systemOnly: FALSE",
        guid_line("attribute", name),
    ]
    if row["om_syntax"] == "127":
        om = OR_NAME if name in OR_NAME_ATTRIBUTES and syntax == "2.5.5.7" else OM_OBJECT_CLASS[syntax]
        lines.append("oMObjectClass:: " + b64(om))
    link = row["link"]
    if link == "auto":
        lines.append(f"linkID: {AUTO_LINK}")
    elif link.startswith("back:"):
        lines.append(f"linkID: {oid_of[link[5:]]}")  # the server answers with forward + 1
    elif link:
        lines.append(f"linkID: {link}")
    if is_back_link(row):
        lines.append("systemFlags: 1")  # not replicated, computed by the server
    return lines


def class_entry(row: dict, extra_may: list[str], schema_dn: str) -> list[str]:
    name = row["name"]
    lines = [
        f"dn: CN={row['cn']},{schema_dn}",
        "changetype: add",
        "objectClass: top",
        "objectClass: classSchema",
        f"cn: {row['cn']}",
        f"lDAPDisplayName: {name}",
        f"adminDisplayName: {row['cn']}",
        f"governsID: {row['oid']}",
        f"subClassOf: {row['sub_class_of']}",
        f"objectClassCategory: {row['category']}",
        "rDNAttID: cn",
        "systemOnly: FALSE",
        f"defaultObjectCategory: CN={row['cn']},{schema_dn}",
        "defaultSecurityDescriptor: D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)"
        "(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)",
        guid_line("class", name),
    ]
    lines += [f"auxiliaryClass: {a}" for a in row["auxiliary"].split()]
    lines += [f"possSuperiors: {s}" for s in row["possible_superiors"].split()]
    seen = set()
    for attr in row["may_contain"].split() + extra_may:
        if attr not in seen:
            seen.add(attr)
            lines.append(f"mayContain: {attr}")
    return lines


def modify_entry(cn: str, changes: dict[str, list[str]], schema_dn: str) -> list[str]:
    lines = [f"dn: CN={cn},{schema_dn}", "changetype: modify"]
    for attribute, values in changes.items():
        if values:
            lines.append(f"add: {attribute}")
            lines += [f"{attribute}: {v}" for v in values]
            lines.append("-")
    return lines


def in_layers(classes: list[dict]) -> list[list[dict]]:
    """Classes in groups, each group naming only classes of earlier groups or of the base schema."""
    ours = {row["name"] for row in classes}
    done: set[str] = set()
    layers: list[list[dict]] = []
    waiting = list(classes)
    while waiting:
        layer = [
            row
            for row in waiting
            if all(
                n in done or n not in ours or n == row["name"]
                for n in [row["sub_class_of"], *row["auxiliary"].split(), *row["possible_superiors"].split()]
            )
        ]
        if not layer:
            raise SystemExit("classes name each other in a circle: " + ", ".join(row["name"] for row in waiting))
        layers.append(layer)
        done |= {row["name"] for row in layer}
        waiting = [row for row in waiting if row["name"] not in done]
    return layers


def read_csv(path: Path) -> list[dict]:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def write_ldif(path: Path, entries: list[list[str]]) -> None:
    path.write_text("\n\n".join("\n".join(e) for e in entries) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the LDIF files of the Exchange schema.")
    parser.add_argument("--base-dn", required=True, help="root domain, e.g. DC=contoso,DC=test")
    parser.add_argument("--out", required=True, type=Path)
    args = parser.parse_args()
    schema_dn = f"CN=Schema,CN=Configuration,{args.base_dn}"
    args.out.mkdir(parents=True, exist_ok=True)

    attributes = read_csv(HERE / "exchange_schema.csv")
    classes = read_csv(HERE / "exchange_classes.csv")
    oid_of = {row["name"]: row["oid"] for row in attributes}
    # a back link can only be added once the server's schema knows its forward link
    for file, wanted in (("1-attributes.ldif", False), ("2-back-links.ldif", True)):
        write_ldif(
            args.out / file, [attribute_entry(r, schema_dn, oid_of) for r in attributes if is_back_link(r) == wanted]
        )

    carried = defaultdict(list)
    for row in attributes:
        carried[row["carrier"]].append(row["name"])
    ours = {row["name"] for row in classes}
    for number, layer in enumerate(in_layers(classes), start=1):
        write_ldif(
            args.out / f"3-classes-{number}.ldif",
            [class_entry(r, carried.get(r["name"], []), schema_dn) for r in layer],
        )

    changes = []
    for name, cn in BASE_CN.items():
        may = [] if name in ours else carried.get(name, [])
        aux = AUXILIARY_FOR.get(name, [])
        if may or aux:
            changes.append(modify_entry(cn, {"mayContain": may, "auxiliaryClass": aux}, schema_dn))
    write_ldif(args.out / "4-base-classes.ldif", changes)
    sys.stdout.write(f"{len(attributes)} attributes, {len(classes)} classes, {len(changes)} changed base classes\n")


if __name__ == "__main__":
    main()
