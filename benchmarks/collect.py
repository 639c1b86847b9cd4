"""``python -m benchmarks.collect``: objects a second from a live directory, against ``ldapsearch``, side by side.

Both ask the same server for the same attributes of the same objects over LDAPS, each as a process of its own, in turn.
Give a directory to read (never anything but read), or leave ``--server`` out: then a test directory is started, which
needs root and Samba.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measure import Cost, RunFailed, machine, run

ROOT = Path(__file__).resolve().parents[1]
DIRECTORY = ROOT / "tests" / "directory"
# The objects that a readiness check needs.
RECIPIENTS = "(|(proxyAddresses=*)(mailNickname=*)(msExchRecipientTypeDetails=*)(targetAddress=*)(mail=*))"
_PASSWORD = "EXREADY_BENCH_PASSWORD"  # noqa: S105 - the name of the variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is read, and as whom."""

    server: str
    ca_file: str
    user: str
    base: str
    page_size: int


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.collect", description=__doc__)
    parser.add_argument("--server", help=f"controller to read; the password is taken from {_PASSWORD}")
    parser.add_argument("--user", help="name for a simple sign-in")
    parser.add_argument("--ca-file")
    parser.add_argument("--base", help="where the search starts")
    parser.add_argument("--count", type=int, default=10_000, help="recipients of the test directory")
    parser.add_argument("--page-size", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="show where the time of one more run goes")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the test directory here, and reuse it")
    parser.add_argument(
        "--as-is", action="store_true",
        help="with --keep: start the directory as it stands there; a large one takes many minutes to fill",
    )  # fmt: skip
    parser.add_argument("--command", action="store_true", help="run the whole of exready collect in turn with the two")
    parser.add_argument("--ip", default="127.0.0.67", help="loopback address of the test directory")
    parser.add_argument("--only-read", help=argparse.SUPPRESS)  # the child: a file with the names of the attributes
    return parser.parse_args()


def main() -> int:
    """Prints the table; 1 when a measured program failed."""
    asked = arguments()
    if asked.only_read:
        print(read(_place(asked), Path(asked.only_read).read_text(encoding="utf-8").split(), profile=asked.profile))
        return 0
    with tempfile.TemporaryDirectory(prefix="exready-bench-") as made:
        try:
            if asked.server:
                measure(_place(asked), asked)
                return 0
            folder = asked.keep or Path(made)
            try:
                measure(_started(asked, folder), asked)
            finally:
                subprocess.run([DIRECTORY / "stop-ad.sh", "--dir", folder, "--keep"], check=False)
        except RunFailed as error:
            print(error)
            return 1
    return 0


def _place(asked: argparse.Namespace) -> Place:
    return Place(
        server=asked.server, ca_file=asked.ca_file, user=asked.user, base=asked.base, page_size=asked.page_size
    )


def _started(asked: argparse.Namespace, folder: Path) -> Place:
    with tempfile.TemporaryFile() as told:
        # A file, not a pipe: the server inherits it and would keep a pipe open.
        subprocess.run(
            [DIRECTORY / "start-ad.sh", "--dir", folder, "--ip", asked.ip, "--count", str(asked.count),
             *(["--as-is"] if asked.as_is else [])],
            stdout=told, check=True,
        )  # fmt: skip
        told.seek(0)
        found = dict(line.split("=", 1) for line in told.read().decode().splitlines())
    os.environ[_PASSWORD] = found["reader_password"]
    return Place(
        server=found["address"], ca_file=found["ca_file"], user=found["reader_dn"],
        base=asked.base or found["base_dn"], page_size=asked.page_size,
    )  # fmt: skip


def attributes() -> list[str]:
    """Every attribute of the catalogue that the directory holds."""
    from analyzer.engine.catalogue import load_catalogue

    return list(load_catalogue(ROOT / "rules").attributes)


def measure(place: Place, asked: argparse.Namespace) -> None:
    """Runs both in turn and prints what each took."""
    names = attributes()
    print(f"Machine: {machine()}")
    with tempfile.TemporaryDirectory(prefix="exready-bench-") as made:
        wanted = Path(made) / "attributes"
        wanted.write_text(" ".join(names), encoding="utf-8")
        ours = [
            sys.executable, "-m", "benchmarks.collect", "--only-read", str(wanted), "--server", place.server,
            "--user", place.user, "--base", place.base, "--ca-file", place.ca_file,
            "--page-size", str(place.page_size),
        ]  # fmt: skip
        secret = Path(made) / "secret"
        secret.write_text(os.environ[_PASSWORD], encoding="utf-8")
        secret.chmod(0o600)
        os.environ["LDAPTLS_CACERT"] = place.ca_file
        dump = Path(made) / "dump.ldif"
        # Through a shell, so that its output goes to a file as an export would, and not through this process.
        theirs = ["sh", "-c", 'out=$1; shift; exec "$@" >"$out"', "sh", str(dump), "ldapsearch", "-x", "-LLL", "-H",
                  f"ldaps://{place.server}", "-D", place.user, "-y", str(secret), "-b", place.base, "-E",
                  f"pr={place.page_size}/noprompt", RECIPIENTS, *names]  # fmt: skip
        whole = [
            sys.executable, "-c", "from analyzer.cli.main import run; run()", "collect", f"{made}/collected",
            "--server", place.server, "--user",
            place.user, "--password-env", _PASSWORD, "--ca-file", place.ca_file, "--page-size", str(place.page_size),
        ]  # fmt: skip
        ways = {"ldapsearch": theirs, "Directory.pages": ours, **({"exready collect": whole} if asked.command else {})}
        costs: dict[str, list[Cost]] = {name: [] for name in ways}
        for _ in range(asked.repeat):
            for name, command in ways.items():
                costs[name].append(run(command, cwd=ROOT))
        with dump.open("rb") as lines:
            exported = sum(line.startswith(b"dn:") for line in lines)
        profile = run([*ours, "--profile"], cwd=ROOT).output if asked.profile else ""
    count = int(costs["Directory.pages"][0].output.split()[0])
    costs["its process"] = costs["Directory.pages"]
    costs["Directory.pages"] = [_inner(c) for c in costs["Directory.pages"]]
    print(f"{count:,} objects, {len(names)} attributes asked for, pages of {place.page_size}, LDAPS")
    if exported != count:
        raise RunFailed(f"ldapsearch exported {exported} objects, Directory.pages {count}")
    _table(costs, count)
    print(profile)


def _inner(cost: Cost) -> Cost:
    """The same run without the start of the interpreter: from the first byte sent to the last object."""
    return replace(cost, seconds=float(cost.output.split()[1]))


def _table(costs: dict[str, list[Cost]], count: int) -> None:
    print(f"{'':16} {'seconds':>8} {'objects/s':>10} {'processor s':>12} {'peak MiB':>9}")
    medians = {name: statistics.median(c.seconds for c in runs) for name, runs in costs.items()}
    for name, runs in costs.items():
        peak = max(c.peak_mib for c in runs)
        processor = statistics.median(c.processor for c in runs)
        print(f"{name:16} {medians[name]:8.2f} {count / medians[name]:10,.0f} {processor:12.2f} {peak:9.0f}")
    if whole := costs.get("exready collect"):
        held = re.search(r"[\d,]+ objects of the forest", whole[-1].output)
        print(f"exready collect, every part of it: {held[0] if held else 'no objects'}; interpreter and files included")
    for name in [n for n in costs if n not in {"ldapsearch", "exready collect"}]:
        ratios = [a.seconds / b.seconds for a, b in zip(costs["ldapsearch"], costs[name], strict=True)]
        each = ", ".join(f"{r:.2f}" for r in ratios)
        print(f"{name}: {statistics.median(ratios):.2f} of ldapsearch's rate (run by run {each})")


def read(place: Place, names: Sequence[str], *, profile: bool) -> str:
    """Reads everything once and forgets it; the number of objects and the seconds, or where the time went."""
    from analyzer.collectors.ldap import Login, Server, connect

    server = Server(host=place.server, ca_file=Path(place.ca_file) if place.ca_file else None)
    login = Login(method="simple", user=place.user, password=os.environ[_PASSWORD])

    def work() -> int:
        with connect(server, login) as directory:
            pages = directory.pages(
                place.base, scope="subtree", filter=RECIPIENTS, attributes=names, page_size=place.page_size
            )
            return sum(len(page.entries) for page in pages)

    if not profile:
        started = time.perf_counter()
        count = work()
        return f"{count} {time.perf_counter() - started:.3f}"
    import cProfile
    import io
    import pstats

    profiler, out = cProfile.Profile(), io.StringIO()
    profiler.runcall(work)
    pstats.Stats(profiler, stream=out).sort_stats("tottime").print_stats(12)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
