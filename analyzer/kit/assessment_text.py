"""The commented ``assessment.toml`` of a new folder: every key there is, every statement with its question."""

import re
from collections.abc import Iterable, Iterator

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

[timing]
# Minutes between two cycles of the synchronisation. Without it: the export of the scheduler, else 30.
# sync_interval_minutes = 30
settle_hours = 24                      # quiet time after the last change before a switch

[scope]
# The mailboxes of the planned wave: user principal names or GUIDs. Empty: all of them.
planned = []

# A signed acceptance of one rule, until a day. It opens only rules that may be waived.
# [[waiver]]
# rule = "DIR-012"
# object = "kim.akers@contoso.example" # objectGUID or user principal name; default "*", all of them
# attribute = "mailNickname"           # default "*"
# reason = "Leaves the company in December."
# approver = "Dana Birkby"
# expires = 2026-12-31

# What a person has to state. answer = "yes" means that the sentence above it holds; it counts only with a person and a
# day. answer = "no" means that it does not hold, and needs neither. "" is no answer yet, and keeps the gate closed.
"""


def assessment_text(rules: Iterable[Rule]) -> str:
    """The text of the file; the reader of settings takes it as it is and finds every statement open."""
    return _HEAD + "".join(_statement(rule) for rule in rules if rule.check == _CHECK)


def _statement(rule: Rule) -> str:
    lines = "\n".join(_comment(f"{rule.params['statement']}: {question(rule)}"))
    return f'\n{lines}\n[statements.{rule.params["statement"]}]\nanswer = ""\nperson = ""\ndate = ""\ntext = ""\n'


def question(rule: Rule) -> str:
    """The sentence that a yes says of the organisation."""
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
