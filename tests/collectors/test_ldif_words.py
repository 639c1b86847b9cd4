"""Words that tell what an object is, however they are written."""

import base64
import datetime as dt
from pathlib import Path

from ldif_text import BASE, cells, codes, read, record


def coded(name: str, value: str) -> str:
    return f"{name}:: {base64.b64encode(value.encode()).decode()}"


def test_words_in_base64_are_the_words(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        record(f"CN=Kim,{BASE}", coded("objectClass", "top"), coded("objectClass", "user"),
               coded("whenChanged", "20261118101112.0Z"))
        + record(f"CN=Gone,{BASE}", coded("objectClass", "user"), coded("isDeleted", "TRUE"))
        + record(f"CN=Bo,{BASE}", coded("changetype", "delete"))
        + record(f"CN=Odd,{BASE}", "objectClass:: /w==", "mail: odd@contoso.example"),
    )  # fmt: skip
    assert cells(found, "objectClass") == [["top", "user"], None]
    assert found.ignored == {"deleted object": 1, "record of a change, not an object": 1}
    assert found.exported_at == dt.datetime(2026, 11, 18, 10, 11, 12, tzinfo=dt.UTC)
    assert sorted(codes(found)) == ["W314", "W416"]
