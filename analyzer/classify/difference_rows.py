"""Answers become kinds, and what is not equal becomes rows of the differences table."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify import kinds as k
from analyzer.classify.details import Judged
from analyzer.classify.lag import NOBODY_KNOWS, Healing
from analyzer.model.catalogue import Attribute
from analyzer.normalise.words import Answer, Word

Codes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]
_KIND = np.zeros(256, np.uint8)
for _answer, _code in (
    (Answer.EQUAL, k.EQUAL),
    (Answer.ROUTINE, k.BY_DESIGN),
    (Answer.BY_DESIGN, k.BY_DESIGN),
    (Answer.DIFFERENT, k.DRIFT),
    (Answer.UNKNOWN, k.UNKNOWN),
):
    _KIND[_answer] = _code
SCHEMA = pa.schema(
    [
        ("pair", pa.int64()),
        ("attribute", pa.string()),
        ("cloud_name", pa.string()),
        ("category", pa.string()),
        ("kind", pa.string()),
        ("direction", pa.string()),
        ("directory_value", pa.string()),
        ("cloud_value", pa.string()),
        ("directory_compared", pa.string()),
        ("cloud_compared", pa.string()),
        ("why", pa.string()),
        ("directory_changed", pa.string()),
        ("changed_basis", pa.string()),
        ("written_back", pa.bool_()),
        ("classed_by", pa.string()),
        ("changed_last", pa.string()),
    ]
)
_KIND_WORDS = pa.array([k.WORDS.get(code, "") for code in range(k.UNKNOWN + 1)], pa.string())
_TOLD = ("direction", "directory_value", "cloud_value", "directory_compared", "cloud_compared", "why")


@dataclass(kw_only=True)
class Gathered:
    """Kinds and rows of all attributes so far."""

    healing: Healing
    kinds: dict[str, Codes] = field(default_factory=dict)
    unknown_because: dict[str, str] = field(default_factory=dict)
    _parts: list[pa.Table] = field(default_factory=list)

    def missing(self, name: str, count: int, reason: str) -> None:
        """An attribute that cannot be compared for any pair."""
        self.kinds[name] = np.full(count, k.UNKNOWN, np.uint8)
        self.unknown_because[name] = reason

    def add(self, name: str, attribute: Attribute, word: Word, cloud_name: str, judged: Judged) -> None:
        """The answers of one attribute or aspect."""
        codes = _KIND[judged.answers]
        self.kinds[name] = codes
        pairs = judged.pairs
        if not len(pairs):
            return
        lasting = np.array(judged.details.lasting, dtype=bool)[judged.place]
        why, named, codes[pairs] = self._healed(attribute, word, judged, lasting)
        changed, basis = self.healing.changed(attribute, word, pairs)
        place = pa.array(judged.place)
        columns: dict[str, pa.Array] = {
            "pair": pa.array(pairs),
            "kind": _KIND_WORDS.take(pa.array(codes[pairs])),
            "directory_changed": changed,
            "changed_basis": basis,
            "classed_by": named,
            "changed_last": self._changed_last(attribute, word, judged),
            "written_back": pa.array(np.full(len(pairs), attribute.is_written_back)),
        }
        same = {"attribute": name, "cloud_name": cloud_name, "category": attribute.category}
        columns |= {n: pa.repeat(pa.scalar(v, pa.string()), len(pairs)) for n, v in same.items()}
        columns |= {n: pa.array(getattr(judged.details, n), pa.string()).take(place) for n in _TOLD}
        columns["why"] = pc.utf8_trim_whitespace(pc.binary_join_element_wise(columns["why"], why, " "))
        self._parts.append(pa.table([columns[n] for n in SCHEMA.names], schema=SCHEMA))

    def _healed(
        self, attribute: Attribute, word: Word, judged: Judged, lasting: npt.NDArray[np.bool_]
    ) -> tuple[pa.Array, pa.Array, Codes]:
        """What lag or drift adds to the reason, the name of what decided, and the final kind of each row."""
        pairs = judged.pairs
        answers = judged.answers[pairs]
        final = _KIND[answers]
        number = np.zeros(len(pairs), dtype=np.int64)
        words, names = [""], [""]
        own = pa.array(judged.details.rule, pa.string()).take(pa.array(judged.place))
        differ = answers == Answer.DIFFERENT
        if differ.any():
            healed = self.healing.decide(attribute, word, pairs[differ], lasting[differ])
            final[differ], number[differ] = healed.kinds, healed.reason + 1
            words, names = words + healed.words, names + healed.names
        why, named = (pa.array(texts, pa.string()).take(pa.array(number)) for texts in (words, names))
        return why, pc.if_else(pa.array(differ), named, own), final

    def _changed_last(self, attribute: Attribute, word: Word, judged: Judged) -> pa.Array:
        """Nobody knows where the values themselves are not known."""
        found = self.healing.changed_last(attribute, word, judged.pairs)
        known = pa.array(judged.answers[judged.pairs] != Answer.UNKNOWN)
        return pc.if_else(known, found, NOBODY_KNOWS)

    def rows(self) -> pd.DataFrame:
        """All rows, in the order of the catalogue, then of the pairs."""
        table = pa.concat_tables(self._parts) if self._parts else SCHEMA.empty_table()
        return table.combine_chunks().to_pandas(types_mapper=pd.ArrowDtype)
