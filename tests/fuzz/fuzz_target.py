"""One fuzzer: ``python tests/fuzz/fuzz_target.py GRAMMAR [libFuzzer options] CORPUS``. ``run.py`` starts it."""

import sys
import traceback
from pathlib import Path

import atheris
import pyarrow as pa

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

with atheris.instrument_imports(include=["analyzer.collectors"]):
    from fuzz_oracles import CHECKS, Reading


def main() -> None:
    """Ends when libFuzzer ends."""
    # Inputs are small: more threads would only wait for each other.
    pa.set_cpu_count(1)
    check, reading = CHECKS[sys.argv[1]], Reading(is_quick=True)

    def one(data: bytes) -> None:
        try:
            check(reading, data)
        except Exception:  # noqa: BLE001 - raised again, in letters that can be printed
            # The fuzzer ends without a word where it cannot print the letters of an error.
            raise RuntimeError(ascii(traceback.format_exc())) from None

    atheris.Setup([sys.argv[0], *sys.argv[2:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
