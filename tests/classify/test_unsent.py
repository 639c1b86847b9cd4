"""What the sync never sends is the service's own where AD has no value: no difference, no row."""

import numpy as np
import pyarrow as pa
import pytest

from analyzer.classify.values import Judged, compare_values
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Answer, Surroundings


def judged(directory: list[str | None], cloud: list[str | None], *, unsent: bool) -> Judged:
    return compare_values(
        pa.array(directory, pa.string()),
        pa.array(cloud, pa.string()),
        WORDS["size_kb"],
        Surroundings(),
        cloud_name="MaxSendSize",
        transferred=np.zeros(len(directory), np.uint8),
        more={},
        silent=np.zeros(len(directory), bool),
        unsent=unsent,
    )


@pytest.mark.parametrize(
    ("directory", "unsent", "answer", "rows"),
    [
        ("", True, Answer.ROUTINE, 0),
        ("", False, Answer.DIFFERENT, 1),
        ("1024", True, Answer.DIFFERENT, 1),
        (None, True, Answer.UNKNOWN, 1),
    ],
)
def test_the_plan_decides_only_where_ad_is_empty(
    directory: str | None, unsent: bool, answer: Answer, rows: int
) -> None:
    found = judged([directory], ["35 MB (36,700,160 bytes)"], unsent=unsent)
    assert found.answers.tolist() == [answer]
    assert len(found.pairs) == rows


def test_a_cloud_value_that_is_not_known_stays_unknown() -> None:
    assert judged([""], [None], unsent=True).answers.tolist() == [Answer.UNKNOWN]
