"""What a Windows controller does and Samba does not: limits, ranges, the old NTLM, lost places, broken connections."""

import itertools
import sys
import time
from collections.abc import Iterator

import pytest
from small_ldap_server import BASE, PASSWORD, USER, Behaviour, SmallServer, entry_of, integer, tlv

from analyzer.collectors import ldap_wire
from analyzer.collectors.ldap import Directory, Login, Server, connect
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

SIMPLE = Login(method="simple", user=USER, password=PASSWORD)
WINDOWS = "80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data {}, v4563"
READ_ONLY = {"bind", "search", "unbind", "abandon"}


def people(number: int) -> list[tuple[str, dict[str, list[bytes]]]]:
    return [(f"CN=user{n},{BASE}", {"mail": [b"user%d@contoso.example" % n]}) for n in range(number)]


def group(members: int) -> tuple[str, dict[str, list[bytes]]]:
    listed = [b"CN=user%d" % n for n in range(members)]
    return f"CN=everybody,{BASE}", {"mail": [b"all@contoso.example"], "member": listed}


@pytest.fixture(params=["own wire", "library wire"])
def wire(request, monkeypatch) -> str:
    """Both ways of taking an answer have to behave alike."""
    if request.param == "library wire":
        monkeypatch.setattr("analyzer.collectors.ldap.wire_of", ldap_wire.LibraryWire)
    return request.param


@pytest.fixture
def behaviour() -> Behaviour:
    return Behaviour()


@pytest.fixture
def small(behaviour) -> Iterator[SmallServer]:
    with SmallServer(behaviour) as server:
        yield server
    assert set(server.requests) <= READ_ONLY


def at(small: SmallServer, **changed) -> Server:
    given = {"host": "127.0.0.1", "port": small.port, "transport": "plain", "allow_plain_password": True, "timeout": 5}
    return Server(**{**given, **changed})


@pytest.fixture
def directory(small) -> Iterator[Directory]:
    with connect(at(small), SIMPLE, pause=lambda _: None) as found:
        yield found


def everybody(directory: Directory, **changed) -> list:
    asked = {"scope": "subtree", "filter": "(mail=*)", "attributes": ["mail", "member"], **changed}
    return [entry for page in directory.pages(BASE, **asked) for entry in page.entries]


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


def test_a_busy_server_is_waited_for(wire, small, behaviour):
    behaviour.objects, behaviour.busy, waited = people(3), 2, []
    with connect(at(small), SIMPLE, pause=waited.append) as directory:
        assert len(everybody(directory)) == 3
    assert waited == [1.0, 4.0]


def test_a_server_that_stays_busy(behaviour, directory):
    behaviour.busy = 99
    with pytest.raises(SearchRefused, match="busy"):
        everybody(directory)


def test_pages_are_spaced(small, behaviour):
    behaviour.objects, waited = people(30), []
    with connect(at(small), SIMPLE, delay=0.5, pause=waited.append) as directory:
        assert len(everybody(directory, page_size=10)) == 30
    assert waited == [0.5, 0.5]


def test_a_lost_place(wire, behaviour, directory):
    behaviour.objects, behaviour.forget_cookies = people(30), True
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    with pytest.raises(ControllerGone, match="no longer knows the place"):
        next(pages)


def test_the_next_page_is_asked_for_before_one_is_handed_out(small, behaviour, directory):
    behaviour.objects = people(30)
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    # Two are out: the second is there without another word from us, and there is never a third.
    wait_for(small, "search", 3)
    assert len(next(pages).entries) == 10
    wait_for(small, "search", 4)
    assert [len(p.entries) for p in pages] == [10]
    assert small.requests.count("search") == 4


def wait_for(small: SmallServer, kind: str, number: int) -> None:
    """Until the server got so many of these requests, the one for its own entry among them."""
    for _ in range(500):
        if small.requests.count(kind) == number:
            return
        time.sleep(0.01)
    raise AssertionError((kind, small.requests))


def test_a_search_that_is_given_up_is_abandoned(small, behaviour, directory):
    behaviour.objects = people(30)
    first = next(directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10))
    assert len(first.entries) == 10
    wait_for(small, "abandon", 1)
    # What still arrives for it is nobody's.
    assert [e.dn for e in everybody(directory, page_size=10)] == [dn for dn, _ in behaviour.objects]
    assert directory.read(f"CN=user3,{BASE}", ["mail"]) is not None
    assert small.requests.count("abandon") == 1


def test_nothing_is_left_at_the_end(small, behaviour):
    behaviour.objects = people(30)
    with connect(at(small), SIMPLE) as directory:
        pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
        next(pages)
        wait_for(small, "search", 3)
    pages.close()
    # The server's thread ends when the connection does, and not before.
    small._threads[-1].join(10)
    assert not small._threads[-1].is_alive()
    assert set(small.requests) <= {"bind", "search", "unbind"}


def test_two_searches_at_a_time(wire, behaviour, directory):
    behaviour.objects = [*people(25), group(4000)]
    asked = {"scope": "subtree", "filter": "(mail=*)", "attributes": ["mail", "member"]}
    one, other = directory.pages(BASE, page_size=10, **asked), directory.pages(BASE, page_size=7, **asked)
    found = ([], [])
    for mine, theirs in itertools.zip_longest(one, other):
        for held, page in zip(found, (mine, theirs), strict=True):
            held.extend(page.entries if page else ())
        assert directory.read(f"CN=user3,{BASE}", ["mail"]) is not None
    for held in found:
        assert [(e.dn, e.attributes) for e in held] == behaviour.objects


def test_another_search_made_the_connection_anew(wire, behaviour, directory):
    behaviour.objects = people(30)
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    directory.close()
    assert directory.read(f"CN=user3,{BASE}", ["mail"]) is not None
    with pytest.raises(ControllerGone, match="in the middle"):
        next(pages)


def test_cut_in_the_first_page_nothing_is_lost(wire, small, behaviour, directory):
    behaviour.objects, behaviour.cut_after = people(30), 5
    assert [e.dn for e in everybody(directory, page_size=10)] == [dn for dn, _ in behaviour.objects]
    assert small.requests.count("bind") == 2


def test_cut_in_a_later_page(wire, behaviour, directory):
    behaviour.objects, behaviour.cut_after = people(30), 15
    pages = directory.pages(BASE, scope="subtree", filter="(mail=*)", attributes=["mail"], page_size=10)
    assert len(next(pages).entries) == 10
    with pytest.raises(ControllerGone, match="in the middle"):
        next(pages)
    assert len(everybody(directory, page_size=10)) == 30  # a new search connects again


def test_a_controller_that_is_gone_for_good(behaviour, directory, small):
    behaviour.objects = people(3)
    small.__exit__()
    with pytest.raises(ControllerGone, match="ended") as told:
        everybody(directory)
    assert "Nothing listens" in told.value.seen


def test_no_answer_in_time(wire, small, behaviour):
    with connect(at(small, timeout=1), SIMPLE) as directory:
        behaviour.silent = True
        with pytest.raises(ControllerGone):
            everybody(directory)


def test_a_good_bye(wire, behaviour, directory):
    behaviour.objects, behaviour.good_bye = people(3), True
    assert len(everybody(directory)) == 3


@pytest.mark.parametrize(
    "garbage",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        tlv(0x30, integer(3), entry_of("CN=x", {"a": [b"b"]}))[:12] + b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x84\x7f\xff\xff\xff",
        tlv(0x30, tlv(0x04, b"x")),
    ],
)
def test_what_is_no_answer(small, behaviour, garbage):
    with connect(at(small, timeout=1), SIMPLE) as directory:
        behaviour.garbage = garbage
        with pytest.raises(ControllerGone):
            everybody(directory)


def test_nobody_listens():
    with SmallServer(Behaviour()) as gone:
        pass
    with pytest.raises(ServerUnreachable, match="Nothing listens"):
        connect(at(gone), SIMPLE)
    with pytest.raises(ServerUnreachable, match="cannot be resolved"):
        connect(at(gone, host="dc1.contoso.invalid"), SIMPLE)


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
