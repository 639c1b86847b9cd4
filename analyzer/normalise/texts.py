"""Texts. Outer blanks, line ends and Unicode composition never matter; empty and absent are one."""

import unicodedata

from analyzer.normalise.caseless import caseless
from analyzer.normalise.words import (
    DIFFERENT,
    EQUAL,
    Answer,
    Canonical,
    Case,
    Opinion,
    Raw,
    Surroundings,
    Word,
    is_empty,
    many,
    one,
    register,
)

# The sync cuts some texts there; readiness knowledge, source ACD, 2022-09-08.
SYNC_LIMIT = 448
# Exchange Online keeps no more of a custom attribute (source GRAPH).
CLOUD_LIMIT = 1024
CASE_ONLY = Opinion(
    Answer.BY_DESIGN, "Only upper and lower case differ; AD compares text without case.", rule="case-only"
)
NOT_TAKEN = Opinion(
    Answer.UNKNOWN,
    "Only AD has a value, and older documents say that Exchange Online does not take it from the sync: "
    "nobody can tell whether it was ever sent.",
    rule="perhaps-never-sent",
)


def text(raw: Raw, around: Surroundings) -> str:
    """The text in composed Unicode, without outer blanks, lines ended with LF."""
    value = one(raw)
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value if value.isascii() else unicodedata.normalize("NFC", value).strip()


def folded(raw: Raw, around: Surroundings) -> str:
    """The text without case: ß is ss. Arrow folds some letters otherwise."""
    return caseless(text(raw, around))


def text_set(raw: Raw, around: Surroundings) -> frozenset[str]:
    """The members as texts; order has no meaning."""
    return frozenset(text(m, around) for m in many(raw))


def folded_set(raw: Raw, around: Surroundings) -> frozenset[str]:
    """The members without case."""
    return frozenset(folded(m, around) for m in many(raw))


def shortened(raw: Raw, around: Surroundings) -> str:
    """The part of the text that the sync sends."""
    return text(raw, around)[:SYNC_LIMIT].strip()


def firsts(raw: Raw, around: Surroundings) -> frozenset[str]:
    """Each member, shortened: a set has no first member, the sync takes any one of them."""
    return frozenset(shortened(m, around) for m in many(raw))


def country(raw: Raw, around: Surroundings) -> str:
    """Two-letter code from a code or an English country name."""
    value = text(raw, around)
    if not value:
        return ""
    names, more = around.table("countries"), around.table("countries.means")
    # Of ASCII only: the capital sharp s would become South Sudan.
    if value.isascii() and value.upper() in names:
        return value.upper()
    wanted = value.casefold()
    for code, name in names.items():
        if wanted == name.casefold() or wanted in (m.casefold() for m in more[code].split(";")):
            return code
    return value.lower()


def judge_text(directory: str, cloud: str, case: Case) -> Opinion:
    """Equal, case only, cut at the cloud's limit, or different."""
    if directory == cloud:
        return EQUAL
    if caseless(directory) == caseless(cloud):
        return CASE_ONLY
    if len(directory) > CLOUD_LIMIT and directory[:CLOUD_LIMIT].rstrip() == cloud.rstrip():
        return Opinion(Answer.BY_DESIGN, f"The cloud keeps the first {CLOUD_LIMIT} characters.", rule="cut-by-cloud")
    return DIFFERENT


def judge_with_cn(directory: str, cloud: str, case: Case) -> Opinion:
    """As text; where AD has no display name the sync sends cn."""
    if directory or not cloud:
        return judge_text(directory, cloud, case)
    cn = case.more.get("cn")
    if cn is None:
        return Opinion(Answer.UNKNOWN, "AD has no display name, so the sync sends cn, which was not exported.")
    return judge_text(text(cn, case.around), cloud, case)


def judge_set(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """Equal, case only, or different, with what only one side has."""
    if directory == cloud:
        return EQUAL
    if {caseless(d) for d in directory} == {caseless(c) for c in cloud}:
        return CASE_ONLY
    return Opinion(Answer.DIFFERENT, sides(directory - cloud, cloud - directory))


def judge_set_not_taken(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """As a set, but a value that only AD has may never have been sent."""
    return NOT_TAKEN if directory and not cloud else judge_set(directory, cloud, case)


def judge_first(directory: frozenset[str], cloud: frozenset[str], case: Case) -> Opinion:
    """The cloud holds one of AD's values, or both hold none."""
    return EQUAL if cloud <= directory and bool(cloud) == bool(directory) else DIFFERENT


def judge_sign_in(directory: str, cloud: str, case: Case) -> Opinion:
    """Equal, or replaced by the initial domain because the tenant does not have AD's suffix."""
    if directory == cloud:
        return EQUAL
    name, _, suffix = directory.partition("@")
    cloud_name, _, cloud_suffix = cloud.partition("@")
    accepted = case.around.accepted_domains
    if accepted is not None and suffix not in accepted and cloud_suffix in case.around.initial_domains:
        if name == cloud_name:
            return Opinion(
                Answer.BY_DESIGN, f"{suffix} is not a domain of the tenant, so it uses its own.", rule="foreign-domain"
            )
        return DIFFERENT
    return DIFFERENT


def judge_country(directory: str, cloud: str, case: Case) -> Opinion:
    """Equal codes, or unknown where the cloud prints a name that the table lacks."""
    if directory == cloud:
        return EQUAL
    for value in (directory, cloud):
        if len(value) > 2:
            return Opinion(Answer.UNKNOWN, f"No table names the country {value}.")
    return DIFFERENT


def sides(only_directory: frozenset[str], only_cloud: frozenset[str]) -> str:
    """``Only in AD: a. Only in the cloud: b.``"""
    parts = [("Only in AD", only_directory), ("Only in the cloud", only_cloud)]
    return " ".join(f"{words}: {', '.join(sorted(found))}." for words, found in parts if not is_empty(found))


def show_first(value: Canonical) -> str:
    """The members, joined."""
    return "; ".join(sorted(str(v) for v in value)) if isinstance(value, frozenset) else str(value)


register(
    Word(
        name="exact",
        says="text, outer blanks cut",
        directory=text,
        cloud=text,
        judge=judge_text,
        same_text=True,
    )
)
register(
    Word(
        name="exact_or_cn",
        says="text, outer blanks cut; an empty AD value counts as cn",
        directory=text,
        cloud=text,
        judge=judge_with_cn,
        same_text=True,
        more_directory=("cn",),
    )
)
register(
    Word(
        name="exact_set",
        says="set of texts",
        directory=text_set,
        cloud=text_set,
        judge=judge_set,
        same_text=True,
    )
)
register(
    Word(
        name="exact_set_not_taken",
        says="set of texts; AD alone may never have been sent",
        directory=text_set,
        cloud=text_set,
        judge=judge_set_not_taken,
        same_text=True,
        taken=False,
    )
)
register(
    Word(name="casefold", says="text without case", directory=folded, cloud=folded, same_text=True),
)
register(
    Word(
        name="casefold_set",
        says="set of texts without case",
        directory=folded_set,
        cloud=folded_set,
        judge=judge_set,
        same_text=True,
    )
)
register(
    Word(
        name="sign_in_name",
        says="text without case; a suffix the tenant does not have becomes its own",
        directory=folded,
        cloud=folded,
        judge=judge_sign_in,
        same_text=True,
    )
)
register(
    Word(
        name="country",
        says="country code, from a code or an English name",
        directory=country,
        cloud=country,
        judge=judge_country,
        same_text=True,
    )
)
register(
    Word(
        name="usage_location",
        says="country code, from a code or an English name; none in AD leaves the tenant's",
        directory=country,
        cloud=country,
        judge=judge_country,
        same_text=True,
        absent_is_routine=True,
    )
)
register(
    Word(
        name="casefold_own",
        says="text without case; none in AD leaves the service's",
        directory=folded,
        cloud=folded,
        same_text=True,
        absent_is_routine=True,
    )
)
register(
    Word(
        name="text_448",
        says=f"the first {SYNC_LIMIT} characters",
        directory=shortened,
        cloud=shortened,
        judge=judge_text,
        same_text=True,
    )
)
register(
    Word(
        name="first_text",
        says="one of AD's values is the cloud's",
        directory=firsts,
        cloud=firsts,
        judge=judge_first,
        show=show_first,
        same_text=True,
    )
)
