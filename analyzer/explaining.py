"""One word becomes a page: about a rule, an attribute, a problem, or, with a folder, about one of its objects."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.collectors import Layouts, load_layouts
from analyzer.collectors.collect.parts import load_parts
from analyzer.engine.estate import Estate
from analyzer.engine.pack import Pack
from analyzer.explain.attribute_pages import attribute_page
from analyzer.explain.in_folder import attribute_in_folder, problem_in_folder, rule_in_folder
from analyzer.explain.lookup import fits, near_objects, one_of
from analyzer.explain.names import Meant, meaning_of, unknown_name
from analyzer.explain.object_pages import Judged, object_page
from analyzer.explain.problem_pages import problem_page
from analyzer.explain.rule_pages import rule_page
from analyzer.kit.folder import open_kit
from analyzer.kit.powershell import code_of
from analyzer.model.assessment import Assessment
from analyzer.model.page import Page, Section
from analyzer.model.progress import Progress, Silent
from analyzer.pipeline import Evaluated, assessment_of, evaluated, known_exports, read_whole
from analyzer.resources import rule_folders
from analyzer.shelf import Keeper
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
    exports = export_titles(rule_folders(rules)[0], pack)
    return page_of(meant, pack, exports, as_of.date() if as_of else None)


def page_of(meant: Meant, pack: Pack, exports: Mapping[str, str], as_of: dt.date | None = None) -> Page:
    """The page of what a word means."""
    if meant.rule is not None:
        return rule_page(meant.rule, pack, exports, as_of)
    if meant.attribute is not None:
        return attribute_page(meant.attribute, pack.catalogue, pack.rules, pack.sources)
    return problem_page(meant.code)


def export_titles(rules_folder: Path, pack: Pack) -> dict[str, str]:
    """Code of each export to its titles: those of the layouts, else those of the searches that make it.

    Raises:
        PackUnusable: layouts, kit or searches have faults.
    """
    layouts, kit = load_layouts(rules_folder), open_kit(rules_folder, pack)
    titles: dict[str, set[str]] = {}
    for layout in layouts:
        if layout.code:
            titles.setdefault(layout.code, set()).add(layout.title)
    known = set(titles)
    for part in load_parts(rules_folder, pack.catalogue):
        code = code_of(part, kit)
        if code not in known:
            titles.setdefault(code, set()).add(part.title)
    return {code: " or ".join(sorted(names)) for code, names in titles.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFolder:
    """A folder of exports, read and judged by every rule."""

    name: str
    found: Evaluated
    pack: Pack
    exports: Mapping[str, str]  # titles by code
    layouts: Layouts

    @property
    def estate(self) -> Estate:
        """Its objects."""
        return self.found.estate


def judged_folder(
    folder: Path,
    *,
    rules: Path | None = None,
    as_of: dt.datetime | None = None,
    progress: Progress | None = None,
    keeper: Keeper | None = None,
) -> JudgedFolder:
    """The folder, read and judged; nothing is written but what ``keeper`` keeps.

    Raises:
        FolderUnusable: the folder is missing, no folder, or empty.
        InputsUnusable: files are broken or a whole side is missing.
        PackUnusable: the rule pack has faults.
        TimeUnusable: no time was given and none is in the files.
    """
    snapshot, pack, layouts = read_whole(folder, rules=rules, progress=progress, keeper=keeper)
    found = evaluated(snapshot, pack, as_of=as_of, progress=progress or Silent(), keeper=keeper)
    exports = export_titles(rule_folders(rules)[0], pack)
    return JudgedFolder(name=str(folder), found=found, pack=pack, exports=exports, layouts=layouts)


def assessment_in(folder: JudgedFolder) -> Assessment:
    """The assessment that ``analyze`` would make of the folder."""
    return assessment_of(folder.found, folder.pack, known_exports(folder.layouts))


def explain_in(folder: JudgedFolder, word: str) -> Page:
    """The page of one object of the folder; a rule, an attribute or a problem with what it is there.

    Raises:
        NameAmbiguous: several objects have that name; they are listed.
        NameUnknown: nothing has it; says what is near.
    """
    estate = folder.estate
    # An object may be named like an attribute; who gives a folder asks about what is in it.
    objects = fits(estate, word)
    if objects:
        fit = one_of(estate, word, objects)
        judged = Judged(
            estate=estate,
            outcomes=folder.found.outcomes,
            mandatory=folder.pack.mandatory,
            as_of_basis=folder.found.as_of_basis,
        )
        return object_page(judged, fit, tuple(f for f in objects if f is not fit))
    meant = meaning_of(word, folder.pack)
    if meant is None:
        raise unknown_name(word, folder.pack, folder=folder.name, objects=near_objects(estate, word))
    page = page_of(meant, folder.pack, folder.exports, estate.as_of.date())
    here = _here(meant, folder)
    return replace(page, sections=(here, *page.sections)) if here else page


def _here(meant: Meant, folder: JudgedFolder) -> Section | None:
    """What a rule, an attribute or a problem is in the folder."""
    if meant.rule is not None:
        return rule_in_folder(folder.estate, folder.found.outcomes, meant.rule.id, folder.name)
    if meant.attribute is not None:
        return attribute_in_folder(folder.estate, meant.attribute, folder.name)
    problems = [p for p in folder.estate.snapshot.problems if p.code == meant.code]
    return problem_in_folder(problems, folder.name)
