"""Pseudonyms keep shapes, join what is equal, and depend on the key."""

import base64
import re
import uuid

import pytest

from analyzer.redact.pseudonyms import Pseudonyms, fingerprint

MADE = Pseudonyms(b"a" * 16 + b"b" * 16, domains={"contoso.example"})
GUID = "0a1b2c3d-4e5f-4a6b-8c7d-0123456789ab"


@pytest.mark.parametrize(
    ("original", "shape"),
    [
        ("Anna.Berg@Contoso.example", r"u-\w{14}@d-\w{14}\.invalid"),
        ("SMTP:anna@contoso.example", r"SMTP:u-\w{14}@d-\w{14}\.invalid"),
        ("anna@contoso.mail.onmicrosoft.com", r"u-\w{14}@d-\w{14}\.mail\.onmicrosoft\.invalid"),
        ("CN=Anna,OU=Staff,DC=contoso,DC=example", r"CN=o-\w{14},OU=ou-\w{14},DC=d-\w{14},DC=d-\w{14}"),
        ("ex01.contoso.example", r"h-\w{14}\.d-\w{14}\.invalid"),
        ("contoso.example", r"d-\w{14}\.invalid"),
        ("anna.berg", r"u-\w{14}"),
        ("Anna Berg", r"o-\w{14}"),
        ("CONTOSO\\anna", r"d-\w{14}\.invalid\\u-\w{14}"),
        (GUID, r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("cloud:" + GUID, r"cloud:[0-9a-f-]{36}"),
        ("/o=Contoso/ou=First/cn=Recipients/cn=anna", r"/o=o-\w{14}/ou=o-\w{14}/cn=o-\w{14}/cn=o-\w{14}"),
        ("X500:/o=Contoso/cn=anna", r"X500:/o=o-\w{14}/cn=o-\w{14}"),
    ],
)
def test_shapes_stay(original, shape):
    assert re.fullmatch(shape, MADE.identity(original)), MADE.identity(original)


def test_what_the_directory_takes_for_equal_has_one_pseudonym():
    assert MADE.identity("Anna@CONTOSO.example ") == MADE.identity("anna@contoso.example")
    assert MADE.identity("cn=anna berg,dc=x").lower() == MADE.identity("CN=Anna Berg,DC=x").lower()
    assert MADE.identity("Mu\u0308ller") == MADE.identity("M\u00fcller")
    assert MADE.identity(GUID.upper()) == MADE.identity(GUID)
    assert MADE.identity("{" + GUID + "}") == "{" + MADE.identity(GUID) + "}"
    assert MADE.identity("CN=Berg\\, Anna,DC=x").split(",")[0] == "CN=" + MADE.name("Berg, Anna")
    assert MADE.identity("CN=M\\C3\\BCller,DC=x").split(",")[0] == "CN=" + MADE.name("M\u00fcller")


def test_the_domain_of_a_dn_is_that_of_an_address():
    parts = MADE.identity("CN=a,DC=contoso,DC=example").split(",")
    assert MADE.identity("a@contoso.example").split("@")[1] == parts[1].removeprefix("DC=") + ".invalid"


def test_a_source_anchor_is_that_of_its_guid():
    anchor = base64.b64encode(uuid.UUID(GUID).bytes_le).decode()
    made = base64.b64decode(MADE.identity(anchor))
    assert str(uuid.UUID(bytes_le=made)) == MADE.identity(GUID)


def test_values_differ_by_case_and_by_key():
    assert MADE.value("TRUE") != MADE.value("true")
    other = Pseudonyms(bytes(32))
    texts = ["Anna Berg", "anna@contoso.example", GUID, "CN=a,DC=b", "ex01.contoso.example"]
    assert not {MADE.identity(t) for t in texts} & {other.identity(t) for t in texts}
    assert MADE.key("0123456789abcdef") != other.key("0123456789abcdef")
    assert fingerprint(bytes(32)) != MADE.fingerprint


@pytest.mark.parametrize("path", ["assessment.toml", ""])
def test_our_own_file_keeps_its_name(path):
    assert MADE.file(path) == path


def test_a_file_keeps_its_place_and_ending_alone():
    assert re.fullmatch(r"cloud/f-\w{14}\.csv", MADE.file("cloud/contoso-mailboxes.csv"))
    assert re.fullmatch(r"f-\w{14}/f-\w{14}", MADE.file("contoso/anna.berg"))
