"""``exready rules``: the rule pack, printed."""

from pathlib import Path

import click

from analyzer.cli import options

COLUMNS = {
    "id": "Rule",
    "level": "Level",
    "gates": "Gates",
    "subject": "Speaks about",
    "title": "Title",
    "since": "Stated on",
}


@click.command()
@options.output_format("table", "json", "markdown")
@options.rules
@options.debug
def rules(output: str, rules: Path | None) -> None:
    """List the rules.

    What each looks for, how bad that is and which gates it moves. JSON holds everything: why, fix,
    sources, parameters and examples.
    """
    from analyzer.cli.listing import print_json, print_markdown, print_table
    from analyzer.report.plain import to_plain
    from analyzer.survey import open_pack

    pack = open_pack(rules)
    rows = [{**to_plain(rule), "gates": " ".join(rule.gates)} for rule in pack.rules]
    if output == "json":
        print_json(to_plain(list(pack.rules)))
    elif output == "markdown":
        print_markdown(COLUMNS, rows)
    else:
        print_table(COLUMNS, rows)
