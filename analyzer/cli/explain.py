"""``exready explain``: everything about one rule, attribute, problem or object."""

import datetime as dt
from pathlib import Path

import click

from analyzer.cli import options


@click.command()
@click.argument("word", metavar="NAME")
@click.option("--in", "folder", type=options.FOLDER, metavar="FOLDER", help="Look in the exports of FOLDER.")
@options.as_of
@options.output_format("text", "json", "markdown")
@options.rules
@options.quiet
@options.debug
def explain(
    word: str, folder: Path | None, as_of: dt.datetime | None, output: str, rules: Path | None, quiet: bool
) -> None:
    """Explain one rule, attribute, problem or mailbox.

    NAME is a rule (MBX-009), an attribute of either side (proxyAddresses), or the code of a problem (E206).
    With --in it is also a mailbox, group or contact of FOLDER, by sign-in name, any address, objectGUID, id in
    Entra, distinguished name or display name: its verdict and what would change it, its times, both sides,
    and what every rule says of it.
    """
    from analyzer.cli.pages import print_page, to_json, to_markdown
    from analyzer.cli.terminal import progress, say
    from analyzer.explaining import explain_in, explain_word, judged_folder
    from analyzer.shelf import Keeper

    if folder is None:
        page = explain_word(word, rules=rules, as_of=as_of)
    else:
        with progress(quiet=quiet) as told:
            keeper = Keeper(folder, say=None if quiet else say)
            judged = judged_folder(folder, rules=rules, as_of=as_of, progress=told, keeper=keeper)
        page = explain_in(judged, word)
    if output == "json":
        from analyzer.cli.listing import print_json

        print_json(to_json(page))
    elif output == "markdown":
        click.echo(to_markdown(page), nl=False)
    else:
        print_page(page)
