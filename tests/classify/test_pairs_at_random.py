"""Whole estates drawn from the traps: columns and single values give the same answers, in every order."""

import random
from typing import Any

import numpy as np
import pytest
from pair_estates import CATALOGUE, compare, person, rows_of, snapshot

from analyzer.classify import kinds as k
from analyzer.classify.address_opinions import KINDS, Person, judge_kind, judge_legacy, judge_primary
from analyzer.classify.details import Details, judge_cells, read_value
from analyzer.classify.resolver import EstateResolver
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Answer, Case, Surroundings

KIND_OF = {
    Answer.EQUAL: {k.EQUAL},
    Answer.ROUTINE: {k.BY_DESIGN},
    Answer.BY_DESIGN: {k.BY_DESIGN},
    Answer.DIFFERENT: {k.LAG, k.DRIFT},
    Answer.UNKNOWN: {k.UNKNOWN},
}


# Values that tell whether Arrow and Python agree: folding, blanks, composition, unknown and empty.
TEXTS = ["", None, "HR", "hr", " HR", "Straße", "STRASSE", "İ", "i̇", "\u212a", "k", "σ", "ς", "Σ", "ﬁ", "fi", "a;b"]
ADDRESSES = [
    "SMTP:anna@contoso.example",
    "smtp:Anna@contoso.example",
    "SMTP:Straße@contoso.example",
    "smtp:strasse@contoso.example",
    "smtp:x@bücher.example",
    "smtp:x@xn--bcher-kva.example",
    "smtp: b@contoso.example",
    "smtp:b@contoso.example.",
    "smtp:b@ contoso.example",
    "b@contoso.example",
    "X500:/o=Contoso/cn=B b",
    "x500:/O=contoso/CN=b B",
    "SIP:b@contoso.example",
    "SPO:SPO_1@SPO_2",
    "smtp:b@contoso.onmicrosoft.com",
    "smtp:b@legacy.example",
    "x500:/o=ExchangeLabs/cn=b",
    "eum:4711",
    "smtp:\u212a@contoso.example",
    "SMTP:k@contoso.example",
    "smtp:ς@contoso.example",
    "smtp:Σ@contoso.example",
    "",
    "smtp:nohost",
]


def random_people(seed: int, count: int = 60) -> list[dict[str, Any]]:
    """People whose values are drawn from the traps."""
    draw = random.Random(seed)  # noqa: S311

    def addresses() -> list[str] | None:
        return None if draw.random() < 0.1 else draw.sample(ADDRESSES, draw.randrange(6))

    people = []
    for n in range(count):
        dn = [f"CN=p{draw.randrange(count)},OU=Staff,DC=contoso,DC=example" for _ in range(2)]
        ad = {
            "extensionAttribute1": draw.choice(TEXTS),
            "mailNickname": draw.choice(TEXTS),
            "msExchExtensionCustomAttribute1": draw.choice([[], None, ["a", "b"], ["b", "a"], ["Straße"]]),
            "msExchHideFromAddressLists": draw.choice(["", "TRUE", "FALSE", None, "x"]),
            "msExchRecipientTypeDetails": draw.choice(["", "4", "2147483648", "34359738368"]),
            "msExchMailboxGuid": draw.choice(["", None, "x", "MyIRAFVEd2aImaq7zN3u/w==", "AAAAAAAAAAAAAAAAAAAAAA=="]),
            "proxyAddresses": addresses(),
            "legacyExchangeDN": draw.choice(["", None, "/o=Contoso/cn=b b", "/o=contoso/cn=nobody"]),
            "altRecipient": draw.choice(["", dn[0], "CN=nobody,DC=x"]),
            "publicDelegates": draw.choice([[], dn[:1], dn]),
            "mDBStorageQuota": draw.choice(["", "1024", "x"]),
        }
        cloud = {
            "CustomAttribute1": draw.choice(TEXTS),
            "Alias": draw.choice(TEXTS),
            "ExtensionCustomAttribute1": draw.choice([[], None, ["a", "b"], ["B", "a"], ["STRASSE"]]),
            "HiddenFromAddressListsEnabled": draw.choice(["True", "False", None]),
            "RecipientTypeDetails": draw.choice(["UserMailbox", "SharedMailbox", None]),
            "IsExchangeCloudManaged": draw.choice(["True", "False", None]),
            "ExchangeGuid": draw.choice(["", "00112233-4455-6677-8899-AABBCCDDEEFF", f"{0:032x}"]),
            "EmailAddresses": addresses(),
            "PrimarySmtpAddress": draw.choice(["", None, "anna@contoso.example", "k@contoso.example"]),
            "LegacyExchangeDN": draw.choice(["", "/o=ExchangeLabs/cn=b", "/o=contoso/cn=b b"]),
            "ForwardingAddress": draw.choice(["", f"p{draw.randrange(count)}", "Nobody"]),
            "GrantSendOnBehalfTo": draw.choice([[], [f"p{draw.randrange(count)}"], ["Nobody"]]),
            "IssueWarningQuota": draw.choice(["1 MB (1,048,576 bytes)", "Unlimited", "", "x"]),
        }
        people.append(person(f"p{n}", ad, cloud | {"Name": f"p{n}"}))
    return people


def slowly(found: Snapshot, name: str, pair: dict[str, Any], around: Surroundings) -> Answer:
    """The answer for one pair, straight from the words."""
    attribute = CATALOGUE.find(name.partition(".")[0])
    assert attribute is not None
    ad, cloud = pair["ad.object"], pair["cloud.mailbox"]
    details = Details()
    lists = [None if v is None else tuple(v) for v in (ad["proxyAddresses"], cloud["EmailAddresses"])]
    somebody = Person(
        directory=lists[0],
        cloud=lists[1],
        cloud_primary=cloud["PrimarySmtpAddress"],
        sign_in=cloud["UserPrincipalName"],
        cloud_legacy=cloud["LegacyExchangeDN"],
    )
    aspect = name.partition(".")[2]
    if attribute.compare == "legacy_dn":
        if ad["legacyExchangeDN"] is None:
            return Answer.UNKNOWN
        judge_legacy(details, ad["legacyExchangeDN"], somebody)
        return Answer(details.answer[0])
    if attribute.compare == "proxy_addresses":
        if aspect in KINDS:
            judge_kind(details, somebody, aspect, around)
        else:
            judge_primary(details, somebody, cloud_marks_kept=True)
        return Answer(details.answer[0])
    word = WORDS[attribute.compare]
    raws = [tuple(v) if isinstance(v, list) else v for v in (ad[attribute.ldap_name], cloud[attribute.properties[0]])]
    if None in raws:
        return Answer.UNKNOWN
    if word.same_text and raws[0] == raws[1]:
        return Answer.EQUAL
    state = {"True": 1, "False": 0, None: 2}[cloud["IsExchangeCloudManaged"]]
    case = Case(around=around, cloud_name=attribute.properties[0], transferred=state)
    read = read_value(word.directory, raws[0], around), read_value(word.cloud, raws[1], around)
    empty = all(not r for r in raws)
    return Answer(judge_cells(word, (raws[0], raws[1]), read, Case(around=around) if empty else case).answer)


COMPARED = [
    "extensionAttribute1",
    "mailNickname",
    "msExchExtensionCustomAttribute1",
    "msExchHideFromAddressLists",
    "msExchRecipientTypeDetails",
    "msExchMailboxGuid",
    "altRecipient",
    "publicDelegates",
    "mDBStorageQuota",
    "legacyExchangeDN",
    "proxyAddresses.primary",
    *(f"proxyAddresses.{kind}" for kind in KINDS),
]


@pytest.mark.parametrize("seed", range(6))
def test_whole_columns_and_single_values_agree(seed: int) -> None:
    people = random_people(seed)
    found = snapshot(people)
    identities, comparison, places = compare(found)
    dns = [v for p in people for v in (p["ad.object"]["altRecipient"], *p["ad.object"]["publicDelegates"]) if v]
    texts = [
        v
        for p in people
        for v in (p["cloud.mailbox"]["ForwardingAddress"], *p["cloud.mailbox"]["GrantSendOnBehalfTo"])
        if v
    ]
    around = Surroundings(
        resolver=EstateResolver(found, identities, dns, texts),
        tables=CATALOGUE.tables,
        accepted_domains=frozenset({"contoso.example", "contoso.onmicrosoft.com"}),
        initial_domains=frozenset({"contoso.onmicrosoft.com"}),
    )
    assert len(places) == len(people)
    wrong = []
    for number, pair in enumerate(people):
        for name in COMPARED:
            answer = slowly(found, name, pair, around)
            code = comparison.kinds[name][places[f"p{number}"]]
            if code not in KIND_OF[answer]:
                wrong.append((f"p{number}", name, answer.name, int(code)))
    assert wrong == []


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    people = random_people(seed, 30)
    turned = people[::-1]
    first, second = rows_of(snapshot(people)), rows_of(snapshot(turned))
    told = ("kind", "direction", "why", "directory_compared", "cloud_compared")
    assert {key: [r[c] for c in told] for key, r in first.items()} == {
        key: [r[c] for c in told] for key, r in second.items()
    }


def test_an_unrelated_person_changes_nothing() -> None:
    people = random_people(7, 20)
    stranger = person("zoe", {"extensionAttribute1": "HR"}, {"CustomAttribute1": "Sales"})
    before, after = rows_of(snapshot(people)), rows_of(snapshot([*people, stranger]))
    told = ("kind", "direction", "why")
    assert {key: [r[c] for c in told] for key, r in before.items()} == {
        key: [r[c] for c in told] for key, r in after.items() if key[0] != "zoe"
    }


def test_rows_and_codes_say_the_same() -> None:
    _, comparison, _ = compare(snapshot(random_people(3)))
    for name, codes in comparison.kinds.items():
        rows = comparison.rows[comparison.rows["attribute"] == name]
        for code, word in k.WORDS.items():
            told = set(rows.loc[rows["kind"] == word, "pair"].tolist())
            counted = set(np.flatnonzero(codes == code).tolist())
            assert told <= counted
            if code in {k.LAG, k.DRIFT}:
                assert told == counted
