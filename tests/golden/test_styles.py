"""The same estate, written in every style in which customers hand it over, gives the same assessment."""

import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from style_estate import estate, without_blanks
from styles import BASE, STYLES, Files, ad_objects, space_joined

from analyzer.model.assessment import Assessment
from analyzer.pipeline import analyze
from analyzer.report.json_file import FRAMES, write_json

AS_OF = dt.datetime(2026, 11, 16, 6, tzinfo=dt.UTC)


def assessed(files: Files, folder: Path) -> Assessment:
    """The files, written and analysed."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return analyze(folder, as_of=AS_OF)


def without_evidence(assessment: Assessment) -> dict[str, Any]:
    """``assessment.json`` without what says which file and row something stood in. Nothing else is taken out.

    Taken out are: the list of files, what was wrong with them, the rejected rows, and the counts of rows; the name of
    the folder and the fingerprint of the files; in the frames file and row of each side. Names of the files
    themselves are blotted out where a text names them: in what keeps an attribute unknown, and where a Connect server
    is only known by the file of its parameters (name of the object, what to do, and the key made of the name).
    """
    stream = io.BytesIO()
    write_json(assessment, stream)
    document: dict[str, Any] = json.loads(stream.getvalue())
    for name in ("files", "problems", "rejected"):
        del document[name]
    for name in ("read", "used", "ignored", "rejected", "ignored_because"):
        del document["reconciliation"][name]
    for name in ("folder", "fingerprint"):
        del document["meta"][name]
    for frame in FRAMES:
        for name in ("source_file", "source_row", "cloud_file", "cloud_row"):
            del document[frame][name]
    files = sorted((f.file for f in assessment.files), key=len, reverse=True)
    named = re.compile("|".join(map(re.escape, files)))
    previews = document["previews"]
    for line in (*document["attributes"], *previews["writeback"], *previews["rollback"]):
        line["unknown_because"] = re.sub("a file(, a file)+", "a file", named.sub("a file", line["unknown_because"]))
    findings = document["findings"]
    for n, name in enumerate(findings["object_name"]):
        if name in files:
            findings["finding_key"][n], findings["object_name"][n] = "", "a file"
            findings["remediation"][n] = named.sub("a file", findings["remediation"][n])
    return document


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return without_evidence(assessed(BASE(estate()), tmp_path_factory.mktemp("base")))


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the base style says of the estate as far as blanks between the parts of a list can carry it."""
    return without_evidence(assessed(BASE(without_blanks(estate())), tmp_path_factory.mktemp("carried")))


def told(left: Any, right: Any, place: str = "") -> list[str]:
    """Where two documents differ, a line each."""
    if isinstance(left, dict) and isinstance(right, dict):
        missing = [f"{place}.{k} is only in one" for k in sorted(left.keys() ^ right.keys())]
        return missing + [x for k in left.keys() & right.keys() for x in told(left[k], right[k], f"{place}.{k}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [x for n, (a, b) in enumerate(zip(left, right, strict=True)) for x in told(a, b, f"{place}[{n}]")]
    return [] if left == right else [f"{place}: {str(left)[:300]} is now {str(right)[:300]}"]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_says_the_same(style: str, base: dict[str, Any], tmp_path: Path) -> None:
    found = without_evidence(assessed(STYLES[style](estate()), tmp_path))
    assert told(base, found) == []


def test_blanks_between_parts_say_the_same(carried: dict[str, Any], tmp_path: Path) -> None:
    found = without_evidence(assessed(space_joined(without_blanks(estate())), tmp_path))
    assert told(carried, found) == []


def test_what_blanks_cannot_carry_is_unknown(base: dict[str, Any], tmp_path: Path) -> None:
    """Names that hold blanks themselves cannot be told apart: such a list counts as unknown, never as another list."""
    found = without_evidence(assessed(space_joined(estate()), tmp_path))
    judged, now = (
        {
            (guid, attribute): (kind, value)
            for guid, attribute, kind, value in zip(
                *(document["differences"][c] for c in ("object_guid", "attribute", "kind", "cloud_value")), strict=True
            )
        }
        for document in (base, found)
    )
    changed = {key for key in now if now[key] != judged.get(key)}
    assert changed
    assert {now[key] for key in changed} == {("unknown", "")}
    assert now.keys() >= judged.keys()


def test_what_get_adobject_leaves_blank_is_unknown(base: dict[str, Any], tmp_path: Path) -> None:
    """A column that is blank in every row may not have been fetched: nothing else is said otherwise than of LDIF."""
    found = without_evidence(assessed(ad_objects(estate()), tmp_path))
    before, now = (
        dict(zip(d["mailboxes"]["object_guid"], d["mailboxes"]["verdict"], strict=True)) for d in (base, found)
    )
    assert before.keys() == now.keys()
    assert {now[g] for g in now if now[g] != before[g]} == {"unknown"}
    judged, told_now = (_rows(d["differences"]) for d in (base, found))
    assert told_now <= judged
    new = _rows(found["findings"], "rule", "object_guid", "attribute", "outcome") - _rows(
        base["findings"], "rule", "object_guid", "attribute", "outcome"
    )
    assert {outcome for _rule, _guid, _attribute, outcome in new} == {"unknown"}


def _rows(frame: dict[str, list[Any]], *columns: str) -> set[tuple[Any, ...]]:
    return set(zip(*(frame[c] for c in columns or frame), strict=True))


def test_the_base_holds_what_could_get_lost(base: dict[str, Any]) -> None:
    text = json.dumps(base, ensure_ascii=False)
    for value in ("👋", "Größe", 'say \\"hi\\"', "\\r\\n", "=1+1", "-2+3;x"):
        assert value in text, value
    assert len(base["findings"]["rule"]) > 100
    assert len(base["mailboxes"]["verdict"]) > 100
