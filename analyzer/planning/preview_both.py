"""Writeback, roll-back and the register of applications: the two frames and their sums."""

from dataclasses import dataclass

import pandas as pd

from analyzer.engine.estate import Estate
from analyzer.engine.verdicts import Verdicts
from analyzer.model.previews import Previews
from analyzer.planning.preview_register import application_lines
from analyzer.planning.preview_rollback import build_rollback
from analyzer.planning.preview_rows import Register, Scope
from analyzer.planning.preview_sums import build_previews
from analyzer.planning.preview_writeback import build_writeback


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would happen: the rows of both previews, and both in sum."""

    previews: Previews
    writeback: pd.DataFrame  # frames.WRITEBACK
    rollback: pd.DataFrame  # frames.ROLLBACK


def foresee(estate: Estate, verdicts: Verdicts) -> Foreseen:
    """Both previews of the transferred and planned mailboxes of an estate."""
    scope = Scope(estate=estate, verdicts=verdicts)
    applications = estate.snapshot.settings.applications
    register = Register.of(applications)
    writeback, rollback = build_writeback(scope, register), build_rollback(scope, register)
    lines = application_lines(scope, applications, writeback)
    return Foreseen(
        previews=build_previews(scope, register, writeback, rollback, lines), writeback=writeback, rollback=rollback
    )
