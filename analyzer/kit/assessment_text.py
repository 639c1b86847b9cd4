"""The commented ``assessment.toml`` of a new folder: every key there is, every statement with its question."""

import re
from collections.abc import Iterable, Iterator

from analyzer.model.road import StepPlan
from analyzer.model.rules import Rule

_CHECK = "is_answered"
_SAID = re.compile(r"The statement: (?P<text>.+?)\. No answer\b", re.DOTALL)
_HEAD = """\
# What no export can say: names, thresholds, what people stated and signed. Everything here is optional and may stay as
# it is. An unknown key or an impossible value stops the run, with all faults in one list.

[customer]
name = ""                              # on the cover of every report

[report]
author = ""
classification = ""                    # in the foot of every page, such as "Confidential"
introduction = ""                      # a few sentences on the first page
accent = ""                            # the colour of lines and bars, such as "#1f6feb"
logo = ""                              # a PNG or SVG file in this folder, for cover and page

[timing]
# Minutes between two cycles of the synchronisation. Without it: the export of the scheduler, else 30.
# sync_interval_minutes = 30
settle_hours = 24                      # quiet time after the last change before a switch
# The day by which all mailboxes that are transferred today were so: what changes in AD later is lost on the cloud.
# transferred_by = 2026-11-18

[scope]
# The mailboxes of the planned wave: user principal names or GUIDs. Empty: all of them.
planned = []
# Mailboxes that will move back on-premises, and objects that will leave the scope of the synchronisation.
returns_onprem = []
leaves_scope = []

[exports]
# Kinds of exports of which there is nothing, such as "onprem.edge_subscription": no rows are then no gap. The
# collection kit says so by itself; exready check --format json lists the kinds.
none_found = []

# A signed acceptance of one rule, until a day. It opens only rules that may be waived.
# [[waiver]]
# rule = "DIR-012"
# object = "kim.akers@contoso.example" # objectGUID or user principal name; default "*", all of them
# attribute = "mailNickname"           # default "*"
# reason = "Leaves the company in December."
# approver = "Dana Birkby"
# expires = 2026-12-31
# evidence = "CHG0042117"              # where the acceptance is kept

# A program that reads or writes attributes in AD, by their LDAP names: the previews say what it would see.
# [[application]]
# name = "Payroll"
# owner = "Kim Akers"
# reads = ["extensionAttribute7"]
# writes = []

# What a person has to state. answer = "yes" means that the sentence above it holds, or answers the question above it;
# it counts only with a person and a day. answer = "no" needs neither. "" is no answer yet, and keeps the gate closed.
"""


def assessment_text(rules: Iterable[Rule], steps: Iterable[StepPlan] = ()) -> str:
    """The text of the file; the reader of settings takes it as it is and finds every statement open.

    The questions of the rules come first, then those of the steps that only a person can answer.
    """
    meant = [r for r in rules if r.check == _CHECK or r.asks]
    asked = [(str(r.params["statement"]) if r.check == _CHECK else r.id, question(r)) for r in meant]
    asked += [(step.statement, f"Step {step.id}: {step.asks}") for step in steps if step.asks]
    return _HEAD + "".join(_statement(name, text) for name, text in asked)


def _statement(name: str, asked: str) -> str:
    lines = "\n".join(_comment(f"{name}: {asked}"))
    return f'\n{lines}\n[statements.{name}]\nanswer = ""\nperson = ""\ndate = ""\ntext = ""\n'


def question(rule: Rule) -> str:
    """The sentence that a yes says of the organisation, or the question that it answers."""
    if rule.asks:
        return rule.asks
    found = _SAID.search(" ".join(rule.decided.split()))
    return f"{found['text']}." if found else f"This does not hold: {rule.title}."


def _comment(text: str) -> Iterator[str]:
    line = "#"
    for word in text.split():
        if len(line) + len(word) + 1 > 118:
            yield line
            line = "#"
        line += f" {word}"
    yield line
