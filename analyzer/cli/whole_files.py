"""Files that are whole or not there: written beside their place, then renamed."""

from pathlib import Path


def put(path: Path, content: bytes) -> None:
    """The file holds the content; when that fails it is what it was before.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
