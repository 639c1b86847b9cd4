"""exready collect on a connection that is cut in mid-search: going on with --resume ends in the same files."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cutting_proxy import CuttingProxy
from real_directory import Server

from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.main import root

pytestmark = [
    pytest.mark.directory,
    pytest.mark.filterwarnings("ignore:ssl.match_hostname:DeprecationWarning"),
]
# After this many bytes a connection has not signed in yet.
AT_ONCE = 100


def run(server: Server, proxy: CuttingProxy, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(
        root,
        ["collect", str(folder), "--server", f"localhost:{proxy.port}", "--user", server.reader_dn,
         "--password-env", "READER", "--ca-file", server.ca_file, "--page-size", "20", *more],
        prog_name="exready", env={"READER": server.reader_password},
    )  # fmt: skip


def objects(folder: Path) -> dict[str, dict[str, Any]]:
    """Every object of every file, with all its values, by file and identifier; nothing comes twice."""
    out = {}
    for path in sorted((folder / "directory").glob("*.jsonl")):
        held = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        out[path.name] = {h["objectGUID::"]: _in_order(h) for h in held}
        assert len(out[path.name]) == len(held)
    return out


def _in_order(held: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, list) else value for name, value in held.items()}


@pytest.fixture(scope="module")
def uncut(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], int]:
    """What a run that nobody cuts leaves, and how many bytes came for it."""
    folder = tmp_path_factory.mktemp("uncut")
    with CuttingProxy(server.address, 636, []) as proxy:
        done = run(server, proxy, folder)
        assert done.exit_code == ExitCode.FINISHED, done.output
        assert proxy.connections == 1
        size = proxy.carried
    found = objects(folder)
    assert sum(map(len, found.values())) > 300
    return found, size


@pytest.mark.parametrize("share", [0.5, 0.75, 0.97])
def test_a_run_cut_in_mid_search_resumes_to_the_same_files(
    server: Server, uncut: tuple[dict[str, Any], int], tmp_path: Path, share: float
) -> None:
    whole, size = uncut
    with CuttingProxy(server.address, 636, [int(size * share), *[AT_ONCE] * 20]) as proxy:
        done = run(server, proxy, tmp_path)
        assert proxy.connections > 1
    assert done.exit_code == ExitCode.INPUTS, done.output
    assert "error[E306]" in done.stderr
    assert "--resume" in done.stderr
    left = list((tmp_path / "directory").iterdir())
    assert sum(f.stat().st_size for f in left if ".jsonl" in f.name) > 0
    assert all(f.name.endswith(".part") for f in left)
    with CuttingProxy(server.address, 636, []) as proxy:
        done = run(server, proxy, tmp_path, "--resume")
        # What had arrived did not come again.
        assert proxy.carried < size
    assert done.exit_code == ExitCode.FINISHED, done.output
    assert objects(tmp_path) == whole
    assert not [f for f in (tmp_path / "directory").iterdir() if f.name.endswith(".part")]


def test_a_connection_cut_twice_is_made_again_without_a_word(
    server: Server, uncut: tuple[dict[str, Any], int], tmp_path: Path
) -> None:
    whole, size = uncut
    with CuttingProxy(server.address, 636, [int(size * share) for share in (0.6, 0.2)]) as proxy:
        done = run(server, proxy, tmp_path)
        assert proxy.connections == 3
    assert done.exit_code == ExitCode.FINISHED, done.output
    assert objects(tmp_path) == whole


def test_an_interrupted_update_leaves_the_collection_before(
    server: Server, uncut: tuple[dict[str, Any], int], tmp_path: Path
) -> None:
    whole, _size = uncut
    with CuttingProxy(server.address, 636, []) as proxy:
        assert run(server, proxy, tmp_path).exit_code == ExitCode.FINISHED
    with CuttingProxy(server.address, 636, []) as proxy:
        assert run(server, proxy, tmp_path, "--since").exit_code == ExitCode.FINISHED
        size = proxy.carried
    with CuttingProxy(server.address, 636, [int(size * 0.9), *[AT_ONCE] * 20]) as proxy:
        assert run(server, proxy, tmp_path, "--since").exit_code == ExitCode.INPUTS
    assert objects(tmp_path) == whole
    with CuttingProxy(server.address, 636, []) as proxy:
        done = run(server, proxy, tmp_path, "--since", "--resume")
    assert done.exit_code == ExitCode.FINISHED, done.output
    assert objects(tmp_path) == whole
