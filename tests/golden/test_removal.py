"""Taking a file or a column away never makes anything look better: what is not known is never a pass."""

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.collectors import load_layouts
from analyzer.engine.pack import Pack, load_pack
from analyzer.model.assessment import Assessment
from analyzer.resources import data_folder

RULES = data_folder("rules")
PACK: Pack = load_pack(RULES)
LAYOUTS = load_layouts(RULES)
AS_OF = __import__("datetime").datetime(2026, 11, 16, 6, tzinfo=__import__("datetime").timezone.utc)

# Better is a larger number. Blocked and unknown both say "do not"; what was out of the question is not compared.
VERDICTS = {"blocked": 0, "unknown": 0, "wait": 1, "ready_with_warnings": 2, "ready": 3, "done": 4, "not_applicable": 4}
GATES = {"closed": 0, "unknown": 0, "open_in_part": 1, "waived": 2, "open": 2}
Place = tuple[str, int]


@dataclass(frozen=True)
class Seen:
    """What an assessment says, by the places of its evidence: those stay the same whatever names a finding."""

    verdicts: Mapping[Place, int]
    words: Mapping[Place, str]
    gates: Mapping[str, int]
    loud: frozenset[str]  # rules that found something or could not judge


def seen(assessment: Assessment) -> Seen:
    verdicts: dict[Place, int] = {}
    words: dict[Place, str] = {}
    for row in assessment.mailboxes.itertuples():
        for place in ((row.source_file, row.source_row), (row.cloud_file, row.cloud_row)):
            if place[0]:
                verdicts[place] = max(verdicts.get(place, 0), VERDICTS[row.verdict])
                words[place] = row.verdict
    return Seen(
        verdicts=verdicts,
        words=words,
        gates={g.gate.value: GATES[g.state] for g in assessment.gates},
        loud=frozenset(assessment.findings["rule"]),
    )
