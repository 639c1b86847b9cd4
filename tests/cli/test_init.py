"""``exready init``: the whole folder, nothing overwritten, and a folder that check and analyze take as it is."""

import json
import os

import pytest
from console import exready, names
from small_folder import place

SCRIPTS = {
    "1-cloud.ps1", "2-exchange-shell.ps1", "3-directory.ps1", "4-sync-server.ps1", "5-graph.ps1", "9-pack.ps1",
}  # fmt: skip
WHOLE = {
    *("assessment.toml", "directory/README.txt", "cloud/README.txt", "onprem/README.txt"),
    *("collection-kit/README.md", *(f"collection-kit/{name}" for name in SCRIPTS)),
}


def test_a_new_folder_is_whole(tmp_path):
    result = exready("init", tmp_path / "contoso")
    assert result.exit_code == 0
    assert names(tmp_path / "contoso") == WHOLE
    assert result.stdout == ""
    assert f"{len(WHOLE)} new files" in result.stderr
    assert f"exready check {tmp_path / 'contoso'}" in result.stderr


def test_quiet_says_nothing(tmp_path):
    result = exready("init", tmp_path / "contoso", "--quiet")
    assert (result.stdout, result.stderr) == ("", "")
    assert names(tmp_path / "contoso") == WHOLE


def test_the_same_folder_twice_is_the_same_bytes(tmp_path):
    exready("init", tmp_path / "a")
    exready("init", tmp_path / "b")
    for name in WHOLE:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_what_is_there_is_kept_and_named(tmp_path):
    folder = place(tmp_path / "contoso")
    (folder / "assessment.toml").write_text('[customer]\nname = "Fabrikam"\n', encoding="utf-8")
    (folder / "collection-kit").mkdir()
    (folder / "collection-kit" / "1-cloud.ps1").write_text("# ours\n", encoding="utf-8")
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    result = exready("init", folder)
    assert result.exit_code == 0
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert names(folder) == WHOLE | set(before)
    assert "kept, another   assessment.toml" in result.stderr
    assert "kept, another   collection-kit/1-cloud.ps1" in result.stderr
    assert f"exready init {folder} --force renews them" in result.stderr


def test_force_renews_the_kit_and_nothing_else(tmp_path):
    folder = tmp_path / "contoso"
    exready("init", folder)
    made = (folder / "collection-kit" / "1-cloud.ps1").read_bytes()
    for name in ("collection-kit/1-cloud.ps1", "assessment.toml", "cloud/README.txt"):
        (folder / name).write_text("# ours\n", encoding="utf-8")
    result = exready("init", folder, "--force")
    assert (folder / "collection-kit" / "1-cloud.ps1").read_bytes() == made
    assert (folder / "assessment.toml").read_text(encoding="utf-8") == "# ours\n"
    assert (folder / "cloud" / "README.txt").read_text(encoding="utf-8") == "# ours\n"
    assert "renewed         collection-kit/1-cloud.ps1" in result.stderr


def test_a_second_run_changes_nothing(tmp_path):
    exready("init", tmp_path)
    result = exready("init", tmp_path)
    assert result.stderr.count("kept, the same") == len(WHOLE)
    assert "0 new files" in result.stderr


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "contoso").write_text("x")
    result = exready("init", tmp_path / "contoso")
    assert result.exit_code == 2
    assert result.stderr.startswith("error[E120]: ")
    assert "\n  = help: " in result.stderr
    assert (tmp_path / "contoso").read_text() == "x"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this account may write everywhere")
def test_a_folder_that_nobody_may_write_to(tmp_path):
    tmp_path.chmod(0o500)
    result = exready("init", tmp_path / "contoso")
    tmp_path.chmod(0o700)
    assert result.exit_code == 2
    assert result.stderr.startswith("error[E120]: ")


def test_no_half_file_is_left(tmp_path, monkeypatch):
    from analyzer.cli import whole_files as module

    def full(path, target):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(module.Path, "replace", full)
    result = exready("init", tmp_path / "contoso")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert names(tmp_path / "contoso") == set()


def test_a_broken_rule_pack(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "pack.toml").write_text('product = "exready"\n', encoding="utf-8")
    result = exready("init", tmp_path / "contoso", "--rules", tmp_path / "rules")
    assert result.exit_code == 4
    assert not (tmp_path / "contoso").exists()


def test_check_of_a_new_folder_says_what_to_bring(tmp_path):
    exready("init", tmp_path)
    result = exready("check", tmp_path)
    assert result.exit_code == 3
    assert "ldifde -u -f ad-DOMAIN.ldf" in result.stdout
    assert "collection-kit" not in result.stdout, "the kit is no export"
    plain = json.loads(exready("check", tmp_path, "--format", "json").stdout)
    assert {f["file"] for f in plain["files"]} == {f"{p}/README.txt" for p in ("cloud", "directory", "onprem")}


def test_the_new_folder_changes_nothing_of_what_check_finds(tmp_path):
    folder = place(tmp_path / "contoso")
    before = json.loads(exready("check", folder, "--format", "json").stdout)
    exready("init", folder)
    after = json.loads(exready("check", folder, "--format", "json").stdout)
    assert [f for f in after["files"] if not f["file"].endswith("README.txt")] == before["files"]
    assert after["problems"] == before["problems"]
    assert after["missing"] == before["missing"]


def test_manifests_of_the_kit_are_no_exports(tmp_path):
    folder = place(tmp_path / "contoso")
    (folder / "exready-kit-1-cloud.json").write_text('{"product": "exready kit", "exports": []}', encoding="utf-8")
    plain = json.loads(exready("check", folder, "--format", "json").stdout)
    found = next(f for f in plain["files"] if f["file"] == "exready-kit-1-cloud.json")
    assert (found["health"], found["rows_read"]) == ("whole", 0)
    assert [p for p in plain["problems"] if p["file"] == found["file"]] == []
