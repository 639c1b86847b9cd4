"""A collection is whole, resumes without doubling or losing, and says what it could not get."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_forest import CHILD, NOW, ROOT, Forest, person

from analyzer.collectors.collect.files import hash_of
from analyzer.collectors.collect.manifest import Manifest, from_text
from analyzer.collectors.collect.parts import load_parts
from analyzer.collectors.collect.run import collect
from analyzer.collectors.collect.searches import Options
from analyzer.engine.catalogue import load_catalogue
from analyzer.errors import CollectError, ControllerGone
from analyzer.model.progress import Silent

RULES = Path(__file__).resolve().parents[3] / "rules"
CATALOGUE = load_catalogue(RULES)
PARTS = load_parts(RULES, CATALOGUE)
USERS = "contoso.example.users.jsonl"


def run(folder: Path, forest: Forest, **options: object) -> Manifest:
    return collect(
        folder, Options(server="dc1.contoso.example", page_size=3, **options), connect=forest.connect, parts=PARTS,
        catalogue=CATALOGUE, tool="9.9", now=lambda: NOW, progress=Silent(),
    )  # fmt: skip


def forest(count: int = 10) -> Forest:
    return Forest(people={ROOT: [person(n) for n in range(count)], CHILD: [person(n, CHILD) for n in range(4)]})


def people(folder: Path, name: str = USERS) -> dict[str, dict[str, object]]:
    lines = (folder / "directory" / name).read_text(encoding="utf-8").splitlines()
    held = [json.loads(line) for line in lines]
    assert len({h["dn"] for h in held}) == len(held), "an object came twice"
    return {h["dn"]: h for h in held}


def test_both_domains_and_the_configuration(tmp_path: Path) -> None:
    manifest = run(tmp_path, forest())
    assert [(d.name, d.state) for d in manifest.domains] == [
        ("contoso.example", "collected"), ("emea.contoso.example", "collected"),
    ]  # fmt: skip
    assert len(people(tmp_path)) == 10
    assert len(people(tmp_path, "emea.contoso.example.users.jsonl")) == 4
    assert len(people(tmp_path, "contoso.example.exchange-configuration.jsonl")) == 1
    first = next(iter(people(tmp_path).values()))
    assert first["proxyAddresses"] == ["SMTP:p0@contoso.example", "smtp:q0@contoso.example"]
    assert first["mail"] == "p0@contoso.example"
    assert isinstance(first["objectGUID::"], str)


def test_the_manifest_tells_what_the_files_are(tmp_path: Path) -> None:
    told = run(tmp_path, forest())
    folder = tmp_path / "directory"
    assert from_text((folder / "contoso.example.manifest.json").read_text(encoding="utf-8")) == told
    assert {f.name for f in folder.iterdir()} == {f.file for f in told.files} | {"contoso.example.manifest.json"}
    for file in told.files:
        assert (hash_of(folder / file.file), (folder / file.file).stat().st_size) == (file.sha256, file.bytes)
    users = next(f for f in told.files if f.file == USERS)
    assert (users.objects, users.started, users.highest_usn) == (10, "2026-11-16T06:00:00Z", 9000)
    assert "proxyAddresses" in users.attributes
    assert told.controllers[0].clock_difference == 3.0
    assert told.exchange_schema


def test_a_domain_that_does_not_answer_is_told(tmp_path: Path) -> None:
    one = forest()
    del one.hosts["dc2.emea.contoso.example"]
    manifest = run(tmp_path, one)
    assert [(d.name, d.state) for d in manifest.domains] == [
        ("contoso.example", "collected"), ("emea.contoso.example", "unreachable"),
    ]  # fmt: skip
    assert "dc2.emea.contoso.example" in manifest.domains[1].reason


def test_the_global_catalogue_stands_in_for_other_domains(tmp_path: Path) -> None:
    one = forest()
    del one.hosts["dc2.emea.contoso.example"]
    manifest = run(tmp_path, one, global_catalogue=True)
    assert manifest.global_catalogue
    assert [(d.name, d.state) for d in manifest.domains][1] == ("emea.contoso.example", "collected")
    home, other = (next(f for f in manifest.files if f.file == f"{d}users.jsonl") for d in
                   ("contoso.example.", "emea.contoso.example."))  # fmt: skip
    # What a catalogue does not hold was not asked of it: unknown, not empty.
    assert set(other.attributes) == {"cn", "mail", "proxyAddresses", "objectClass", "objectGUID", "whenCreated",
                                     "whenChanged", "uSNChanged"} & set(home.attributes)  # fmt: skip
    assert "extensionAttribute1" in home.attributes
    assert len(people(tmp_path, other.file)) == 4
    assert other.host == "dc1.contoso.example"


def test_a_named_controller_is_asked(tmp_path: Path) -> None:
    one = forest()
    one.hosts = {"dc1.contoso.example": ROOT, "other.emea.contoso.example": CHILD}
    manifest = run(tmp_path, one, controllers={"emea.contoso.example": "other.emea.contoso.example"})
    assert [c.host for c in manifest.controllers] == ["dc1.contoso.example", "other.emea.contoso.example"]


def test_chosen_domain_and_place(tmp_path: Path) -> None:
    manifest = run(tmp_path, forest(), domains=("emea.contoso.example",))
    assert [(d.name, d.state) for d in manifest.domains] == [
        ("contoso.example", "left out"), ("emea.contoso.example", "collected"),
    ]  # fmt: skip
    assert not (tmp_path / "directory" / USERS).exists()
    assert (tmp_path / "directory" / "contoso.example.exchange-configuration.jsonl").exists()
    part = run(tmp_path / "part", forest(), search_bases=(f"OU=Staff,{ROOT}", f"OU=Berlin,OU=Staff,{ROOT}"))
    assert part.domains[0].state == "collected in part"
    assert next(f for f in part.files if f.part == "users").bases == (f"OU=Staff,{ROOT}",)


def test_a_domain_of_another_forest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="has no domain fabrikam"):
        run(tmp_path, forest(), domains=("fabrikam.example",))


def test_a_lost_connection_is_made_again(tmp_path: Path) -> None:
    one = forest()
    one.cut_after, one.cuts = 6, 1
    run(tmp_path, one)
    whole = forest()
    run(tmp_path / "whole", whole)
    assert people(tmp_path) == people(tmp_path / "whole")
    # What had arrived was not sent again.
    assert len(one.sent) == len(whole.sent)


def test_nothing_has_its_name_before_all_is_whole(tmp_path: Path) -> None:
    one = forest()
    one.cut_after, one.cuts = 6, 3
    with pytest.raises(ControllerGone):
        run(tmp_path, one)
    assert all(f.name.endswith(".part") for f in (tmp_path / "directory").iterdir())


def test_resume_goes_on_where_the_run_ended(tmp_path: Path) -> None:
    one = forest()
    one.cut_after, one.cuts = 6, 3
    with pytest.raises(ControllerGone):
        run(tmp_path, one)
    # Meanwhile one object changes, one goes, one comes.
    held = one.people[ROOT]
    held[1] = person(1, usn=8000, mail="new@contoso.example")
    del held[0]
    held.append(person(99, usn=8001))
    one.sent.clear()
    run(tmp_path, one, resume=True)
    fresh = Forest(people=one.people)
    run(tmp_path / "fresh", fresh)
    assert people(tmp_path) == people(tmp_path / "fresh")
    assert sum("DC=emea" not in dn and "Person" in dn for dn in one.sent) == 6
    assert not [f for f in (tmp_path / "directory").iterdir() if f.name.endswith(".part")]


def test_a_run_that_asked_for_something_else_is_not_gone_on_with(tmp_path: Path) -> None:
    one = forest()
    one.cut_after, one.cuts = 6, 3
    with pytest.raises(ControllerGone):
        run(tmp_path, one)
    one.sent.clear()
    run(tmp_path, one, resume=True, acls=True)
    assert sum("DC=emea" not in dn and "Person" in dn for dn in one.sent) == 10


def test_since_fetches_only_what_changed(tmp_path: Path) -> None:
    one = forest()
    run(tmp_path, one)
    held = one.people[ROOT]
    held[4] = person(4, usn=9500, mail="new@contoso.example")
    del held[7]
    moved = held[2]
    held[2] = replace_name(moved.dn.replace("OU=Staff", "OU=Moved"), moved)
    one.sent.clear()
    manifest = run(tmp_path, one, since=True)
    run(tmp_path / "fresh", Forest(people=one.people))
    assert people(tmp_path) == people(tmp_path / "fresh")
    assert sorted(dn for dn in one.sent if "Person" in dn) == [
        f"CN=Person 2,OU=Moved,{ROOT}", f"CN=Person 4,OU=Staff,{ROOT}",
    ]  # fmt: skip
    assert (manifest.renamed, manifest.vanished) == (1, 1)


def test_what_vanished_is_counted_over_all_places(tmp_path: Path) -> None:
    places = (f"OU=Staff,{ROOT}", f"OU=Moved,{ROOT}")
    one = forest()
    held = one.people[ROOT]
    held[3:5] = [replace_name(e.dn.replace("OU=Staff", "OU=Moved"), e) for e in held[3:5]]
    run(tmp_path, one, search_bases=places)
    del held[5], held[3]
    manifest = run(tmp_path, one, since=True, search_bases=places)
    assert manifest.vanished == 2
    assert len(people(tmp_path)) == 8
    again = run(tmp_path, one, since=True, search_bases=places)
    assert again.vanished == 0


def replace_name(dn: str, found):
    return found._replace(dn=dn)


def test_a_failed_run_leaves_the_collection_before_as_it_was(tmp_path: Path) -> None:
    first = run(tmp_path, forest())
    bad = forest(20)
    bad.cut_after, bad.cuts = 3, 3
    with pytest.raises(ControllerGone):
        run(tmp_path, bad)
    text = (tmp_path / "directory" / "contoso.example.manifest.json").read_text(encoding="utf-8")
    assert from_text(text) == first
    assert len(people(tmp_path)) == 10
    assert replace(first, tool="x") != first
