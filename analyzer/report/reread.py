"""An assessment from the file that ``analyze`` wrote, with every fault told as one to mend."""

from pathlib import Path

from analyzer.errors import AssessmentUnreadable
from analyzer.model.assessment import Assessment
from analyzer.report.json_file import DocumentError, read_assessment

_MOST_SAID = 300


def reread(path: Path) -> Assessment:
    """The assessment of the file, equal to the one it was written from.

    Raises:
        AssessmentUnreadable: the file cannot be opened, is no assessment, is damaged, or of another version.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        said = error.strerror or str(error)
        raise AssessmentUnreadable("the assessment cannot be opened", where=str(path), seen=said) from error
    try:
        return read_assessment(content)
    except DocumentError as error:
        said = str(error)
        raise AssessmentUnreadable(
            "no report was made: " + (said if len(said) <= _MOST_SAID else said[:_MOST_SAID] + "…"),
            where=str(path),
            help=AssessmentUnreadable.next_step,
        ) from error
