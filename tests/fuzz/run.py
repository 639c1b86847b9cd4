"""Runs the fuzzers: ``python tests/fuzz/run.py --runs N``; ends with 1 when one of them found something."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import fuzz_seeds  # noqa: E402 - beside this file, which is started by its path

GRAMMARS = ("ldif", "delimited", "clixml", "json", "json_lines", "format_list", "settings", "archive")
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_MOST = re.compile(r"stat::peak_rss_mb:\s*(\d+)")
_STATE = re.compile(r"^#(\d+)\s+\S+\s+.*?cov: (\d+) ft: (\d+)", re.MULTILINE)
_FOUND = re.compile(r"Test unit written to (\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one fuzzer did."""

    grammar: str
    inputs: int
    seconds: float
    coverage: int  # places in the readers' byte code
    features: int
    memory: int  # megabytes at the most
    found: tuple[str, ...]  # files with the inputs that broke something

    def line(self) -> str:
        """A line of the summary."""
        speed = self.inputs / self.seconds if self.seconds else 0
        said = ", ".join(self.found) or "nothing found"
        return (
            f"{self.grammar:<12} {self.inputs:>9,} inputs  {self.seconds:>7.0f} s  {speed:>6.0f}/s"
            f"  coverage {self.coverage:>5}  features {self.features:>6}  {self.memory:>5} MB  {said}"
        )


def fuzz(grammar: str, *, runs: int, seconds: int, seed: int, corpus: Path, largest: int) -> Result:
    """One fuzzer from its seeds and what earlier runs kept; stops at the first input that breaks something."""
    grown, began = corpus / grammar, corpus / f"{grammar}-seeds"
    for folder in (grown, began):
        folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(fuzz_seeds.seeds(grammar)):
        (began / f"seed-{number}").write_bytes(data)
    kept = HERE / "regressions" / grammar
    command = [
        sys.executable, str(HERE / "fuzz_target.py"), grammar, f"-runs={runs}", f"-max_total_time={seconds}",
        f"-seed={seed}", f"-max_len={largest}", f"-dict={HERE / 'dictionaries' / f'{grammar}.dict'}", "-timeout=20",
        "-rss_limit_mb=1500", "-malloc_limit_mb=1000", f"-artifact_prefix={corpus}/{grammar}-", "-print_final_stats=1",
        str(grown), str(began), *([str(kept)] if kept.is_dir() else []),
    ]  # fmt: skip
    log = corpus / f"{grammar}.log"
    start = time.monotonic()
    with log.open("w", encoding="utf-8") as out:
        ended = subprocess.run(
            command, stdout=out, stderr=subprocess.STDOUT, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"}
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    states = _STATE.findall(said)
    done = _DONE.findall(said)
    return Result(
        grammar=grammar,
        inputs=int(done[-1]) if done else int(states[-1][0]) if states else 0,
        seconds=time.monotonic() - start,
        coverage=max((int(s[1]) for s in states), default=0),
        features=max((int(s[2]) for s in states), default=0),
        memory=max(map(int, _MOST.findall(said)), default=0),
        found=tuple(_FOUND.findall(said))
        or ((f"ended with {ended.returncode}, see {log}",) if ended.returncode else ()),
    )


def main() -> int:
    """0 when nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000, help="inputs for each grammar")
    parser.add_argument("--seconds", type=int, default=0, help="at most so long for each grammar; 0: no limit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=2048, help="bytes of an input")
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "exready-fuzz-corpus")
    parser.add_argument("grammars", nargs="*", choices=[[], *GRAMMARS], default=[])
    given = parser.parse_args()
    results = []
    for grammar in given.grammars or GRAMMARS:
        results.append(
            fuzz(
                grammar,
                runs=given.runs,
                seconds=given.seconds,
                seed=given.seed,
                corpus=given.corpus,
                largest=given.largest,
            )
        )
        sys.stdout.write(results[-1].line() + "\n")
        sys.stdout.flush()
        log = given.corpus / f"{grammar}.log"
        if results[-1].found or not results[-1].inputs:
            sys.stdout.write(f"  see {log}\n")
    sys.stdout.write(f"{sum(r.inputs for r in results):,} inputs, {sum(len(r.found) for r in results)} found\n")
    return 1 if any(r.found or not r.inputs for r in results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
