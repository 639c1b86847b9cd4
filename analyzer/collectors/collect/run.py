"""One collection from the first search to the manifest."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from analyzer.collectors.collect.fetch import Fetch
from analyzer.collectors.collect.files import LineFile, Store, hash_of, make_folder
from analyzer.collectors.collect.forest import Domain, Forest, read_forest
from analyzer.collectors.collect.lines import Writer, writer
from analyzer.collectors.collect.manifest import (
    COLLECTED,
    IN_PART,
    LEFT_OUT,
    UNREACHABLE,
    Controller,
    DomainState,
    Failure,
    Manifest,
    PartFile,
)
from analyzer.collectors.collect.parts import Part
from analyzer.collectors.collect.schema import ASKED, FILTER, PREFIXES, Schema, build_schema
from analyzer.collectors.collect.searches import Options, Search, chosen_domains, fingerprint, searches
from analyzer.collectors.collect.source import Directory, Entry
from analyzer.errors import (
    AccessDenied,
    CollectError,
    ControllerGone,
    LimitReached,
    OutputUnwritable,
    PlaceMissing,
    SearchRefused,
)
from analyzer.model.catalogue import Catalogue
from analyzer.model.progress import Progress

# (host, whether as a global catalogue) to a bound connection
Connect = Callable[[str, bool], AbstractContextManager[Directory]]
_TRIES = 3
_CANDIDATES = 3
# Twice as long as habits of writers are looked for.
_RECENT = dt.timedelta(days=60)


@dataclass(slots=True, kw_only=True)
class _Run:
    """What is known while a collection runs."""

    options: Options
    connect: Connect
    catalogue: Catalogue
    parts: Sequence[Part]
    store: Store
    forest: Forest
    schema: Schema
    clock: Callable[[], dt.datetime]
    progress: Progress
    manifest: Manifest
    before: Manifest | None = None  # the whole collection that --since brings up to date
    unfinished: Manifest | None = None  # the interrupted one that --resume goes on with
    timed: int = 0
    with_links: int = 0
    states: dict[str, DomainState] = field(default_factory=dict)


def collect(
    folder: Path,
    options: Options,
    *,
    connect: Connect,
    parts: Sequence[Part],
    catalogue: Catalogue,
    tool: str,
    now: Callable[[], dt.datetime],
    progress: Progress,
) -> Manifest:
    """Everything asked for is in ``folder/directory``, and the manifest says what is not.

    Nothing is under its final name before all of it is whole; a run that ends early can be resumed.

    Raises:
        CollectError: the first controller cannot be used, or the connection is lost for good.
        OutputUnwritable: the files cannot be written.
    """
    target = make_folder(folder)
    started = now()
    with connect(options.server, False) as first:
        forest, schema = read_forest(first), read_schema(first, progress)
        store = Store(folder=target, forest=forest.root)
        before = store.load(unfinished=False)
        asked = fingerprint(parts, options)
        unfinished = store.load(unfinished=True) if options.resume else None
        if unfinished is not None and unfinished.asked != asked:
            unfinished = None
        run = _Run(
            options=options, connect=connect, catalogue=catalogue, parts=parts, store=store, forest=forest,
            schema=schema, clock=now, progress=progress, before=before,
            unfinished=unfinished,
            manifest=Manifest(
                tool=tool, forest=forest.root, server=options.server, asked=asked,
                started=unfinished.started if unfinished else _text(started),
                exchange_schema=schema.has_exchange, global_catalogue=options.global_catalogue,
                search_bases=options.search_bases, not_in_schema=_strangers(parts, schema),
            ),
        )  # fmt: skip
        chosen = chosen_domains(forest, options)
        home = forest.domain(forest.nearest)
        try:
            if home is not None:
                # What the first controller holds is read over the connection that is open already.
                _domain(run, home, first, only_forest=home not in chosen)
        except OSError as error:
            raise _unwritable(target, error) from error
    try:
        for domain in forest.domains:
            if domain not in chosen:
                run.states[domain.name] = _state(domain, LEFT_OUT, "not asked for")
            elif domain.name != forest.nearest:
                _other(run, domain)
        return _finished(run)
    except OSError as error:
        raise _unwritable(target, error) from error


def read_schema(directory: Directory, progress: Progress) -> Schema:
    """The attributes of the forest's schema."""
    progress.start("Reading the schema")
    place = directory.root.schema_naming_context
    entries: list[Entry] = []
    for page in directory.pages(place, scope="level", filter=FILTER, attributes=ASKED):
        entries += page.entries
        progress.advance(len(page.entries))
    progress.done()
    head = directory.read(place, (PREFIXES,))
    held = next((v for n, v in head.attributes.items() if n.casefold() == PREFIXES.casefold()), []) if head else []
    return build_schema(entries, next(iter(held), b""))


def _strangers(parts: Sequence[Part], schema: Schema) -> tuple[str, ...]:
    """Attributes asked for that the schema does not have: those of later versions of Exchange, or of all."""
    asked = dict.fromkeys(a for part in parts for a in part.attributes if a != "*")
    return tuple(sorted((a for a in asked if schema.find(a) is None), key=str.casefold))


def _other(run: _Run, domain: Domain) -> None:
    """A domain of another controller: the named one, else a writable one that answers."""
    named = run.options.controllers.get(domain.name)
    hosts = [named] if named else list(domain.controllers[:_CANDIDATES]) or [domain.name]
    if run.options.global_catalogue:
        hosts = [run.options.server]
    reasons = []
    for host in hosts:
        try:
            connection = run.connect(host, run.options.global_catalogue)
        except CollectError as error:
            reasons.append(f"{host}: {error.message}")
            continue
        with connection as directory:
            _domain(run, domain, directory)
        return
    run.states[domain.name] = _state(domain, UNREACHABLE, "; ".join(reasons))


def _domain(run: _Run, domain: Domain, directory: Directory, *, only_forest: bool = False) -> None:
    """The parts of one domain, in their order."""
    root = directory.root
    ahead = (root.current_time - run.clock()).total_seconds()
    told = Controller(
        host=root.dns_host_name, domain=domain.name, forest_level=root.forest_level, domain_level=root.domain_level,
        highest_usn=root.highest_usn, clock_difference=round(ahead, 1),
    )  # fmt: skip
    run.manifest = replace(run.manifest, controllers=(*run.manifest.controllers, told))
    can_go_on = _is_controller_of(run.unfinished, told)
    failed: list[str] = []
    _note(run)
    for search in searches(run.parts, run.forest, domain, run.options, run.schema):
        if only_forest and search.part.per != "forest":
            continue
        try:
            done = _part(run, search, directory, can_go_on=can_go_on)
            run.manifest = run.manifest.with_file(done)
        except (AccessDenied, LimitReached, SearchRefused, PlaceMissing) as error:
            lost = Failure(domain=domain.name, part=search.part.name, code=error.code, reason=error.message)
            run.manifest = replace(run.manifest, failures=(*run.manifest.failures, lost))
            failed += [search.part.title] if search.part.needed else []
            run.store.drop(run.store.name_of(domain.name, search.part.name))
        _note(run)
    if only_forest:
        return
    reason = f"not collected: {', '.join(failed)}" if failed else ""
    if run.options.search_bases:
        reason = "; ".join(filter(None, (f"only below {' and '.join(run.options.search_bases)}", reason)))
    run.states[domain.name] = _state(domain, IN_PART if reason else COLLECTED, reason)


def _part(run: _Run, search: Search, directory: Directory, *, can_go_on: bool) -> PartFile:
    """One file, whole under its open name."""
    name = run.store.name_of(search.domain.name, search.part.name)
    path = run.store.open_path(name)
    done = _same(run.unfinished, name, search, directory)
    if done is not None and path.exists() and path.stat().st_size == done.bytes and hash_of(path) == done.sha256:
        return done
    source: Path | None = None
    if can_go_on and path.exists():
        source = run.store.aside(name)
    elif run.options.since and _same(run.before, name, search, directory) is not None:
        source = run.store.folder / name
    write = writer(
        run.schema, run.catalogue, changes=search.part.changes, rights=search.sd_flags is not None,
        controllers=run.forest.writers, recent=_text(directory.root.current_time - _RECENT),
    )  # fmt: skip
    usn, started, is_absent = directory.root.highest_usn, run.clock(), False
    run.progress.start(f"{search.domain.name}: {search.part.title}")
    for number in range(_TRIES):
        file = LineFile(path=path)
        fetch = Fetch(
            directory=directory, search=search, writer=write, page_size=run.options.page_size, progress=run.progress
        )
        try:
            with file:
                if source is not None and source.exists():
                    fetch.rest(file, source)
                else:
                    fetch.everything(file)
            break
        except PlaceMissing:
            if search.part.needed:
                raise
            is_absent = True
            break
        except ControllerGone:
            if number == _TRIES - 1:
                raise
            # What arrived is kept; only the rest is asked for again.
            source = run.store.aside(name)
    run.store.drop_aside(name)
    run.progress.done()
    _count(run, write, fetch)
    return PartFile(
        file=name, part=search.part.name, title=search.part.title, domain=search.domain.name,
        host=directory.root.dns_host_name, bases=search.bases, scope=search.part.scope, filter=search.filter,
        attributes=search.attributes, table=search.part.table, highest_usn=usn, started=_text(started),
        finished=_text(run.clock()), objects=file.objects, bytes=file.size, sha256=file.sha256, is_absent=is_absent,
    )  # fmt: skip


def _count(run: _Run, write: Writer, fetch: Fetch) -> None:
    run.timed += write.timed
    run.with_links += write.link_times
    run.manifest = replace(
        run.manifest,
        unreadable=run.manifest.unreadable + write.unreadable,
        renamed=run.manifest.renamed + fetch.renamed,
        vanished=run.manifest.vanished + fetch.vanished,
    )


def _same(manifest: Manifest | None, name: str, search: Search, directory: Directory) -> PartFile | None:
    """The file of an earlier run that asked the same controller the same. Update numbers are each controller's own;
    one that is now below the earlier run's was set back."""
    found = next((f for f in manifest.files if f.file == name), None) if manifest else None
    if found is None or found.host != directory.root.dns_host_name or found.is_absent:
        return None
    asked = (found.bases, found.scope, found.filter, found.attributes)
    is_same = asked == (search.bases, search.part.scope, search.filter, search.attributes)
    return found if is_same and found.highest_usn <= directory.root.highest_usn else None


def _note(run: _Run) -> None:
    """A run that resumes finds what is done, by this run and by the one that it goes on with."""
    known = {f.file for f in run.manifest.files}
    earlier = run.unfinished or run.manifest
    run.store.note(
        replace(
            run.manifest,
            files=(*run.manifest.files, *(f for f in earlier.files if f.file not in known)),
            controllers=tuple(dict.fromkeys((*earlier.controllers, *run.manifest.controllers))),
        )
    )


def _is_controller_of(manifest: Manifest | None, now: Controller) -> bool:
    """The interrupted run asked this controller for the domain: its update numbers can be compared."""
    return manifest is not None and any(
        c.host == now.host and c.domain == now.domain and c.highest_usn <= now.highest_usn for c in manifest.controllers
    )


def _finished(run: _Run) -> Manifest:
    order: Mapping[str, int] = {d.name: n for n, d in enumerate(run.forest.domains)}
    run.manifest = replace(
        run.manifest,
        finished=_text(run.clock()),
        domains=tuple(run.states[n] for n in sorted(run.states, key=lambda n: order[n])),
        change_times=bool(run.timed),
        link_times=bool(run.with_links),
    )
    run.store.note(run.manifest)
    run.store.publish(run.manifest, run.before)
    return run.manifest


def _state(domain: Domain, state: str, reason: str = "") -> DomainState:
    return DomainState(name=domain.name, dn=domain.dn, state=state, reason=reason)


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _unwritable(folder: Path, error: OSError) -> OutputUnwritable:
    return OutputUnwritable(
        f"{folder} cannot be written: {error.strerror or error}",
        where=str(error.filename or folder),
        help="Make room or give yourself the right to write, then run it again with --resume.",
    )
