"""Settings of groups compared between directory and cloud, with the words that compare those of mailboxes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.classify.columns import Comparand, PairColumns, comparands
from analyzer.classify.details import Codes
from analyzer.classify.identities import Identities, Rows
from analyzer.classify.keyed import is_list
from analyzer.classify.resolver import EstateResolver
from analyzer.classify.values import Question, compare_values
from analyzer.model.catalogue import Catalogue
from analyzer.model.snapshot import Snapshot
from analyzer.normalise.links import SISTERS
from analyzer.normalise.words import NOT_TRANSFERRED, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComparison:
    """An Answer per group for each attribute that both sides supplied; for the others the reason."""

    answers: Mapping[str, Codes]
    missing: Mapping[str, str]


def compare_groups(
    snapshot: Snapshot, identities: Identities, catalogue: Catalogue, which: Rows, names: tuple[str, ...]
) -> GroupComparison:
    """The attributes of some groups, each of which has a directory object and a row of a cloud list."""
    few = _only(catalogue, names)
    columns = PairColumns(snapshot=snapshot, identities=identities, which=which)
    found = list(comparands(few, columns, groups=True))
    dns, texts = _link_texts(found)
    around = Surroundings(resolver=EstateResolver(snapshot, identities, dns, texts), tables=catalogue.tables)
    answers, missing = {}, {}
    for one in found:
        if one.missing or one.directory is None or one.cloud is None:
            missing[one.name] = one.missing
        else:
            answers[one.name] = _answers(one.directory, one.cloud, one, around)
    return GroupComparison(answers=answers, missing=missing)


def _only(catalogue: Catalogue, names: tuple[str, ...]) -> Catalogue:
    kept = {a.ldap_name: a for a in catalogue if a.ldap_name in names}
    return replace(catalogue, attributes=kept, by_folded={n.casefold(): a for n, a in kept.items()})


def _answers(directory: pa.Array, cloud: pa.Array, one: Comparand, around: Surroundings) -> Codes:
    state = np.full(len(directory), NOT_TRANSFERRED, np.uint8)
    question = Question(word=one.word, around=around, cloud_name=one.cloud_name, transferred=state, more=one.more)
    return compare_values(directory, cloud, question, silent=np.zeros(len(directory), dtype=bool)).answers


def _link_texts(found: list[Comparand]) -> tuple[set[str], set[str]]:
    """Every distinct link, as found: names in AD, and texts in the cloud."""
    dns: set[str] = set()
    texts: set[str] = set()
    for one in found:
        for column, seen in ((one.directory, dns), (one.cloud, texts), (one.more.get(SISTERS), dns)):
            if one.word.links and column is not None:
                values = pc.list_flatten(column) if is_list(column) else column
                seen.update(v for v in pc.unique(values).to_pylist() if v and v.strip())
    return dns, texts
