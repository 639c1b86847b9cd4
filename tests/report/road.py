"""A made advice and the 28 steps for the report tests, with hostile values among them."""

from datetime import date

from analyzer.model.assessment import Advice, Ground, PathAdvice, Step

_WITHOUT = "without server and tools nothing supported edits them"
_GROUPS = Ground(
    text=f"14 groups managed from AD and not decided: {_WITHOUT}",
    says="against",
    rules=("GRP-001",),
    count=14,
    decides=True,
)
_RETURN = Ground(
    text="Nobody will move mailboxes back to a server",
    says="for",
    rules=("ATT-007",),
    person="M. Berg",
    day=date(2026, 11, 9),
    decides=True,
)
_READERS = Ground(
    text="Whether anybody reads mail attributes in AD: nobody has said",
    says="unanswered",
    rules=("WB-001",),
    settles="The answer to WB-001 in assessment.toml",
    decides=True,
)
_TITLES = (
    "Inventory of all forests, servers and recipients",
    "All mailboxes and archives are in the cloud",
    "Public folders are migrated or removed",
    "Synchronisation is healthy and new enough",
    "The directory is clean",
    "Drift is zero or decided",
    "Readers and writers are known",
    "The writeback job runs",
    "A snapshot is kept",
    "Pilot wave",
    "Waves until every synced mailbox is transferred",
    "Groups, contacts and mail users are decided",
    "Policies and rules are made anew in the cloud",
    "Provisioning is rewritten and tested",
    "The default for new recipients is set",
)


def advice(hostile: str) -> Advice:
    """Keep the tools; one path ruled out, one not known, one that nothing asks for."""
    return Advice(
        sentence="Keep the management tools and shut the server down: 14 groups managed from AD and not decided.",
        is_said=True,
        paths=(
            PathAdvice(
                path="wait",
                title="Wait",
                about="The server stays as it is.",
                state="ruled_out",
                reason="Nothing was found that asks for it.",
                grounds=(),
                changes=(),
                sources=("S04",),
            ),
            PathAdvice(
                path="keep_tools",
                title="Keep the management tools and shut the server down",
                about="The tools go on editing what stays synced. " + hostile,
                state="advised",
                reason="14 groups managed from AD and not decided.",
                grounds=(
                    Ground(text="14 groups managed from AD", says="for", rules=("GRP-001",), count=14, decides=True),
                ),
                changes=("As long as 14 groups must stay editable in AD: keep the tools. " + hostile,),
                sources=("S15", "S16"),
            ),
            PathAdvice(
                path="uninstall",
                title="Transfer and uninstall",
                about="Setup removes the last server.",
                state="ruled_out",
                reason=_GROUPS.text + ".",
                grounds=(_GROUPS, _RETURN),
                changes=("When each is decided, uninstalling becomes possible.",),
                sources=("S04",),
            ),
            PathAdvice(
                path="no_writeback",
                title="Transfer without writeback",
                about="AD keeps the values of the day of the transfer.",
                state="unknown",
                reason=f"Cannot be said yet: {_READERS.text}.",
                grounds=(_READERS,),
                changes=(f"{_READERS.settles} would settle: {_READERS.text.partition(':')[0]}.",),
                sources=("S04",),
            ),
        ),
    )


def sequence(hostile: str) -> tuple[Step, ...]:
    """Every state, both borders, and both ways of step 23."""
    states = ("done", "to_do", "to_do", "unknown", "to_do", "to_do", "unanswered", "later", "done", "done", "to_do")
    found = (
        Ground(text="One person has two mailboxes: 2 mailboxes " + hostile, says="holds", rules=("DIR-009",), count=2),
        Ground(
            text="Cannot be judged: no snapshot", says="unknown", rules=("MBX-021",), count=1, settles="Get-Mailbox"
        ),
        Ground(
            text="ATT-001 is answered yes",
            says="stated",
            rules=("ATT-001",),
            person="M. Berg " + hostile,
            day=date(2026, 11, 9),
        ),
        Ground(
            text="Nobody has answered ATT-007", says="unanswered", rules=("ATT-007",), settles="The answer to ATT-007"
        ),
    )
    out = []
    for k in range(28):
        number = k + 1
        for suffix in ("A", "B") if number == 23 else ("",):
            state = states[k] if k < len(states) else "not_needed" if number == 13 else "later"
            out.append(
                Step(
                    step=f"{number}{suffix}",
                    title=_TITLES[k] if k < len(_TITLES) else f"Step after the default, number {number}",
                    state="other_path" if suffix == "A" else state,
                    basis=("data", "data and person", "person", "nothing")[k % 4],
                    reason="Every condition holds." if state == "done" else "2 conditions stand in the way. " + hostile,
                    owner="Messaging",
                    needs=("4", "9") if number == 10 else (),
                    waits_for=("7",) if state == "later" else (),
                    grounds=found if k % 3 == 1 else found[:1] if state == "to_do" else (),
                    question="STEP-008: Has a value arrived?" if number == 8 else "",
                    reversible="no" if suffix == "A" else "with loss" if number > 9 else "yes",
                    back="Set-Mailbox -IsExchangeCloudManaged $false" if number == 11 else "",
                    border={"15": "Until here each mailbox can go back.", "23A": "No way back from here."}.get(
                        f"{number}{suffix}", ""
                    ),
                    path={"A": "uninstall", "B": "keep_tools"}.get(suffix, ""),
                    sources=("S04",),
                )
            )
    return tuple(out)
