"""Made previews for the report tests: every change, hostile values and an application of each kind."""

import pandas as pd

from analyzer.model.frames import ROLLBACK, WRITEBACK, checked
from analyzer.model.previews import CHANGES, RUNS, UNDONE, ApplicationLine, PreviewLine, Previews


def preview_frames(
    count: int, guids: list[str], upns: list[str], values: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both frames with that many rows over these mailboxes."""
    attribute = [
        ("proxyAddresses.primary", "extensionAttribute7", "mail", "publicDelegates")[k % 4] for k in range(count)
    ]
    change = [CHANGES[k % 4] for k in range(count)]
    value = [values[k % len(values)] for k in range(count)]
    both = {
        "object_guid": [guids[k % len(guids)] for k in range(count)],
        "user_principal_name": [upns[k % len(upns)] for k in range(count)],
        "attribute": attribute,
        "cloud_name": ["EmailAddresses"] * count,
        "change": change,
        "reversible": [UNDONE[k % 3] for k in range(count)],
        "shock": [k % 5 + 1 for k in range(count)],
        "reason": [f"Read by {values[k % len(values)]}." for k in range(count)],
        "readers": [values[k % len(values)] for k in range(count)],
        "writers": [""] * count,
        "trust": [("confirmed", "unverified")[k % 2] for k in range(count)],
        "source_file": ["directory/corp.ldf"] * count,
        "source_row": [k * 13 + 1 for k in range(count)],
        "cloud_file": ["cloud/get-mailbox.csv"] * count,
        "cloud_row": [k + 2 for k in range(count)],
    }
    writeback = both | {
        "writeback_key": [f"b{k:015x}" for k in range(count)],
        "directory_today": value,
        "directory_after": [
            "" if c in {"remove", "unknown"} else v for c, v in zip(change, reversed(value), strict=True)
        ],
        "run": [RUNS[k % 3] for k in range(count)],
        "verdict": [("done", "ready", "blocked")[k % 3] for k in range(count)],
        "needs_mail_mapping": [a == "mail" for a in attribute],
    }
    rollback = both | {
        "rollback_key": [f"r{k:015x}" for k in range(count)],
        "cloud_today": value,
        "cloud_after": ["" if c in {"remove", "unknown"} else v for c, v in zip(change, reversed(value), strict=True)],
        "written_back": [k % 2 == 0 for k in range(count)],
    }
    return (
        checked(pd.DataFrame(writeback), WRITEBACK, "writeback"),
        checked(pd.DataFrame(rollback), ROLLBACK, "rollback"),
    )


def previews(scope: int, hostile: str = "") -> Previews:
    """The sums; ``hostile`` stands in every free text."""
    lines = tuple(
        PreviewLine(
            attribute=name,
            cloud_name="EmailAddresses",
            adds=3 - k,
            replaces=1_200 * k,
            removes=k,
            unknown=k,
            heals_first=k,
            stays=7,
            first_run=k,
            readers=f"Payroll{hostile}" if k else "",
            writers="",
            trust=("confirmed", "unverified")[k % 2],
            unknown_because=f"CustomAttribute7 is not in the export{hostile}" if k == 2 else "",
        )
        for k, name in enumerate(("proxyAddresses.primary", "extensionAttribute7", "mail"))
    )
    return Previews(
        scope=scope,
        transferred=3,
        with_mail=12,
        without_mail=11,
        first_run=1,
        unknown=2,
        mail_mapped="no",
        rolled_back=2,
        lost=1,
        rollback_unknown=1,
        state_unknown=1,
        writeback=lines,
        rollback=lines[:1],
        applications=(
            ApplicationLine(
                application=f"Payroll{hostile}",
                owner=f"Kim Akers{hostile}",
                use="reads",
                attribute="extensionAttribute7",
                changes=1_200,
                stale=1_200,
                unknown=1,
                sentence="Payroll reads extensionAttribute7: 1,200 mailboxes would go stale without writeback."
                + hostile,
            ),
            ApplicationLine(
                application="Identity Portal",
                owner="",
                use="writes",
                attribute="msExchHideFromAddressLists",
                changes=0,
                stale=0,
                unknown=0,
                sentence="Identity Portal writes msExchHideFromAddressLists in AD.",
            ),
        ),
    )
