"""What a Windows controller does and Samba does not: limits, ranges, the old NTLM, refusals in words."""

import sys

import pytest
from small_ldap_client import SIMPLE, at, everybody, group, people
from small_ldap_server import BASE, PASSWORD, USER

from analyzer.collectors.ldap import Login, connect
from analyzer.collectors.ldap_kerberos import failure
from analyzer.errors import (
    AccessDenied,
    CollectError,
    ControllerGone,
    LimitReached,
    LoginRefused,
    PartMissing,
    PlaceMissing,
    SearchRefused,
    ServerUnreachable,
    SigningRequired,
)

WINDOWS = "80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data {}, v4563"


def test_only_reading_leaves_the_client(small, behaviour):
    """From the first byte to the last: the server saw these operations and no other."""
    behaviour.objects = [*people(2100), group(2000)]
    with connect(at(small), SIMPLE) as directory:
        assert len(everybody(directory)) == 2101
        assert directory.read(f"CN=user1,{BASE}", ["mail"]) is not None
    small.__exit__()
    assert small.requests == ["bind", *["search"] * 8, "unbind"]


def test_what_the_controller_says_about_itself(directory):
    root = directory.root
    assert (root.default_naming_context, root.dns_host_name) == (BASE, "dc1.contoso.example")
    assert (root.highest_usn, root.forest_level, root.domain_level) == (123456, 7, 7)
    assert root.current_time.isoformat() == "2026-03-15T10:15:00+00:00"
    assert "1.2.840.113556.1.4.319" in root.supported_controls


def test_more_than_a_page(wire, small, behaviour, directory):
    behaviour.objects = people(2500)
    pages = list(directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=2000))
    assert [len(p.entries) for p in pages] == [1000, 1000, 500]  # the server gives less than was asked for
    assert [bool(p.cookie) for p in pages] == [True, True, False]
    assert [p.referrals for p in pages] == [1, 0, 0]
    assert {e.attributes["mail"][0] for p in pages for e in p.entries} == {a["mail"][0] for _, a in behaviour.objects}
    assert small.page_sizes == [2000] * 3


def test_without_paging_the_server_stops(wire, behaviour, directory):
    behaviour.objects = people(1001)
    with pytest.raises(LimitReached, match="after 1000 objects") as told:
        everybody(directory, page_size=0)
    assert "--page-size" in told.value.help


@pytest.mark.parametrize("number", [1499, 1500, 1501, 3000, 5000])
def test_a_long_list_is_whole(wire, behaviour, directory, number):
    behaviour.objects = [*people(2), group(number), *people(1)]
    (found,) = [e for e in everybody(directory) if e.dn.startswith("CN=everybody")]
    assert found.attributes == group(number)[1]
    read = directory.read(found.dn, ["member"])
    assert read is not None
    assert read.attributes == {"member": group(number)[1]["member"]}


def test_a_group_that_vanishes_half_read(behaviour, directory):
    behaviour.objects = [group(4000)]
    send = directory._wire.send
    asked = []

    def watch(request):
        asked.append(request)
        if len(asked) == 3:
            behaviour.objects = []
        return send(request)

    directory._wire.send = watch
    with pytest.raises(ControllerGone, match="vanished"):
        everybody(directory)


def test_an_attribute_nobody_has(wire, behaviour, directory):
    behaviour.objects = people(1)
    assert everybody(directory, attributes=["no-such-thing"])[0].attributes == {}


@pytest.mark.ntlm
def test_ntlm(small, behaviour):
    behaviour.objects = people(3)
    with connect(at(small), Login(method="ntlm", user=USER, password=PASSWORD)) as directory:
        assert len(everybody(directory)) == 3
    assert small.requests[:3] == ["bind"] * 3


@pytest.mark.ntlm
def test_ntlm_with_a_wrong_password(small):
    with pytest.raises(LoginRefused, match="name or the password is wrong"):
        connect(at(small), Login(method="ntlm", user=USER, password="wrong"))


def test_ntlm_without_md4(small, monkeypatch):
    """As on a Python whose OpenSSL lacks it, without the package that has it."""

    def lacks(*_args, **_more):
        raise ValueError("unsupported hash type MD4")

    monkeypatch.setattr("hashlib.new", lacks)
    monkeypatch.setitem(sys.modules, "Crypto", None)
    monkeypatch.setitem(sys.modules, "Crypto.Hash", None)
    with pytest.raises(PartMissing, match="MD4") as told:
        connect(at(small), Login(method="ntlm", user=USER, password=PASSWORD))
    assert "exready[ntlm]" in told.value.help


@pytest.mark.parametrize("user", ["reader", "reader@contoso.example", "A\\B\\C"])
def test_ntlm_needs_the_domain(small, user):
    with pytest.raises(LoginRefused, match=r"DOMAIN\\user"):
        connect(at(small), Login(method="ntlm", user=user, password=PASSWORD))
    assert small.requests == []


@pytest.mark.parametrize(
    ("code", "text", "error", "words"),
    [
        (49, WINDOWS.format("52e"), LoginRefused, "wrong"),
        (49, WINDOWS.format("525"), LoginRefused, "no account"),
        (49, WINDOWS.format("530"), LoginRefused, "hour"),
        (49, WINDOWS.format("531"), LoginRefused, "computer"),
        (49, WINDOWS.format("532"), LoginRefused, "has expired"),
        (49, WINDOWS.format("533"), LoginRefused, "disabled"),
        (49, WINDOWS.format("701"), LoginRefused, "account has exp"),
        (49, WINDOWS.format("773"), LoginRefused, "first sign-in"),
        (49, WINDOWS.format("775"), LoginRefused, "locked"),
        (49, WINDOWS.format("80090346"), SigningRequired, "channel"),
        (8, "00002028: LdapErr: comment: The server requires binds to turn on integrity", SigningRequired, "signed"),
        (7, "00002027: unsupported", LoginRefused, "does not know the way"),
        (51, "", SearchRefused, "busy"),
        (49, "", LoginRefused, "wrong"),
        (80, "", LoginRefused, "result 80"),
    ],
)
def test_why_a_sign_in_is_refused(small, behaviour, code, text, error, words):
    behaviour.refuse_bind = (code, text)
    with pytest.raises(error, match=words) as told:
        connect(at(small), SIMPLE)
    assert told.value.help
    assert told.value.exit_code == 3
    assert PASSWORD not in repr(vars(told.value))


def test_no_password_is_never_sent(small):
    """A simple bind with an empty password succeeds as nobody."""
    with pytest.raises(LoginRefused, match="needs a name and a password"):
        connect(at(small), Login(method="simple", user=USER))
    with pytest.raises(LoginRefused, match="refused"):
        connect(at(small, allow_plain_password=False), SIMPLE)
    assert small.requests == []
    assert PASSWORD not in repr(SIMPLE)


@pytest.mark.parametrize(
    ("code", "text", "error", "words"),
    [
        (3, "", LimitReached, "time of a search"),
        (11, "", LimitReached, "administrator"),
        (32, "0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT)", PlaceMissing, "not there"),
        (50, "00002098: SecErr: DSID-03150BB9, problem 4003 (INSUFF_ACCESS_RIGHTS)", AccessDenied, "may not read"),
        (1, "000004DC: LdapErr: a successful bind must be completed on the connection.", AccessDenied, "sign-in"),
        (13, "", SigningRequired, "encrypted"),
        (53, "00002120: SvcErr", SearchRefused, "result 53"),
        (80, "", SearchRefused, "result 80"),
    ],
)
def test_why_a_search_is_refused(wire, behaviour, directory, code, text, error, words):
    behaviour.refuse_search = (code, text)
    with pytest.raises(error, match=words) as told:
        everybody(directory)
    assert told.value.seen == text


def test_a_referral_is_told_and_not_followed(wire, behaviour, directory):
    behaviour.referral = "ldap://other.contoso.example/DC=other,DC=contoso,DC=example"
    with pytest.raises(PlaceMissing, match="points to ldap://other"):
        everybody(directory)


def test_read_of_what_is_not_there(wire, directory):
    assert directory.read(f"CN=nobody,{BASE}", ["mail"]) is None


def test_no_tls_where_it_is_asked_for(small):
    with pytest.raises(CollectError) as told:
        connect(at(small, transport="ldaps", timeout=1), SIMPLE)
    assert told.value.code in {"E301", "E302"}


def test_starttls_that_is_not_offered(small, behaviour):
    """The only other request that may leave the client."""
    with pytest.raises(ServerUnreachable) as told:
        connect(at(small, transport="starttls", timeout=1), SIMPLE)
    assert told.value.help
    assert small.requests.pop(0) == "extended"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Minor (2529639): Clock skew too great", "clocks"),
        ("Minor (2529638): Ticket expired", "has expired"),
        ("Minor: Cannot contact any KDC for realm 'CONTOSO.TEST'", "KDC"),
        ("Minor: something new", "failed"),
    ],
)
def test_what_kerberos_complains_about(text, words):
    told = failure(text, "dc1.contoso.test")
    assert words in told.message
    assert told.help
