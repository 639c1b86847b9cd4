"""The tables about the road to the last server: the paths and the steps."""

from analyzer.model.assessment import GROUNDS, PATH_STATES, REVERSIBLE, STEP_BASES, STEP_STATES
from analyzer.report.specs import TableSpec, col

PATHS = TableSpec(
    name="paths",
    title="Paths",
    sheet="Paths",
    about="One row per fact that speaks for or against a way to go on",
    columns=(
        col("path", "Path", "key", 14, "wait, keep_tools, uninstall or no_writeback"),
        col("title", "In words", "long", 40, "The way to go on"),
        col("state", "State", "text", 12, "advised = now, next = after the wait, possible = nothing asks for it",
            values=PATH_STATES),
        col("reason", "Reason", "long", 60, "Why the path is in this state"),
        col("says", "Says", "text", 12, "What the fact says of the path", values=GROUNDS),
        col("fact", "Fact", "long", 60, "What was found, or what is not known"),
        col("decides", "Decides", "bool", 9, "The state hangs on this fact"),
        col("rules", "Rules", "text", 24, "Rule ids joined with a space"),
        col("count", "Objects", "int", 10, "Objects the fact was found on"),
        col("settles", "Settled by", "long", 44, "For what is not known: the export or the answer"),
        col("person", "Stated by", "text", 22, "Who stated it"),
        col("day", "Stated on", "day", 12, "When it was stated"),
        col("changes", "Would change the answer", "long", 60, "What would change the answer of the whole path"),
        col("sources", "Sources", "text", 20, "Where the facts are from; ids of the source list"),
    ),
)  # fmt: skip

SEQUENCE = TableSpec(
    name="sequence",
    title="Sequence",
    sheet="Sequence",
    about="One row per step to the last server: how far it is, what it rests on, and how it is undone",
    columns=(
        col("step", "Step", "key", 7, "Number of the step; 23A and 23B exclude each other"),
        col("state", "State", "text", 13,
            "later = a step before it is not done, unanswered = a person owes the answer, unknown = evidence lacks",
            values=STEP_STATES),
        col("title", "Step in words", "long", 56, "What is true when the step is done"),
        col("reason", "Reason", "long", 60, "Why the step is in this state"),
        col("owner", "Owner by step", "text", 18, "Who usually does it"),
        col("basis", "Rests on", "text", 16, "What the state rests on", values=STEP_BASES),
        col("needs", "Needs", "text", 20, "Steps that come before it"),
        col("waits_for", "Waits for", "text", 20, "Those of them that are not done"),
        col("rules", "Rules", "long", 30, "Rules whose findings hold it open, joined with a space"),
        col("unknown_rules", "Rules without evidence", "long", 30, "Rules of the step that could not be judged"),
        col("statements", "Open statements", "text", 20, "Answers that a person owes"),
        col("stated_by", "Stated by", "long", 34, "Who stated what, and when"),
        col("settles", "Settled by", "long", 50, "The exports and answers that would settle what is not known"),
        col("question", "Question", "long", 50, "What a person has to state for the step, with its id"),
        col("reversible", "Reversible", "text", 11, "Whether it can be undone", values=REVERSIBLE),
        col("back", "Way back", "long", 50, "How it is undone, and what is lost"),
        col("border", "Border", "long", 40, "What ends behind this step"),
        col("path", "Path", "text", 14, "The path it belongs to; empty = all"),
        col("sources", "Sources", "text", 20, "Where the facts are from; ids of the source list"),
    ),
)  # fmt: skip
