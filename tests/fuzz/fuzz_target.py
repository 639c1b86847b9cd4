"""One fuzzer: ``python tests/fuzz/fuzz_target.py GRAMMAR [libFuzzer options] CORPUS``. ``run.py`` starts it."""

import sys
import traceback
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

with atheris.instrument_imports(include=["analyzer.collectors"]):
    from fuzz_oracles import CHECKS, Reading


def main() -> None:
    """Ends when libFuzzer ends."""
    check, reading = CHECKS[sys.argv[1]], Reading()

    def one(data: bytes) -> None:
        try:
            check(reading, data)
        except Exception:
            # The fuzzer cannot print letters that no file can hold, and would end without a word.
            raise RuntimeError(ascii(traceback.format_exc())) from None

    atheris.Setup([sys.argv[0], *sys.argv[2:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
