"""The page of an attribute: both names, who owns it before and after, where it is edited, how it is compared."""

from collections.abc import Sequence

from analyzer.explain.page import filled, section
from analyzer.explain.rule_pages import sources_section
from analyzer.model.catalogue import CATEGORY_WORDS, TRUST_WORDS, WRITTEN_BACK_WORDS, Attribute, Catalogue
from analyzer.model.page import Page
from analyzer.model.rules import Rule, Source
from analyzer.normalise.registry import WORDS
from analyzer.planning.attributes import edit_mixed, edit_place


def attribute_page(
    attribute: Attribute, catalogue: Catalogue, rules: Sequence[Rule], sources: Sequence[Source] = ()
) -> Page:
    """The page of one attribute of the catalogue, with the rules that name it."""
    word = WORDS.get(attribute.compare)
    moves = attribute.owner_before != attribute.owner_after
    cmdlet = f" ({attribute.cmdlet})" if attribute.cmdlet and attribute.properties else ""
    head = section(
        "attribute",
        facts=[
            ("In AD", attribute.ldap_name),
            ("In the cloud", f"{' or '.join(attribute.properties)}{cmdlet}" if attribute.properties else "no value"),
            ("Category", CATEGORY_WORDS.get(attribute.category, attribute.category)),
            ("Owner before", attribute.owner_before),
            ("Owner after", attribute.owner_after + ("" if moves else ": the transfer does not move it")),
            ("Edit before", edit_place(attribute, attribute.owner_before)),
            ("Edit after", edit_place(attribute, attribute.owner_after)),
            ("Edit meanwhile", edit_mixed(attribute)),
            ("Written back", WRITTEN_BACK_WORDS.get(attribute.written_back, attribute.written_back)),
            ("Synced", "yes: the sync sends it from AD to the cloud" if attribute.synced else "no"),
            ("Compared", f"{attribute.compare}: {word.says}" if word else "not: nothing to compare it with"),
            ("Syntax", f"{attribute.syntax}, {'several values' if attribute.multi_valued else 'one value'}"),
            ("OID", attribute.oid),
            ("Rules", ", ".join(r.id for r in rules if _names(r, attribute.ldap_name, catalogue))),
            ("Notes", attribute.notes),
            ("Trust", TRUST_WORDS.get(attribute.trust, attribute.trust)),
            ("From", " ".join(attribute.sources)),
            ("Stated on", attribute.stated_on.isoformat()),
        ],
    )
    title = attribute.properties[0] if attribute.properties else attribute.category
    sections = filled((head, sources_section(attribute.sources, sources)))
    return Page(kind="attribute", id=attribute.ldap_name, title=title, sections=sections)


def _names(rule: Rule, ldap_name: str, catalogue: Catalogue) -> bool:
    """A parameter of the rule names the attribute, one aspect of it, or a set that holds it."""
    lists = [value if isinstance(value, list) else [value] for value in rule.params.values()]
    texts = tuple(text.removeprefix("ad.") for texts in lists for text in texts if isinstance(text, str))
    own = ldap_name.casefold()
    return any(name.partition(".")[0].casefold() == own for name in catalogue.expand(texts))
