"""``exready redact-key``: makes the key of a redaction, and finds the original of a pseudonym."""

import datetime as dt
import os
import secrets
from pathlib import Path

import click

from analyzer.cli import options
from analyzer.errors import KeyUnusable, NameUnknown


@click.command("redact-key")
@click.argument("key_file", type=options.FOLDER, metavar="KEYFILE")
@click.option("--lookup", metavar="PSEUDONYM", help="Say which original of the folder has this pseudonym.")
@click.option("--in", "folder", type=options.FOLDER, metavar="FOLDER", help="The folder with the exports.")
@options.as_of
@options.rules
@options.quiet
@options.debug
def redact_key(
    key_file: Path, lookup: str | None, folder: Path | None, as_of: dt.datetime | None, rules: Path | None, quiet: bool
) -> None:
    """Make a key for --redact, or look a pseudonym up.

    Writes 32 random bytes to KEYFILE, which only you can read; a file that is there is never overwritten. Keep
    it apart from the reports: who has both can try out names. With --lookup and --in the key that is there is
    used, and the original is printed: by anybody who has the key and the exports, and by nobody else.
    """
    if (lookup is None) != (folder is None):
        raise click.UsageError("--lookup and --in belong together.")
    if lookup is not None and folder is not None:
        click.echo(_original(key_file, lookup, folder, as_of, rules, quiet))
        return
    from analyzer.cli.terminal import harmless
    from analyzer.redact.pseudonyms import fingerprint

    key = secrets.token_bytes(32)
    try:
        number = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as stream:
            stream.write(key)
    except FileExistsError:
        raise KeyUnusable(
            "there is a file of this name; it was not touched", help="Name another file, or use the key that is there."
        ) from None
    except OSError as error:
        raise KeyUnusable("the key file cannot be written", seen=error.strerror or "") from None
    if not quiet:
        click.echo(f"A new key is in {harmless(key_file)}; its fingerprint is {fingerprint(key)}.")


def _original(
    key_file: Path, lookup: str, folder: Path, as_of: dt.datetime | None, rules: Path | None, quiet: bool
) -> str:
    from analyzer.cli.redaction import read_key
    from analyzer.cli.terminal import harmless, progress
    from analyzer.pipeline import analyze
    from analyzer.redact.originals import original

    key = read_key(key_file)
    with progress(quiet=quiet) as told:
        assessment = analyze(folder, rules=rules, as_of=as_of, progress=told)
    found = original(assessment, key, lookup)
    if not found:
        raise NameUnknown(
            "no original of this folder has that pseudonym under this key",
            help="Use the key with the fingerprint that the report names, and the folder it was made from.",
        )
    return harmless(found)
