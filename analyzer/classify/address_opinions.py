"""What the addresses of one pair mean: the primary, and the entries of each kind, apart from each other.

Reference: catalogue notes of 2026-11-23 (which entries the service adds or drops by itself).
"""

from dataclasses import dataclass
from functools import cached_property

from analyzer.classify.details import BOTH, ONLY_CLOUD, ONLY_DIRECTORY, Details, where_unknown
from analyzer.classify.reasons import NOT_READ
from analyzer.normalise.addresses import CLOUD_LEGACY, domain_of, is_accepted, is_service_address, split
from analyzer.normalise.caseless import caseless
from analyzer.normalise.texts import sides
from analyzer.normalise.words import Answer, Raw, Surroundings, many

PRIMARY, SMTP, X500, SIP, OTHER = "primary", "smtp", "x500", "sip", "other"
KINDS = (SMTP, X500, SIP, OTHER)
SPO = "spo"
_RANK = (Answer.EQUAL, Answer.ROUTINE, Answer.BY_DESIGN, Answer.UNKNOWN, Answer.DIFFERENT)
# Names of what decides, by the answer and the side that has the entry.
_RULES = {
    (Answer.BY_DESIGN, ONLY_DIRECTORY): "foreign-domain",
    (Answer.BY_DESIGN, ONLY_CLOUD): "sign-in-name",
    (Answer.UNKNOWN, ONLY_DIRECTORY): "domains-not-known",
}
Entry = tuple[str, str]
ByKind = dict[str, dict[Entry, str]]


@dataclass(frozen=True, kw_only=True)
class Person:
    """The addresses of one pair as found; None is unknown."""

    directory: Raw | None
    cloud: Raw | None
    cloud_primary: str | None = None
    sign_in: str | None = None
    cloud_legacy: str | None = None

    @cached_property
    def directory_entries(self) -> ByKind:
        """The entries of AD; none where they are unknown."""
        return entries_by_kind(self.directory or ())

    @cached_property
    def cloud_entries(self) -> ByKind:
        """The entries of the cloud; none where they are unknown."""
        return entries_by_kind(self.cloud or ())

    @cached_property
    def cloud_domains(self) -> frozenset[str]:
        """The domains of the cloud's SMTP addresses."""
        return frozenset(domain_of(a) for _, a in self.cloud_entries[SMTP])


def kind_of(prefix: str) -> str:
    """Which aspect an entry belongs to."""
    return prefix if prefix in {SMTP, X500, SIP} else OTHER


def entries_by_kind(raw: Raw) -> ByKind:
    """Prefix and address of the entries of each kind, with the entry as found."""
    out: ByKind = {kind: {} for kind in KINDS}
    for member in many(raw):
        prefix, address = split(member)
        prefix = prefix.casefold()
        out[kind_of(prefix)].setdefault((prefix, address), member)
    return out


def entries(raw: Raw, kind: str) -> dict[Entry, str]:
    """Prefix and address of the entries of one kind, with the entry as found."""
    return entries_by_kind(raw)[kind]


def judge_kind(details: Details, person: Person, kind: str, around: Surroundings) -> None:
    """Adds what the entries of one kind mean, compared as sets without case."""
    if person.directory is None or person.cloud is None:
        _add_unknown(details, person, kind)
        return
    left, right = person.directory_entries[kind], person.cloud_entries[kind]
    said: dict[Answer, list[tuple[str, Entry, str]]] = {}
    own = person.cloud_domains
    for entry in sorted(left.keys() - right.keys()):
        answer, why = _only_directory(entry, person, own, around)
        said.setdefault(answer, []).append((ONLY_DIRECTORY, entry, why))
    for entry in sorted(right.keys() - left.keys()):
        answer, why = _only_cloud(entry, person, around)
        said.setdefault(answer, []).append((ONLY_CLOUD, entry, why))
    worst = max(said, key=_RANK.index, default=Answer.EQUAL)
    if worst <= Answer.ROUTINE:
        details.add(worst)
        return
    where = {side for side, _, _ in said[worst]}
    remarks = dict.fromkeys(why for a in said if a > Answer.ROUTINE for _, _, why in said[a] if why)
    stands = [
        frozenset(_written(e) for side, e, _ in said.get(Answer.DIFFERENT, ()) if side == wanted)
        for wanted in (ONLY_DIRECTORY, ONLY_CLOUD)
    ]
    details.add(
        worst,
        " ".join(filter(None, [sides(*stands), *remarks])),
        values=("; ".join(left.values()), "; ".join(right.values())),
        compared=("; ".join(sorted(map(_written, left))), "; ".join(sorted(map(_written, right)))),
        direction=max(where) if len(where) == 1 else BOTH,
        rule=_RULES.get((worst, max(where)), ""),
    )


def _written(entry: Entry) -> str:
    return f"{entry[0]}:{entry[1]}"


def _add_unknown(details: Details, person: Person, kind: str) -> None:
    shown = ["; ".join(e[kind].values()) for e in (person.directory_entries, person.cloud_entries)]
    why = f"The addresses are not known {where_unknown(person.directory, person.cloud)}."
    details.add(Answer.UNKNOWN, why, values=(shown[0], shown[1]), rule=NOT_READ)


def _only_directory(entry: Entry, person: Person, own: frozenset[str], around: Surroundings) -> tuple[Answer, str]:
    """What it means that the cloud lacks an entry."""
    prefix, address = entry
    if prefix == X500:
        legacy = caseless((person.cloud_legacy or "").strip())
        is_cloud_name = address.startswith(CLOUD_LEGACY) or address == legacy
        return (Answer.ROUTINE if is_cloud_name else Answer.DIFFERENT), ""
    if prefix not in {SMTP, SIP}:
        return Answer.DIFFERENT, ""
    if "@" not in address:
        return Answer.DIFFERENT, f"{address} is no valid address, so it cannot arrive."
    host = domain_of(address)
    if around.accepted_domains is None:
        if host in own:
            return Answer.DIFFERENT, ""
        return Answer.UNKNOWN, f"Whether {host} is a domain of the tenant is not known (no accepted domains)."
    if not is_accepted(host, around.accepted_domains):
        return Answer.BY_DESIGN, f"{host} is not a domain of the tenant: {address} could never arrive."
    return Answer.DIFFERENT, ""


def _only_cloud(entry: Entry, person: Person, around: Surroundings) -> tuple[Answer, str]:
    """What it means that AD lacks an entry."""
    prefix, address = entry
    if prefix in {X500, SIP, SPO}:
        return Answer.ROUTINE, ""
    if prefix == SMTP:
        if is_service_address(address, around.initial_domains):
            return Answer.ROUTINE, ""
        if person.sign_in and address == split(person.sign_in)[1]:
            return Answer.BY_DESIGN, f"{address} is the sign-in name; the service may add it by itself (not verified)."
    return Answer.DIFFERENT, ""


def judge_primary(details: Details, person: Person, *, cloud_marks_kept: bool) -> None:
    """Adds what the one primary address of each side means; the marks of the directory are taken as kept."""
    left, left_fault = _marked(person.directory, "AD")
    right, right_fault = _marked(person.cloud if cloud_marks_kept else None, "the cloud")
    if person.cloud_primary is not None and person.cloud_primary.strip():
        single = person.cloud_primary.strip()
        if right and not right_fault and split(right)[1] != split(single)[1]:
            right_fault = f"The cloud export contradicts itself: EmailAddresses marks {right}."
        right = single
    values = left or "", right or ""
    if left_fault or right_fault or left is None or right is None:
        unknown = f"The primary address is not known {where_unknown(left, right)}."
        fault = left_fault or right_fault
        details.add(Answer.UNKNOWN, fault or unknown, values=values, rule="" if fault else NOT_READ)
        return
    compared = split(left)[1] if left else "", split(right)[1] if right else ""
    if compared[0] == compared[1]:
        details.add(Answer.EQUAL)
        return
    direction = BOTH if left and right else ONLY_DIRECTORY if left else ONLY_CLOUD
    details.add(Answer.DIFFERENT, values=values, compared=compared, direction=direction)


def _marked(raw: Raw | None, where: str) -> tuple[str | None, str]:
    """The marked address as found without its prefix, and what is wrong with the marks."""
    if raw is None:
        return None, ""
    found = [m.strip()[len("SMTP:") :].strip() for m in many(raw) if m.strip().startswith("SMTP:")]
    distinct = {split(f)[1] for f in found}
    if len(distinct) > 1:
        return found[0], f"{len(distinct)} primary addresses in {where}."
    return (found[0] if found else ""), ""


def judge_legacy(details: Details, name: str | None, person: Person) -> None:
    """Adds whether the directory's legacy name lives on as an X500 address in the cloud: else replies bounce.

    That the cloud's own name is an X500 address in AD is the work of the older hybrid writeback, which many do
    without: routine.
    """
    if name is None:
        why = f"The value is not known {where_unknown(name, person.cloud)}."
        details.add(Answer.UNKNOWN, why, values=("", person.cloud_legacy or ""), rule=NOT_READ)
        return
    mine, theirs = caseless(name.strip()), caseless((person.cloud_legacy or "").strip())
    if mine and mine != theirs:
        if person.cloud is None:
            why = "The addresses are not known in the cloud."
            details.add(Answer.UNKNOWN, why, values=(name, ""), compared=(mine, ""), rule=NOT_READ)
            return
        right = entries(person.cloud, X500)
        if (X500, mine) not in right:
            details.add(
                Answer.DIFFERENT,
                "The cloud has no X500 address with the name in AD: replies to old messages bounce.",
                values=(name, "; ".join(right.values())),
                compared=(mine, "; ".join(sorted(a for _, a in right))),
                direction=ONLY_DIRECTORY,
            )
            return
    kept = not theirs or mine == theirs or person.directory is None
    kept = kept or (X500, theirs) in entries(person.directory or (), X500)
    details.add(Answer.EQUAL if kept else Answer.ROUTINE)
