"""One word becomes a page: about a rule, an attribute, a problem, or, with a folder, about one of its objects."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from analyzer.collectors import Layout, load_layouts
from analyzer.engine.pack import Pack
from analyzer.explain.attribute_pages import attribute_page
from analyzer.explain.in_folder import attribute_in_folder, problem_in_folder, rule_in_folder
from analyzer.explain.lookup import fits, near_objects, one_of
from analyzer.explain.names import Meant, meaning_of, unknown_name
from analyzer.explain.object_pages import Judged, object_page
from analyzer.explain.page import Page
from analyzer.explain.problem_pages import problem_page
from analyzer.explain.rule_pages import rule_page
from analyzer.model.progress import Progress, Silent
from analyzer.pipeline import evaluated, read_whole
from analyzer.resources import rule_folders
from analyzer.survey import open_pack


def explain_word(word: str, *, rules: Path | None = None, as_of: dt.datetime | None = None) -> Page:
    """The page of a rule, an attribute or a problem.

    Raises:
        NameAmbiguous: several attributes have that name.
        NameUnknown: nothing has it; says what is near.
        PackUnusable: the rule pack has faults.
    """
    pack = open_pack(rules)
    meant = meaning_of(word, pack)
    if meant is None:
        raise unknown_name(word, pack)
    exports = export_titles(load_layouts(rule_folders(rules)[0]))
    return page_of(meant, pack, exports, as_of.date() if as_of else None)


def page_of(meant: Meant, pack: Pack, exports: Mapping[str, str], as_of: dt.date | None = None) -> Page:
    """The page of what a word means."""
    if meant.rule is not None:
        return rule_page(meant.rule, pack, exports, as_of)
    if meant.attribute is not None:
        return attribute_page(meant.attribute, pack.rules, pack.sources)
    return problem_page(meant.code)


def export_titles(layouts: tuple[Layout, ...]) -> dict[str, str]:
    """Code of each export to its titles."""
    titles: dict[str, list[str]] = {}
    for layout in layouts:
        if layout.code and layout.title not in titles.setdefault(layout.code, []):
            titles[layout.code].append(layout.title)
    return {code: " or ".join(sorted(names)) for code, names in titles.items()}


def explain_in_folder(
    word: str,
    folder: Path,
    *,
    rules: Path | None = None,
    as_of: dt.datetime | None = None,
    progress: Progress | None = None,
) -> Page:
    """The page of one object of the folder; a rule or an attribute is explained with what it found there.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing.
        NameAmbiguous: several objects have that name; they are listed.
        NameUnknown: nothing has it; says what is near.
        PackUnusable: the rule pack has faults.
        TimeUnusable: no time was given and none is in the files.
    """
    snapshot, pack, layouts = read_whole(folder, rules=rules, progress=progress)
    found = evaluated(snapshot, pack, as_of=as_of, progress=progress or Silent())
    objects = fits(found.estate, word)
    # An object may be named like an attribute; who gives a folder asks about what is in it.
    meant = None if objects else meaning_of(word, pack)
    if meant is not None:
        page = page_of(meant, pack, export_titles(layouts), found.estate.as_of.date())
        more = None
        if meant.rule is not None:
            more = rule_in_folder(found.estate, found.outcomes, meant.rule.id, folder.name)
        elif meant.attribute is not None:
            more = attribute_in_folder(found.estate, meant.attribute, folder.name)
        else:
            problems = [p for p in snapshot.problems if p.code == meant.code]
            more = problem_in_folder(problems, folder.name)
        return replace(page, sections=(more, *page.sections)) if more else page
    if not objects:
        raise unknown_name(word, pack, folder=str(folder), objects=near_objects(found.estate, word))
    fit = one_of(found.estate, word, objects)
    judged = Judged(
        estate=found.estate,
        outcomes=found.outcomes,
        mandatory=pack.mandatory,
        as_of_basis=found.as_of_basis,
    )
    return object_page(judged, fit, tuple(f for f in objects if f is not fit))
