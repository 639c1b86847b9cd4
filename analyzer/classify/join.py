"""Pairs of rows of two tables, found key by key; a key that several free rows share joins nobody."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.int64]


class Join:
    """Pairs found so far between two sides; -1 = not joined yet."""

    def __init__(self, left_count: int, right_count: int) -> None:
        self.left: Rows = np.full(left_count, -1, dtype=np.int64)
        self.right: Rows = np.full(right_count, -1, dtype=np.int64)
        self.left_unsure: dict[int, str] = {}
        self.right_unsure: dict[int, str] = {}
        self._way = np.full(left_count, -1, dtype=np.int64)
        self._names: list[str] = []

    def ways(self) -> npt.NDArray[np.object_]:
        """How each left row was joined; empty text for those that were not."""
        return np.array([*self._names, ""], dtype=object)[self._way]

    def through(self, first: "Join", second: "Join") -> None:
        """Joins what two joins reach together, in the way of the first; doubt of the first is kept."""
        middle = first.left
        reached = np.flatnonzero(middle >= 0)
        reached = reached[second.left[middle[reached]] >= 0]
        self._pair(reached, second.left[middle[reached]])
        self._names, self._way[reached] = list(first._names), first._way[reached]
        self.left_unsure.update(first.left_unsure)
        for row, words in first.right_unsure.items():
            if second.left[row] >= 0:
                self.right_unsure[int(second.left[row])] = words

    def on(self, way: str, left_keys: pa.Array, right_keys: pa.Array) -> None:
        """Joins what is still free and has the key once on each side; marks the rest ambiguous. Null joins nobody."""
        lefts, rights = _free(self.left, self.left_unsure, left_keys), _free(self.right, self.right_unsure, right_keys)
        if not len(lefts) or not len(rights):
            return
        both = pa.concat_arrays([left_keys.take(pa.array(lefts)), right_keys.take(pa.array(rights))])
        codes = pc.dictionary_encode(both).indices.to_numpy(zero_copy_only=False).astype(np.int64)
        left_codes, right_codes = codes[: len(lefts)], codes[len(lefts) :]
        size = int(codes.max()) + 1
        left_often, right_often = (np.bincount(c, minlength=size) for c in (left_codes, right_codes))
        once = (left_often == 1) & (right_often == 1)
        left_of, right_of = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
        left_of[left_codes], right_of[right_codes] = lefts, rights
        self._pair(left_of[once], right_of[once])
        if way not in self._names:
            self._names.append(way)
        self._way[left_of[once]] = self._names.index(way)
        shared = (left_often > 0) & (right_often > 0) & ~once
        for rows, codes_, unsure in ((lefts, left_codes, self.left_unsure), (rights, right_codes, self.right_unsure)):
            for place in np.flatnonzero(shared[codes_]).tolist():
                code = codes_[place]
                many = f"{left_often[code]} directory and {right_often[code]} cloud objects share one value"
                unsure[int(rows[place])] = f"{way}: {many}"

    def _pair(self, lefts: Rows, rights: Rows) -> None:
        self.left[lefts], self.right[rights] = rights, lefts


def _free(joined: Rows, unsure: dict[int, str], keys: pa.Array) -> Rows:
    """Rows that are neither joined nor in doubt, and have a key."""
    free = (joined < 0) & np.asarray(pc.is_valid(keys).to_numpy(zero_copy_only=False)).astype(bool)
    free[list(unsure)] = False
    return np.flatnonzero(free).astype(np.int64)
