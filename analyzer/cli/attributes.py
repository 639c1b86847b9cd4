"""``exready attributes``: the attribute catalogue, printed."""

from pathlib import Path

import click

from analyzer.cli import options

COLUMNS = {
    "ldap_name": "Attribute",
    "properties": "In the cloud",
    "category": "Category",
    "owner_before": "Owner before",
    "owner_after": "Owner after",
    "written_back": "Written back",
    "compare": "Compared as",
    "trust": "Trust",
}


@click.command()
@options.output_format("table", "json", "markdown")
@options.rules
@options.debug
def attributes(output: str, rules: Path | None) -> None:
    """List the attributes.

    Their names on both sides, who owns them before and after the transfer, and how they are compared.
    """
    from analyzer.cli.listing import print_json, print_markdown, print_table
    from analyzer.report.plain import to_plain
    from analyzer.survey import open_pack

    plain = [to_plain(attribute) for attribute in open_pack(rules).catalogue]
    rows = [{**row, "properties": " ".join(row["properties"])} for row in plain]
    if output == "json":
        print_json(plain)
    elif output == "markdown":
        print_markdown(COLUMNS, rows)
    else:
        print_table(COLUMNS, rows)
