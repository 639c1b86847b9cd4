"""Columns of the frames that leave the engine; checked where a frame crosses a stage.

Column names are a contract with everybody who reads the CSV files: add, never rename.
Types: ``text`` (Arrow string, empty text = nothing to say), ``int`` (Arrow int64), ``bool``.
Times are text, ISO 8601 in UTC ending in ``Z``.
"""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

TEXT = pd.ArrowDtype(pa.string())
INT = pd.ArrowDtype(pa.int64())
BOOL = pd.ArrowDtype(pa.bool_())

MAILBOXES: Mapping[str, pd.ArrowDtype] = {
    "object_guid": TEXT,
    "user_principal_name": TEXT,
    "primary_smtp_address": TEXT,
    "display_name": TEXT,
    "recipient_type": TEXT,  # user, shared, room, equipment, ...
    "verdict": TEXT,
    "earliest_safe_transfer": TEXT,
    "safe_basis": TEXT,  # "attribute times", "object time, at the latest", ""
    "blockers": TEXT,  # rule ids joined with a space; rules of the transfer gate
    "warnings": TEXT,
    "unknowns": TEXT,
    "lag": INT,
    "drift": INT,
    "unknown_differences": INT,
    "matched_by": TEXT,  # source anchor, Entra id, mailbox GUID, primary address, sign-in name, ""
    "confidence": TEXT,  # strong, weak, none
    "transferred": TEXT,  # yes, no, unknown
    "domain": TEXT,
    "organizational_unit": TEXT,
    "reason": TEXT,  # the verdict in one line
    "safe_reason": TEXT,  # the newest change and the wait, in one line
    "safe_confidence": TEXT,  # exact, at the latest, unknown; empty where no transfer is ahead
    "source_file": TEXT,
    "source_row": INT,
    "cloud_file": TEXT,
    "cloud_row": INT,
    "planned": TEXT,  # yes, no; empty where assessment.toml plans no wave
    "department": TEXT,  # as AD has it, else as Get-User of Exchange Online does
}

FINDINGS: Mapping[str, pd.ArrowDtype] = {
    "finding_key": TEXT,  # first 16 hex of SHA-256 over rule, object and attribute
    "rule": TEXT,
    "level": TEXT,
    "outcome": TEXT,  # fail, unknown, waived
    "subject": TEXT,
    "gate": TEXT,  # letters joined with a space
    "object_guid": TEXT,
    "object_name": TEXT,
    "user_principal_name": TEXT,
    "attribute": TEXT,
    "directory_value": TEXT,
    "cloud_value": TEXT,
    "message": TEXT,
    "remediation": TEXT,
    "certainty": TEXT,  # "certain" or "possible"
    "source_file": TEXT,
    "source_row": INT,
    "cloud_file": TEXT,
    "cloud_row": INT,
    "rule_sources": TEXT,
    "waiver": TEXT,
}

DIFFERENCES: Mapping[str, pd.ArrowDtype] = {
    "difference_key": TEXT,
    "object_guid": TEXT,
    "user_principal_name": TEXT,
    "attribute": TEXT,  # LDAP name, or an aspect such as proxyAddresses.primary
    "cloud_name": TEXT,
    "category": TEXT,  # exchange, identity, object
    "kind": TEXT,  # lag, drift, by_design, unknown
    "direction": TEXT,  # both, only_directory, only_cloud
    "directory_value": TEXT,  # as found
    "cloud_value": TEXT,
    "directory_compared": TEXT,  # as compared
    "cloud_compared": TEXT,
    "why": TEXT,
    "directory_changed": TEXT,
    "changed_basis": TEXT,
    "written_back": BOOL,
    "dead_edit": TEXT,  # yes or possible: AD was changed after the transfer, and the change never arrives
    "classed_by": TEXT,  # stable name of the rule that gave the kind, such as changed-after-last-sync
    "changed_last": TEXT,  # directory, cloud, unknown
    "source_file": TEXT,
    "source_row": INT,
    "cloud_file": TEXT,
    "cloud_row": INT,
    "at_transfer": TEXT,  # what becomes of both values, in words; empty where the attribute does not move
}

WRITEBACK: Mapping[str, pd.ArrowDtype] = {
    "writeback_key": TEXT,  # first 16 hex of SHA-256 over object and attribute
    "object_guid": TEXT,
    "user_principal_name": TEXT,
    "attribute": TEXT,  # LDAP name, or an aspect such as proxyAddresses.primary
    "cloud_name": TEXT,
    "change": TEXT,  # add, replace, remove, unknown
    "directory_today": TEXT,
    "directory_after": TEXT,
    "run": TEXT,  # first run, after transfer, state unknown
    "verdict": TEXT,
    "reversible": TEXT,  # yes, from this list, unknown
    "shock": INT,  # 1 = the largest
    "reason": TEXT,
    "readers": TEXT,  # applications of the register, joined with a semicolon
    "writers": TEXT,
    "needs_mail_mapping": BOOL,
    "trust": TEXT,  # confirmed, unverified
    "source_file": TEXT,
    "source_row": INT,
    "cloud_file": TEXT,
    "cloud_row": INT,
}

ROLLBACK: Mapping[str, pd.ArrowDtype] = {
    "rollback_key": TEXT,  # first 16 hex of SHA-256 over object and attribute
    "object_guid": TEXT,
    "user_principal_name": TEXT,
    "attribute": TEXT,
    "cloud_name": TEXT,
    "change": TEXT,  # add, replace, remove, unknown
    "cloud_today": TEXT,
    "cloud_after": TEXT,
    "reversible": TEXT,  # yes, from this list, unknown
    "shock": INT,
    "reason": TEXT,
    "readers": TEXT,
    "writers": TEXT,
    "written_back": BOOL,  # writeback would bring the cloud's value to AD first
    "trust": TEXT,
    "source_file": TEXT,
    "source_row": INT,
    "cloud_file": TEXT,
    "cloud_row": INT,
}

_OTHER_RECIPIENT = {"object_guid": TEXT, "name": TEXT, "primary_smtp_address": TEXT, "kind": TEXT, "in_cloud": TEXT}
_BOTH_PLACES = {"source_file": TEXT, "source_row": INT, "cloud_file": TEXT, "cloud_row": INT}

GROUPS: Mapping[str, pd.ArrowDtype] = {
    **_OTHER_RECIPIENT,  # kind: universal, global, domain local
    "members": INT,
    "depth": INT,  # levels of mail groups inside it
    "bounces_go_to": TEXT,
    "differs_in": TEXT,
    "rules": TEXT,
    "nested_in": TEXT,  # names of mail groups that hold it, joined with a semicolon
    "owner_in_cloud": TEXT,  # yes, no, unknown; empty where no owner is named
    "moderated": TEXT,  # yes, no, unknown
    "delivery_limits": TEXT,  # yes, no, unknown
    **_BOTH_PLACES,
}

CONTACTS: Mapping[str, pd.ArrowDtype] = {
    **_OTHER_RECIPIENT,  # kind: contact, mail user
    "used_by": TEXT,
    "rules": TEXT,
    "external_address": TEXT,
    **_BOTH_PLACES,
}


class SchemaError(TypeError):
    """A frame does not have the columns its stage promised: a bug, not an input problem."""


def checked(frame: pd.DataFrame, schema: Mapping[str, pd.ArrowDtype], name: str) -> pd.DataFrame:
    """The frame with exactly the declared columns, in order and with the declared types."""
    missing = [c for c in schema if c not in frame.columns]
    extra = [c for c in frame.columns if c not in schema]
    if missing or extra:
        raise SchemaError(f"frame {name}: missing {missing}, unexpected {extra}")
    return frame[list(schema)].astype(dict(schema)).reset_index(drop=True)


def empty(schema: Mapping[str, pd.ArrowDtype]) -> pd.DataFrame:
    """A frame of that schema without rows."""
    return pd.DataFrame({c: pd.array([], dtype=t) for c, t in schema.items()})
