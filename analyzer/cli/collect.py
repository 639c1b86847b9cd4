"""``exready collect``: exports from a live directory."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli import options
from analyzer.cli.exit_codes import ExitCode
from analyzer.cli.terminal import counted

if TYPE_CHECKING:
    from analyzer.gathering import Access, Manifest, Options


def _pairs(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    out = {}
    for pair in value:
        domain, mark, host = pair.partition("=")
        if not (domain and mark and host):
            raise click.BadParameter(f"{pair!r} is not DOMAIN=HOST.", ctx=ctx, param=param)
        out[domain.strip().casefold()] = host.strip()
    return out


@click.command()
@click.argument("folder", type=options.FOLDER)
@click.option("--server", required=True, metavar="HOST", help="The controller to ask first, by its DNS name.")
@click.option("--domain", "domains", multiple=True, metavar="NAME", help="Only this domain. Can be repeated.")
@click.option("--search-base", "bases", multiple=True, metavar="DN", help="Only objects below it. Can be repeated.")
@click.option(
    "--controller", "controllers", multiple=True, callback=_pairs, metavar="DOMAIN=HOST",
    help="Ask this controller for that domain.",
)  # fmt: skip
@click.option(
    "--login", type=click.Choice(["kerberos", "ntlm", "simple"]),
    help="How to sign in.  [default: simple with --user, else kerberos]",
)  # fmt: skip
@click.option("--user", default="", metavar="NAME", help="name@domain or DOMAIN\\name. The password is prompted for.")
@click.option("--password-file", type=options.FOLDER, metavar="FILE", help="Read the password from the file.")
@click.option("--password-env", metavar="NAME", help="Take the password from this environment variable.")
@click.option("--keyring", is_flag=True, help="Take the password from the system's keyring.")
@click.option("--starttls", is_flag=True, help="Encrypt on port 389 in place of LDAPS on 636.")
@click.option("--ca-file", type=options.FOLDER, metavar="FILE", help="Certificates of your authority (PEM).")
@click.option(
    "--insecure", is_flag=True, help="Do not check the server's certificate. Anybody could read the password."
)
@click.option("--global-catalogue", is_flag=True, help="Ask the server's global catalogue for the other domains.")
@click.option("--page-size", type=click.IntRange(1, 1000), default=500, show_default=True, help="Objects in an answer.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="At most so many objects a second.")
@click.option("--timeout", type=click.FloatRange(min=1), default=60, show_default=True, help="Seconds to wait.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted run ended.")
@click.option("--since", is_flag=True, help="Bring the collection in FOLDER up to date: fetch what changed.")
@click.option("--acls", is_flag=True, help="Also who may send as, or has full access to, an object.")
@click.option("--dry-run", is_flag=True, help="Print the searches and make none but those for domains and schema.")
@options.rules
@options.quiet
@options.debug
@click.pass_context
def collect(
    ctx: click.Context,
    folder: Path,
    server: str,
    domains: tuple[str, ...],
    bases: tuple[str, ...],
    controllers: dict[str, str],
    login: str | None,
    user: str,
    password_file: Path | None,
    password_env: str | None,
    keyring: bool,
    starttls: bool,
    ca_file: Path | None,
    insecure: bool,
    global_catalogue: bool,
    page_size: int,
    rate: float | None,
    timeout: float,
    resume: bool,
    since: bool,
    acls: bool,
    dry_run: bool,
    rules: Path | None,
    quiet: bool,
) -> None:
    """Export a live Active Directory into FOLDER.

    Reads every domain of the forest and its Exchange configuration into FOLDER/directory; changes nothing.
    An ordinary account suffices. An interrupted run goes on with --resume.
    """
    from analyzer.cli.passwords import password_of
    from analyzer.cli.terminal import say
    from analyzer.gathering import Access, Options

    login = login or ("simple" if user else "kerberos")
    if login != "kerberos" and not user:
        raise click.UsageError(f"--login {login} needs --user.")
    password = ""
    if login != "kerberos":
        password = password_of(user, file=password_file, variable=password_env, keyring=keyring)
    if insecure:
        say("WARNING: the server's certificate is not checked (--insecure).", style="bold red")
        say("Whoever stands between this machine and the server can read the password and change the answers.")
    access = Access(
        login=login, user=user, password=password, transport="starttls" if starttls else "ldaps", ca_file=ca_file,
        insecure=insecure, timeout=timeout, delay=page_size / rate if rate else 0.0,
    )  # fmt: skip
    wanted = Options(
        server=server, domains=domains, search_bases=bases, controllers=controllers, page_size=page_size, acls=acls,
        global_catalogue=global_catalogue, resume=resume, since=since,
    )  # fmt: skip
    if dry_run:
        _print_searches(wanted, access, rules)
    else:
        manifest = _run(folder, wanted, access, rules, quiet=quiet)
        ctx.exit(ExitCode.GAPS if manifest.has_gaps else ExitCode.FINISHED)


def _run(folder: Path, wanted: "Options", access: "Access", rules: Path | None, *, quiet: bool) -> "Manifest":
    from analyzer.cli.terminal import harmless, progress, say
    from analyzer.errors import ControllerGone
    from analyzer.gathering import gather

    again = "What arrived is kept: run the same command again with --resume."
    try:
        with progress(quiet=quiet) as told:
            manifest = gather(
                folder, wanted, access.connect, rules=rules, now=lambda: dt.datetime.now(dt.UTC), progress=told
            )
    except KeyboardInterrupt:
        say(again)
        raise
    except ControllerGone as error:
        error.help = f"{error.help}\n{again}".strip()
        raise
    if not quiet:
        for line in _summary(manifest):
            say(harmless(line))
    return manifest


def _summary(manifest: "Manifest") -> list[str]:
    objects = sum(f.objects for f in manifest.files)
    files = [f for f in manifest.files if not f.is_absent]
    out = [f"{counted(objects, 'object')} of the forest {manifest.forest} in {counted(len(files), 'file')}.", ""]
    for domain in manifest.domains:
        held = sum(f.objects for f in manifest.files if f.domain == domain.name)
        host = next((c.host for c in manifest.controllers if c.domain == domain.name), "")
        what = f"{counted(held, 'object')} from {host}" if domain.state.startswith("collected") else domain.state
        reason = f" ({domain.reason})" if domain.reason else ""
        out.append(f"  {domain.name}  {what}{reason}")
    out += [f"  not collected: {f.part} of {f.domain}: {f.reason}" for f in manifest.failures]
    if not manifest.exchange_schema:
        out += [
            "  The schema of this forest has no Exchange attributes: Exchange was never set up in it, or this is not",
            "  the forest of the recipients. Everything of Exchange is empty in these files.",
        ]
    elif manifest.not_in_schema:
        names = ", ".join(manifest.not_in_schema[:5]) + (" ..." if len(manifest.not_in_schema) > 5 else "")
        out.append(f"  Not in this schema, so no object has them: {names}")
    if manifest.global_catalogue:
        out.append("  From the global catalogue: attributes that it does not hold are unknown.")
    if manifest.renamed:
        out.append(f"  {counted(manifest.renamed, 'object')} renamed or moved; links to them may hold the old names.")
    if manifest.vanished:
        out.append(f"  {counted(manifest.vanished, 'object')} gone since; links to them may still hold their names.")
    if manifest.has_gaps:
        out.append("  What is missing is unknown to exready analyze. Mend the reason and collect again.")
    return out


def _print_searches(wanted: "Options", access: "Access", rules: Path | None) -> None:
    """Every search on stdout, in the order in which it would be made."""
    from analyzer.cli.terminal import harmless
    from analyzer.gathering import planned

    for search in planned(wanted, access.connect, rules=rules):
        click.echo(f"{harmless(search.domain.name)}: {search.part.title}")
        for base in search.bases:
            click.echo(f"  base        {harmless(base)}")
        click.echo(f"  scope       {search.part.scope}")
        click.echo(f"  filter      {harmless(search.filter)}")
        click.echo(f"  attributes  {' '.join((*search.attributes, *search.also))}")
        click.echo()
