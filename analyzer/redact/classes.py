"""What every text of an assessment is: the one place that decides what redaction does with it.

A text field that stands here nowhere is taken for a value, so that something new hides too much and never too
little; a test asks for its class.
"""

from collections.abc import Mapping
from enum import Enum, auto


class Kind(Enum):
    """What a text holds."""

    SAFE = auto()  # product words, rule ids, counts, times; with all that is below it
    IDENTITY = auto()  # a name, address, GUID, distinguished name, host, domain or person
    NAMES = auto()  # several names, joined with a semicolon
    FILE = auto()  # the name of a file of the folder
    HEADER = auto()  # names of columns or attributes: those that the product knows stay
    VALUE = auto()  # a value of an attribute
    WORDS = auto()  # written by a person in assessment.toml
    SENTENCE = auto()  # words of the product with names among them
    KEY = auto()  # a hash that can be guessed by who knows the name


S, N, V, T = Kind.SAFE, Kind.IDENTITY, Kind.VALUE, Kind.SENTENCE


def _of(kinds: Mapping[Kind, str]) -> dict[str, Kind]:
    return {name: kind for kind, names in kinds.items() for name in names.split()}


# The class of a dataclass, then its text fields.
FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "Meta": _of({
        S: "product_version pack_name pack_version pack_date pack_sha256 pack_layers as_of_basis accent fingerprint"
           " sync_interval_basis redacted_with values_shown",
        N: "customer author folder", Kind.WORDS: "classification introduction",
    }),
    "Assessment": _of({T: "sentence ask", S: "missing"}),
    "Opener": _of({T: "text settles opens_also", S: "rules owner state key"}),
    "GateResult": _of({S: "name question state closed_by", T: "reason"}),
    "Ground": _of({T: "text settles", S: "says rules", N: "person"}),
    "PathAdvice": _of({S: "path title about state sources", T: "reason changes"}),
    "Advice": _of({T: "sentence"}),
    "Step": _of({
        S: "step title state basis owner needs waits_for question reversible back border path sources", T: "reason",
    }),
    "VerdictCount": _of({S: "verdict label meaning"}),
    "Correction": _of({T: "text settles", S: "rule owner rules"}),
    "SafeDay": _of({S: "day"}),
    "AttributeLine": _of({
        S: "ldap_name cloud_name category owner_before owner_after edit_before edit_after written_back compared_as"
           " trust sources stated_on notes edit_mixed compares",
        T: "unknown_because",
    }),
    "Reconciliation": _of({T: "ignored_because"}),
    "RuleResult": _of({S: "rule state", T: "reason"}),
    "LeftOut": _of({S: "id name title reason subject sources since see file"}),
    "Source": _of({S: "id title date url unlinked trust"}),
    "SourceFile": _of({
        Kind.FILE: "file", S: "kind side title health also", Kind.KEY: "sha256", T: "note",
        Kind.HEADER: "columns unknown_columns", N: "domains",
    }),
    "RejectedRow": _of({Kind.FILE: "file", T: "reason"}),
    "Conflict": _of({Kind.FILE: "file used_file", N: "object", Kind.HEADER: "columns"}),
    "Problem": _of({
        S: "code", T: "message help", Kind.FILE: "file", Kind.HEADER: "column", V: "seen",
    }),
    "Statement": _of({S: "id answer", N: "person", Kind.WORDS: "text"}),
    "Waiver": _of({S: "rule", N: "object approver", Kind.HEADER: "attribute", Kind.WORDS: "reason evidence"}),
    "RecentWriter": _of({S: "attribute newest", N: "controller applications", T: "text"}),
    "Timing": _of({T: "note"}),
    "DeadEdits": _of({S: "attribute cloud_name"}),
    "PreviewLine": _of({S: "attribute cloud_name trust", N: "readers writers", T: "unknown_because"}),
    "ApplicationLine": _of({N: "application owner", S: "use attribute", T: "sentence"}),
    "Previews": _of({S: "mail_mapped"}),
    "DeskPlace": _of({S: "id title side tool"}),
    "DeskTask": _of({S: "task attributes before before_how after after_how note sources"}),
    "DeskGroup": _of({S: "title"}),
    "Desk": _of({S: "stated_on tell command"}),
    "Change": _of({S: "who size what sources"}),
    "BackStep": _of({S: "what sources"}),
    "Signer": _of({S: "title role"}),
    "BoardWords": _of({S: "way_back way_back_cost stays proof"}),
    "Logo": _of({S: "media data"}),  # taken out as a whole
    # What-if tells of two assessments.
    "WhatIf": _of({N: "folder", S: "assumptions judged_again hypothetical", T: "sentence advice"}),
    "VerdictChange": _of({S: "before after", N: "first"}),
    "GateChange": _of({S: "name before after", T: "reason no_longer new"}),
    "RuleChange": _of({S: "rule title"}),
    "PathChange": _of({S: "path title before after"}),
    "Missing": _of({S: "code kind title side rules gates script command"}),
}  # fmt: skip

# The frames of the assessment, then their text columns.
COLUMNS: Mapping[str, Mapping[str, Kind]] = {
    "mailboxes": _of({
        N: "object_guid user_principal_name primary_smtp_address display_name domain organizational_unit",
        V: "department",
        S: "recipient_type verdict earliest_safe_transfer safe_basis blockers warnings unknowns matched_by confidence"
           " transferred safe_confidence planned",
        T: "reason safe_reason", Kind.FILE: "source_file cloud_file",
    }),
    "findings": _of({
        Kind.KEY: "finding_key", S: "rule level outcome subject gate certainty rule_sources",
        N: "object_guid object_name user_principal_name", Kind.HEADER: "attribute",
        V: "directory_value cloud_value", T: "message remediation waiver", Kind.FILE: "source_file cloud_file",
    }),
    "differences": _of({
        Kind.KEY: "difference_key", N: "object_guid user_principal_name",
        S: "attribute cloud_name category kind direction directory_changed changed_basis dead_edit classed_by"
           " changed_last at_transfer",
        V: "directory_value cloud_value directory_compared cloud_compared", T: "why",
        Kind.FILE: "source_file cloud_file",
    }),
    "writeback": _of({
        Kind.KEY: "writeback_key", N: "object_guid user_principal_name readers writers",
        S: "attribute cloud_name change run verdict reversible trust",
        V: "directory_today directory_after", T: "reason", Kind.FILE: "source_file cloud_file",
    }),
    "rollback": _of({
        Kind.KEY: "rollback_key", N: "object_guid user_principal_name readers writers",
        S: "attribute cloud_name change reversible trust",
        V: "cloud_today cloud_after", T: "reason", Kind.FILE: "source_file cloud_file",
    }),
    "groups": _of({
        N: "object_guid name primary_smtp_address", S: "kind in_cloud bounces_go_to rules owner_in_cloud moderated"
        " delivery_limits", Kind.NAMES: "nested_in", Kind.HEADER: "differs_in",
        Kind.FILE: "source_file cloud_file",
    }),
    "contacts": _of({
        N: "object_guid name primary_smtp_address external_address", S: "kind in_cloud rules", T: "used_by",
        Kind.FILE: "source_file cloud_file",
    }),
}  # fmt: skip

# Frames that are told beside an assessment.
BESIDE: Mapping[str, Mapping[str, Kind]] = {
    "changed": _of({
        N: "object_guid user_principal_name primary_smtp_address",
        S: "verdict_before verdict_after blockers_before blockers_after warnings_before warnings_after"
           " unknowns_before unknowns_after",
        T: "reason_before reason_after",
    }),
}  # fmt: skip


def kind_of_field(owner: str, field: str) -> Kind:
    """What a text field of a dataclass holds; a value where nobody said."""
    return FIELDS.get(owner, {}).get(field, Kind.VALUE)


def kind_of_column(frame: str, column: str) -> Kind:
    """What a text column of a frame holds; a value where nobody said."""
    return (COLUMNS.get(frame) or BESIDE.get(frame, {})).get(column, Kind.VALUE)
