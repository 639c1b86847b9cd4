"""One fuzzer: ``python tests/fuzz/fuzz_target.py GRAMMAR [libFuzzer options] CORPUS``. ``run.py`` starts it."""

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

with atheris.instrument_imports(include=["analyzer.collectors"]):
    from fuzz_oracles import CHECKS, Reading


def main() -> None:
    """Ends when libFuzzer ends."""
    check, reading = CHECKS[sys.argv[1]], Reading()
    atheris.Setup([sys.argv[0], *sys.argv[2:]], lambda data: check(reading, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
