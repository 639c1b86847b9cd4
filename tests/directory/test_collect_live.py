"""The collector on a real directory: its catalogue port, searches given up, deletions and renames between two runs."""

from pathlib import Path

import pytest
from directory_steps import RECIPIENTS, access, change, collect, entry, lines, read
from real_directory import Server

pytestmark = [
    pytest.mark.directory,
    pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def server(changing_server: Server) -> Server:
    return changing_server


def test_the_catalogue_of_the_forest_answers_too(server: Server, tmp_path: Path) -> None:
    """Its port is another one; here it holds every attribute, on Windows few of Exchange."""
    with access(server).connect(server.address, True) as directory:
        assert directory.root.default_naming_context == server.base_dn
        pages = directory.pages(server.base_dn, scope="subtree", filter=f"(&(objectClass=user){RECIPIENTS})",
                                attributes=["mail"])  # fmt: skip
        found = {e.dn for page in pages for e in page.entries}
    collect(server, tmp_path)
    assert found == set(lines(tmp_path, "users"))


def test_a_search_given_up_leaves_the_connection_usable(server: Server) -> None:
    """The next page was asked for already: it is abandoned, and the server goes on answering."""
    asked = {"scope": "subtree", "filter": "(objectClass=*)", "attributes": ["mail", "member"]}
    with access(server).connect(server.address, False) as directory:
        whole = [e.dn for page in directory.pages(server.base_dn, **asked) for e in page.entries]
        for _ in range(5):
            pages = directory.pages(server.base_dn, page_size=20, **asked)
            assert [e.dn for e in next(pages).entries] == whole[:20]
            pages.close()
        assert [e.dn for page in directory.pages(server.base_dn, page_size=50, **asked) for e in page.entries] == whole


def test_deletions_and_renames_arrive_with_since(server: Server, tmp_path: Path) -> None:
    """A deleted object, one that was renamed and one that moved; the group that held them."""
    unit = f"OU=Since,{server.base_dn}"
    people = [f"CN=Since {n},{unit}" for n in range(4)]
    made = [entry(unit, objectClass="organizationalUnit"), entry(f"OU=Below,{unit}", objectClass="organizationalUnit")]
    made += [entry(dn, objectClass="user", sAMAccountName=f"since{n}", mail=f"since{n}@contoso.test",
                   proxyAddresses=f"SMTP:since{n}@contoso.test") for n, dn in enumerate(people)]  # fmt: skip
    made.append(entry(f"CN=Since group,{unit}", objectClass="group", sAMAccountName="sincegroup", groupType=8,
                      mail="sg@contoso.test", proxyAddresses="SMTP:sg@contoso.test", member=people))  # fmt: skip
    change(server, "ldapadd", "".join(made))
    collect(server, tmp_path / "old")
    change(server, "ldapmodify", f"dn: {people[0]}\nchangetype: delete\n\n"
           f"dn: {people[1]}\nchangetype: modrdn\nnewrdn: CN=Since renamed\ndeleteoldrdn: 1\n\n"
           f"dn: {people[2]}\nchangetype: modrdn\nnewrdn: CN=Since 2\ndeleteoldrdn: 1\n"
           f"newsuperior: OU=Below,{unit}\n\n")  # fmt: skip
    manifest = collect(server, tmp_path / "old", since=True)
    collect(server, tmp_path / "fresh")
    assert (manifest.vanished, manifest.renamed) == (1, 2)
    ours, fresh = lines(tmp_path / "old", "users"), lines(tmp_path / "fresh", "users")
    assert ours == fresh
    assert {f"CN=Since renamed,{unit}", f"CN=Since 2,OU=Below,{unit}", people[3]} <= set(ours)
    assert not {people[0], people[1], people[2]} & set(ours)
    codes = {p.code for p in read(tmp_path / "old").problems}
    # The group did not change by itself: who holds old names in it is told.
    assert {"W429", "W431"} <= codes
    change(server, "ldapmodify", "".join(
        f"dn: {dn}\nchangetype: delete\n\n"
        for dn in (f"CN=Since group,{unit}", people[3], f"CN=Since renamed,{unit}", f"CN=Since 2,OU=Below,{unit}",
                   f"OU=Below,{unit}", unit)
    ))  # fmt: skip
