"""Numbers of texts: equal for equal texts of any block, never for others."""

import pyarrow as pa

from analyzer.engine.text_numbers import fingerprints, numbered

SHORT = ["", "a", "b", "ab", "ba", "1234567", "12345678", "123456789", "\u00fc", "smtp:anna@contoso.example"]


def block(*texts: str | None) -> pa.Array:
    return pa.array(texts, pa.large_string())


def test_equal_texts_of_any_block_have_one_number_and_null_has_none() -> None:
    blocks = [block(*SHORT, None), block("new", *reversed(SHORT), "a"), block(), block("a", None, "new")]
    texts, codes = numbered(blocks)
    given = [text for one in blocks for text in one.to_pylist()]
    assert [texts[c].as_py() if c >= 0 else None for c in codes.tolist()] == given
    assert len(set(zip(codes.tolist(), given, strict=True))) == len(set(given))


def test_the_same_fingerprint_does_not_make_two_texts_equal() -> None:
    # They differ only where no fingerprint looks.
    left, right = (f"{'x' * 40}{middle}{'y' * 40}" for middle in ("anna", "otto"))
    assert len(set(fingerprints(block(left, right)).tolist())) == 1
    _texts, codes = numbered([block(left), block(right), block(right, left)])
    assert codes[0] != codes[1]
    assert codes[2:].tolist() == [codes[1], codes[0]]


def test_a_fingerprint_knows_nothing_of_its_neighbours() -> None:
    alone = [int(fingerprints(block(text))[0]) for text in SHORT]
    assert fingerprints(block(*SHORT)).tolist() == alone
    assert fingerprints(block("before", *SHORT)[1:]).tolist() == alone
    assert len(set(alone)) == len(SHORT)


def test_nothing_has_no_numbers() -> None:
    texts, codes = numbered([])
    assert len(texts) == len(codes) == 0
