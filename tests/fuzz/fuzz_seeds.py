"""Small, whole files of each grammar: where a fuzzer starts from."""

import codecs
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
_MOST = 3_000

_TABLES: Sequence[Sequence[Sequence[str]]] = (
    (
        ("UserPrincipalName", "IsExchangeCloudManaged", "EmailAddresses", "PrimarySmtpAddress", "WhenChangedUTC"),
        ("kim@contoso.example", "False", "SMTP:kim@contoso.example|smtp:k@contoso.example", "kim@contoso.example",
         "2026-11-18T10:00:00.0000000Z"),
        ("bo@contoso.example", "True", "SMTP:bo@contoso.example|X400:C=us;A= ;P=Org;S=Bo;|EUM:1;phone-context=d.x",
         "bo@contoso.example", "12/24/2025 1:37:00 PM"),
    ),
    (("DomainName", "DomainType", "Default"), ("contoso.example", "Authoritative", "WAHR"), ("x.example", "", "")),
    (("Name", "Value"), ("Microsoft.Synchronize.StagingMode", "False"), ("Microsoft.OptionalFeature", 'a "b" c')),
    (
        ("Object", "AttributeName", "LastOriginatingChangeTime", "Version"),
        ("CN=a,DC=b", "mail", "24.12.2025 13:37:00", "3"),
    ),
    (
        ("DN", "objectClass", "mail", "proxyAddresses", "objectGUID", "whenChanged"),
        ("CN=a,DC=b", "user", "a@b.example", "SMTP:a@b.example;smtp:c@b.example",
         "X'0b818fd05ca3a849a4cdc6923dfc031e'", "20260101000000.0Z"),
    ),
    (
        ("DistinguishedName", "ObjectGUID", "SamAccountName", "proxyAddresses", "whenChanged"),
        ("CN=a,DC=b", "d08f810b-a35c-49a8-a4cd-c6923dfc031e", "a", "SMTP:a@b.example|smtp:c@b.example",
         "2026-11-18T10:00:00.0000000Z"),
    ),
    (("Alias", "EmailAddress"), ("kim", "SMTP:kim@contoso.example"), ("kim", "smtp:k@contoso.example")),
    (("Notes", "x"), ("two\r\nlines", "Grüße 👋"), ("", "'=1+1")),
)  # fmt: skip


def _csv(rows: Sequence[Sequence[str]], delimiter: str = ",", *, quoted: bool = True, end: str = "\r\n") -> str:
    def cell(text: str) -> str:
        needs = quoted or any(c in text for c in f'{delimiter}"\r\n')
        return '"' + text.replace('"', '""') + '"' if needs else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def _delimited() -> list[bytes]:
    out = []
    for rows in _TABLES:
        out += [_csv(rows).encode(), _csv(rows, ";", quoted=False, end="\n").encode("utf-8-sig")]
    first = _TABLES[0]
    out += [
        b"#TYPE Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox\r\n" + _csv(first).encode(),
        codecs.BOM_UTF16_LE + _csv(_TABLES[7], "\t").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + _csv(_TABLES[7], ";").encode("utf-16-be"),
        _csv(_TABLES[7], "^").encode("cp1252", "replace"),
        b"sep=;\r\n" + _csv(_TABLES[1], ";").encode(),
        b"WARNING: something\r\n" + _csv(_TABLES[1]).encode(),
        b"a,b\n1,2\n3\n4,5,6\n\n7,8",
        b"a\n\n1\n\n",
    ]
    return out


def _entry(*lines: str) -> str:
    return "\n".join(lines) + "\n\n"


def _ldif() -> list[bytes]:
    user = _entry(
        "dn: CN=Kim,OU=Staff,DC=contoso,DC=example", "changetype: add", "objectClass: top", "objectClass: user",
        "objectGUID:: C4GP0FyjqEmkzcaSPfwDHg==", "mail: kim@contoso.example",
        "proxyAddresses: SMTP:kim@contoso.example", "proxyAddresses: smtp:k@contoso.example",
        "displayName:: R3LDvMOfZQ==", "whenChanged: 20260101000000.0Z",
    )  # fmt: skip
    group = _entry(
        "dn:: Q049R3LDvMOfZSxEQz14", "objectClass: group", "member;range=0-1: CN=a,DC=x", "member;range=0-1: CN=b,",
        " DC=x", "member;range=2-*: CN=c,DC=x", "jpegPhoto:< file:///x", "userCertificate;binary:: AQID",
    )  # fmt: skip
    dump = _entry("dn: CN=a,DC=x", "objectClass: user", "dSCorePropagationData: 16010101000000.0Z", "uSNCreated: 1",
                  "objectCategory: CN=Person")  # fmt: skip
    changes = _entry("dn: CN=a,DC=x", "changetype: modify", "add: mail", "mail: a@b", "-", "replace: cn", "cn: x", "-")
    search = "# extended LDIF\n#\n# LDAPv3\n# base <DC=x> with scope subtree\n\n# a, x\n" + dump
    search += (
        "# search reference\nref: ldap://DomainDnsZones.x/DC=x\n\n# search result\nsearch: 2\nresult: 0 Success\n\n"
    )
    limited = search.replace("result: 0 Success", "result: 4 Size limit exceeded") + "# numEntries: 1\n"
    configuration = _entry("dn: CN=X,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=x", "objectClass: msExchX",
                           "a: 1", "a: 2")  # fmt: skip
    metadata = _entry(
        "dn: CN=a,DC=x", "objectClass: user",
        "msDS-ReplAttributeMetaData: <DS_REPL_ATTR_META_DATA><pszAttributeName>mail</pszAttributeName>"
        "<dwVersion>2</dwVersion><ftimeLastOriginatingChange>2026-01-01T00:00:00Z</ftimeLastOriginatingChange>"
        "</DS_REPL_ATTR_META_DATA>",
    )  # fmt: skip
    texts = (user, group, dump, changes, search, limited, configuration, metadata, "version: 1\n" + user + group)
    out = [t.encode() for t in texts]
    return [*out, user.replace("\n", "\r\n").encode("utf-16"), (user + group).encode()[:-40], b"dn: x\nCafe: \xe9\n"]


_OBJECTS: Sequence[Mapping[str, object]] = (
    {"UserPrincipalName": "kim@contoso.example", "OnPremisesImmutableId": "C4GP0FyjqEmkzcaSPfwDHg==",
     "ProxyAddresses": ["SMTP:kim@contoso.example"], "OnPremisesSyncEnabled": True},
    {"userPrincipalName": "bo@contoso.example", "isExchangeCloudManaged": False, "emailAddresses": [],
     "whenChangedUTC": "/Date(1766579820000)/", "x": {"value": [1, None], "Count": 2}, "n": 1.5},
    {"OnPremisesSyncEnabled": None, "VerifiedDomains": [{"name": "contoso.example"}]},
)  # fmt: skip


def _json() -> list[bytes]:
    page = {"@odata.context": "https://graph.example/$metadata#users", "value": list(_OBJECTS)}
    shapes: list[object] = [*_OBJECTS, list(_OBJECTS), page, page | {"@odata.nextLink": "https://graph.example/x"},
                            {"value": list(_OBJECTS), "Count": 3}, [], {}, [1, "a", None, [], {}]]  # fmt: skip
    out = [json.dumps(s, ensure_ascii=n % 2 == 0).encode() for n, s in enumerate(shapes)]
    lines = "\n".join(json.dumps(x) for x in _OBJECTS) + "\n"
    return [
        *out,
        lines.encode(),
        json.dumps(page, indent=2).encode("utf-16"),
        b'[{"a":"\\ud83d\\udc4b \\ud800"}',
        b"[1,",
    ]


def _json_lines() -> list[bytes]:
    objects = [
        {"dn": "CN=Kim,DC=x", "objectClass": ["top", "user"], "mail": "kim@contoso.example", "proxyAddresses": []},
        {"dn": "CN=Größe,DC=x", "objectGUID": "C4GP0FyjqEmkzcaSPfwDHg==", "cn": "👋"},
    ]
    whole = "".join(json.dumps(o, ensure_ascii=False, separators=(",", ":")) + "\n" for o in objects)
    return [
        whole.encode(),
        whole.encode()[:-20],
        b"\n\n" + whole.encode(),
        b'{"dn":1}\n[]\n{"dn":"a","b":null}\n' + whole.encode(),
    ]


_CLIXML = """<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">{}</Objs>"""
_MAILBOX = """<Obj RefId="0"><TN RefId="0"><T>Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox</T>\
<T>Deserialized.System.Object</T></TN><ToString>kim</ToString><Props><S N="UserPrincipalName">kim@contoso.example</S>\
<B N="IsExchangeCloudManaged">false</B><Obj N="EmailAddresses" RefId="1"><TN RefId="1"><T>System.Collections.ArrayList\
</T></TN><LST><S>SMTP:kim@contoso.example</S><S>smtp:k_x000A_@contoso.example</S></LST></Obj>\
<DT N="WhenChangedUTC">2026-11-18T10:00:00.0000000Z</DT><G N="ExchangeGuid">d08f810b-a35c-49a8-a4cd-c6923dfc031e</G>\
<Nil N="MailTip" /><I32 N="Count">3</I32><BA N="Bytes">AQID</BA></Props><MS><S N="PSComputerName">x</S></MS></Obj>"""
_SECOND = """<Obj RefId="2"><TNRef RefId="0" /><Props><S N="UserPrincipalName">bo@contoso.example</S><Ref \
N="EmailAddresses" RefId="1" /><Obj N="Size" RefId="3"><ToString>1 GB (1,073,741,824 bytes)</ToString><Props><I64 \
N="v">1</I64></Props></Obj></Props></Obj>"""
_TABLE = """<Obj RefId="0"><TN RefId="0"><T>Selected.System.Management.Automation.PSCustomObject</T></TN><MS><S \
N="UserPrincipalName">a</S><B N="IsExchangeCloudManaged">true</B><Obj N="x" RefId="1"><DCT><En><S N="Key">a</S><S \
N="Value">b</S></En></DCT></Obj><Obj N="y" RefId="2"><STK><S>1</S></STK></Obj><Obj N="z" RefId="3"><QUE><S>1</S>\
</QUE></Obj><Obj N="w" RefId="4"><IE><S>1</S></IE></Obj></MS></Obj>"""


def _clixml() -> list[bytes]:
    nested = _MAILBOX.replace('RefId="0"><TN RefId="0"', 'RefId="9"><TN RefId="8"')
    listed = f'<Obj RefId="0"><LST>{nested}</LST></Obj>'
    bodies = (_MAILBOX, _MAILBOX + _SECOND, _TABLE, "", "<S>text</S><I32>1</I32><Nil />", listed)
    out = [_CLIXML.format(b).encode() for b in bodies]
    whole = _CLIXML.format(_MAILBOX + _SECOND)
    return [
        *out,
        whole.encode("utf-16"),
        b"\xef\xbb\xbf" + whole.encode(),
        whole.encode()[:-60],
        whole.replace("><", ">\r\n  <").encode(),
        b'<?xml version="1.0"?><!DOCTYPE Objs [<!ENTITY a "b">]>' + whole.replace("kim", "&a;").encode(),
    ]


def _format_list() -> list[bytes]:
    text = (
        "\r\n\r\nAllowedSyncCycleInterval : 00:30:00\r\nStagingModeEnabled       : False\r\nLong : {a, b, c...}\r\n"
        "Wrapped                  : one\r\n                           two\r\n\r\n\r\nName : second\r\n\r\n"
    )
    return [text.encode(), text.encode("utf-16"), text.replace("\r\n", "\n").encode("utf-8-sig")]


def _settings() -> list[bytes]:
    return [p.read_bytes() for p in sorted(SAMPLES.glob("*/assessment.toml"))] + [
        b'[thresholds]\nsync_interval_minutes = 30\n[statements.ATT-001]\nanswer = "yes"\ndate = 2026-01-01\n'
        b'[[waiver]]\nrule = "MBX-001"\nreason = "x"\nexpires = 2027-01-01\n'
    ]


def _archive() -> list[bytes]:
    lists, records = _csv(_TABLES[0]).encode(), _ldif()[0]
    held = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as made:
            for name, data in (("cloud/m.csv", lists), ("ad\\a.ldf", records), (".hidden", b"x"), ("folder/", b"")):
                made.writestr(zipfile.ZipInfo(name), data, method)
        held.append(out.getvalue())
    packed = gzip.compress(lists, mtime=0)
    return [*held, packed, packed + gzip.compress(records, mtime=0), packed[:-9], b"PK\x05\x06" + bytes(18)]


_MADE = {
    "delimited": _delimited,
    "ldif": _ldif,
    "json": _json,
    "json_lines": _json_lines,
    "clixml": _clixml,
    "format_list": _format_list,
    "settings": _settings,
    "archive": _archive,
}


def seeds(grammar: str) -> list[bytes]:
    """Whole files and damaged ones, none larger than a few kilobytes."""
    return [s[:_MOST] for s in _MADE[grammar]()]
