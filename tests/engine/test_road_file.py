"""The road of a pack: every fault of its three files is told with its place."""

from pathlib import Path

import pytest
from tiny_estates import PACK

from analyzer.engine.road_file import load_road
from analyzer.model.road import Road

STEP = '[[step]]\nid = "1"\ntitle = "t"\ncheck = "data"\nowner = "o"\nsources = ["S03"]\n'
PATH = '[[path]]\nid = "p"\ntitle = "t"\naction = "a"\nabout = "b"\nkind = "end"\nsources = ["S03"]\n'
FACT = '[[path.fact]]\nabout = "a"\n'
CAUSE = '[[cause]]\naction = "a"\nrules = ["DIR-016", "CON-002"]\n'
SAYS = '{ says = "for", text = "t" }'


def faults_of(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    faults: list[str] = []
    load_road(folder, {"S03"}, faults)
    return faults


def test_a_pack_may_say_nothing(tmp_path: Path) -> None:
    faults: list[str] = []
    assert load_road(tmp_path, set(), faults) == Road()
    assert faults == []


def test_what_is_right_has_no_fault(tmp_path: Path) -> None:
    path = f"{PATH}{FACT}rules = ['GRP-001']\nhit = {SAYS}\nnone = {SAYS}\n"
    later = STEP.replace('"1"', '"23A"') + 'needs = ["1"]\npath = "p"\n'
    last = STEP.replace('"1"', '"24"') + 'needs = ["23"]\nholds = ["PF-*", "ORG-999"]\n'
    assert faults_of(tmp_path, causes=CAUSE, paths=path, sequence=STEP + later + last) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("sequence", STEP.replace('"1"', '"one"'), "step 1: id 'one' is no step such as 7 or 23A"),
        ("sequence", STEP + 'hold = []\n', "step 1: unknown key 'hold'"),
        ("sequence", STEP.replace('title = "t"\n', ""), "step 1: missing 1 required keyword-only argument: 'title'"),
        ("sequence", STEP + 'confirms = "yes"\n', "step 1: confirms is 'yes', not of type bool"),
        ("sequence", STEP + 'holds = ["GRP-1"]\n', "step 1: 'GRP-1' is no rule id"),
        ("sequence", STEP.replace("data", "guess"), "step 1: check 'guess' is none of data, part, person"),
        ("sequence", STEP + 'reversible = "maybe"\n', "step 1: reversible 'maybe' is none of yes, with loss, no"),
        ("sequence", STEP.replace("S03", "S99"), "step 1: source 'S99' is not in sources.toml"),
        ("sequence", STEP.replace('"S03"', ""), "step 1: sources are missing"),
        ("sequence", STEP + 'asks = "?"\n', "step 1: asks and statement go together"),
        ("sequence", STEP + "confirms = true\n", "step 1: confirms without asks"),
        ("sequence", STEP + STEP, "step 1 is there twice"),
        ("sequence", STEP + 'needs = ["2"]\n', "step 1 needs 2, which is no step before it"),
        ("sequence", STEP + 'path = "p"\n', "step 1 belongs to the path p, which paths.toml has not"),
        ("paths", PATH.replace('"end"', '"start"'), "path 1: kind 'start' is none of pause, end, addition"),
        ("paths", PATH + FACT, "path 1: fact 1: a fact has either rules or a statement"),
        ("paths", f"{PATH}{FACT}rules = []\nhit = {SAYS}\n", "fact 1: a fact of rules has the results hit and none"),
        (
            "paths",
            f"{PATH}{FACT}statement = 'ATT-001'\nyes = {SAYS}\nno = {{ says = 'perhaps', text = '' }}\n",
            "path 1: fact 1: says 'perhaps' is none of for, against, unknown, neither",
        ),
        ("causes", CAUSE + 'counts = "often"\n', "cause 1: counts 'often' is none of first, object, value, each"),
        ("causes", "[[cause]", "causes.toml"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tmp_path: Path, file: str, text: str, fault: str) -> None:
    found = faults_of(tmp_path, **{file: text})
    assert any(f.startswith(f"{file}.toml") and fault in f for f in found), found


def test_the_shipped_road_is_whole() -> None:
    assert len(PACK.road.paths) == 4
    assert {p.kind for p in PACK.road.paths} == {"pause", "end", "addition"}
    assert PACK.road.causes
