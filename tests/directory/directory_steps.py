"""Steps that the tests of the collector share: collect, change the directory, read what was collected."""

import base64
import datetime as dt
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from real_directory import Server

from analyzer.collectors import load_layouts, read_folder
from analyzer.engine.catalogue import load_catalogue
from analyzer.gathering import Access, Manifest, Options, gather
from analyzer.model.progress import Silent
from analyzer.model.snapshot import Snapshot

RULES = Path(__file__).resolve().parents[2] / "rules"
CATALOGUE = load_catalogue(RULES)
RECIPIENTS = "(|(proxyAddresses=*)(mailNickname=*)(msExchRecipientTypeDetails=*)(targetAddress=*)(mail=*))"
PAGED = ("-E", "pr=500/noprompt")
ADMINISTRATOR, PASSWORD = "CN=Administrator,CN=Users", "Test-Only-Passw0rd!"


def access(server: Server) -> Access:
    return Access(
        login="simple", transport="ldaps", user=server.reader_dn, password=server.reader_password,
        ca_file=Path(server.ca_file),
    )  # fmt: skip


def collect(server: Server, folder: Path, connect=None, **options: Any) -> Manifest:
    return gather(
        folder, Options(server=server.address, **options), connect or access(server).connect, rules=None,
        now=lambda: dt.datetime.now(dt.UTC), progress=Silent(),
    )  # fmt: skip


def lines(folder: Path, part: str) -> dict[str, dict[str, Any]]:
    """The objects of a part by name."""
    text = (folder / "directory" / f"contoso.test.{part}.jsonl").read_text(encoding="utf-8")
    held = [json.loads(line) for line in text.splitlines()]
    assert len({h["objectGUID::"] for h in held}) == len(held), "an object came twice"
    return {h["dn"]: h for h in held}


def read(folder: Path) -> Snapshot:
    return read_folder(folder, layouts=load_layouts(RULES), catalogue=CATALOGUE, progress=Silent())


def change(server: Server, program: str, ldif: str, *options: str) -> None:
    """The administrator changes the directory."""
    done = subprocess.run(
        [program, "-x", "-H", f"ldaps://{server.address}", "-D", f"{ADMINISTRATOR},{server.base_dn}", "-w", PASSWORD,
         *options],
        env={**os.environ, "LDAPTLS_CACERT": server.ca_file}, input=ldif, text=True, capture_output=True,
        timeout=300, check=False,
    )  # fmt: skip
    there_already = 68
    assert done.returncode in {0, there_already} if options else done.returncode == 0, done.stderr[-2000:]


def coded(value: object) -> str:
    return base64.b64encode(str(value).encode()).decode()


def entry(dn: str, **values: object) -> str:
    out = [f"dn:: {coded(dn)}"]
    for name, value in values.items():
        out += [f"{name}:: {coded(each)}" for each in (value if isinstance(value, list) else [value])]
    return "\n".join(out) + "\n\n"


def escaped(name: str) -> str:
    out = "".join("\\" + c if c in ',+"\\<>;=#' else c for c in name)
    out = f"\\{out}" if out.startswith(" ") else out
    return f"{out[:-1]}\\ " if out.endswith(" ") else out


def other_places(server: Server) -> list[tuple[str, bytes]]:
    """What a collection reads besides recipients, Exchange configuration and schema, as ldapsearch writes it."""
    return [
        ("partitions", server.ldapsearch(f"CN=Partitions,{server.configuration_dn}", *PAGED, "-s", "base")),
        ("groups", server.ldapsearch(f"OU=Microsoft Exchange Security Groups,{server.base_dn}", *PAGED)),
        ("system", server.ldapsearch(f"CN=Microsoft Exchange System Objects,{server.base_dn}", *PAGED)),
    ]
