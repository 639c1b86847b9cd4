"""Where a password comes from: a prompt, a file, a variable or the keyring; never the command line."""

import importlib
import os
from pathlib import Path

import click

from analyzer.errors import PartMissing

_SERVICE = "exready"


def password_of(user: str, *, file: Path | None, variable: str | None, keyring: bool) -> str:
    """The password of the user.

    Raises:
        UsageError: the file or the variable is not there, or more than one way is given.
        PartMissing: the keyring package is not installed.
    """
    if sum((file is not None, variable is not None, keyring)) > 1:
        raise click.UsageError("Give one of --password-file, --password-env and --keyring.")
    if file is not None:
        try:
            # One line end belongs to the file; a blank belongs to the password.
            return file.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no UTF-8"
            raise click.UsageError(f"The password file cannot be read: {reason}.") from error
    if variable is not None:
        found = os.environ.get(variable)
        if not found:
            raise click.UsageError(f"The environment has no variable {variable}.")
        return found
    if keyring:
        return _from_keyring(user)
    return str(click.prompt(f"Password of {user}", hide_input=True, err=True))


def _from_keyring(user: str) -> str:
    try:
        ring = importlib.import_module("keyring")
    except ImportError as error:
        raise PartMissing("the package keyring is not installed", help="pip install keyring") from error
    found = ring.get_password(_SERVICE, user)
    if not found:
        raise click.UsageError(f"The keyring has no password of {user}; set it with: keyring set {_SERVICE} {user}")
    return str(found)
