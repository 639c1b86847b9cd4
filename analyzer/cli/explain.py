"""``exready explain``: everything about one rule, attribute, problem or object."""

import datetime as dt
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli import options, redaction

if TYPE_CHECKING:
    from analyzer.model.page import Page


@click.command()
@click.argument("word", metavar="NAME")
@click.option("--in", "folder", type=options.FOLDER, metavar="FOLDER", help="Look in the exports of FOLDER.")
@options.as_of
@options.output_format("text", "json", "markdown")
@redaction.redact
@redaction.values
@options.rules
@options.quiet
@options.debug
def explain(
    word: str,
    folder: Path | None,
    as_of: dt.datetime | None,
    output: str,
    key_file: Path | None,
    values: str | None,
    rules: Path | None,
    quiet: bool,
) -> None:
    """Explain one rule, attribute, problem or mailbox.

    NAME is a rule (MBX-009), an attribute of either side (proxyAddresses), or the code of a problem (E206).
    With --in it is also a mailbox, group or contact of FOLDER, by sign-in name, any address, objectGUID, id in
    Entra, distinguished name or display name: its verdict and what would change it, its times, both sides,
    and what every rule says of it. With --redact the page has the pseudonyms of the redacted reports, and NAME
    may be one of them.
    """
    from analyzer.cli.pages import print_page, to_json, to_markdown

    hidden = redaction.redaction(key_file, values)
    page = _page(word, folder, as_of, rules, quiet=quiet, hidden=hidden)
    if output == "json":
        from analyzer.cli.listing import print_json

        print_json(to_json(page))
    elif output == "markdown":
        click.echo(to_markdown(page), nl=False)
    else:
        print_page(page)


def _page(
    word: str,
    folder: Path | None,
    as_of: dt.datetime | None,
    rules: Path | None,
    *,
    quiet: bool,
    hidden: redaction.Redaction | None,
) -> "Page":
    """The page, without names where a redaction is asked for."""
    from analyzer.cli.terminal import progress, say
    from analyzer.explaining import assessment_in, explain_in, explain_word, judged_folder
    from analyzer.shelf import Keeper

    with hidden.guard() if hidden else nullcontext():
        if folder is None:
            return explain_word(word, rules=rules, as_of=as_of)
        with progress(quiet=quiet) as told:
            listener = hidden.progress(told) if hidden else told
            keeper = Keeper(folder, say=None if quiet or hidden else say)
            judged = judged_folder(folder, rules=rules, as_of=as_of, progress=listener, keeper=keeper)
        if hidden is None:
            return explain_in(judged, word)
        assessment = assessment_in(judged)
        redactor = hidden.redactor(assessment)
    from analyzer.redact.originals import is_pseudonym, original
    from analyzer.redact.pages import redacted_page

    # Errors from here on have the pseudonyms of the reports too.
    with hidden.guard(redactor):
        named = original(assessment, hidden.key, word) if is_pseudonym(word) else ""
        return redacted_page(explain_in(judged, named or word), redactor)
