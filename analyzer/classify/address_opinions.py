"""What the addresses of one pair mean: the primary, and the entries of each kind, apart from each other.

Reference: catalogue notes of 2026-11-23 (which entries the service adds or drops by itself).
"""

from dataclasses import dataclass

from analyzer.classify.values import BOTH, ONLY_CLOUD, ONLY_DIRECTORY, Detail
from analyzer.normalise.addresses import CLOUD_LEGACY, domain_of, is_accepted, is_service_address, split
from analyzer.normalise.texts import sides
from analyzer.normalise.words import Answer, Raw, Surroundings, many

PRIMARY, SMTP, X500, SIP, OTHER = "primary", "smtp", "x500", "sip", "other"
KINDS = (SMTP, X500, SIP, OTHER)
SPO = "spo"
_RANK = (Answer.EQUAL, Answer.ROUTINE, Answer.BY_DESIGN, Answer.UNKNOWN, Answer.DIFFERENT)
Entry = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The addresses of one pair as found; None is unknown."""

    directory: Raw | None
    cloud: Raw | None
    cloud_primary: str | None = None
    sign_in: str | None = None
    cloud_legacy: str | None = None


def kind_of(prefix: str) -> str:
    """Which aspect an entry belongs to."""
    return prefix if prefix in {SMTP, X500, SIP} else OTHER


def entries(raw: Raw, kind: str) -> dict[Entry, str]:
    """Prefix and address of the entries of one kind, with the entry as found."""
    out: dict[Entry, str] = {}
    for member in many(raw):
        prefix, address = split(member)
        if kind_of(prefix.casefold()) == kind:
            out.setdefault((prefix.casefold(), address), member)
    return out


def judge_kind(person: Person, kind: str, around: Surroundings) -> Detail:
    """The entries of one kind, compared as sets without case."""
    if person.directory is None or person.cloud is None:
        return _unknown(person, kind)
    left, right = entries(person.directory, kind), entries(person.cloud, kind)
    said: dict[Answer, list[tuple[str, Entry, str]]] = {}
    own = frozenset(domain_of(a) for p, a in entries(person.cloud, SMTP))
    for entry in sorted(left.keys() - right.keys()):
        answer, why = _only_directory(entry, person, own, around)
        said.setdefault(answer, []).append((ONLY_DIRECTORY, entry, why))
    for entry in sorted(right.keys() - left.keys()):
        answer, why = _only_cloud(entry, person, around)
        said.setdefault(answer, []).append((ONLY_CLOUD, entry, why))
    worst = max(said, key=_RANK.index, default=Answer.EQUAL)
    if worst <= Answer.ROUTINE:
        return Detail(int(worst), "", "", "", "", "", BOTH)
    where = {side for side, _, _ in said[worst]}
    remarks = dict.fromkeys(why for a in said if a > Answer.ROUTINE for _, _, why in said[a] if why)
    stands = [
        frozenset(_written(e) for side, e, _ in said.get(Answer.DIFFERENT, ()) if side == wanted)
        for wanted in (ONLY_DIRECTORY, ONLY_CLOUD)
    ]
    return Detail(
        answer=int(worst),
        directory_value="; ".join(left.values()),
        cloud_value="; ".join(right.values()),
        directory_compared="; ".join(sorted(_written(e) for e in left)),
        cloud_compared="; ".join(sorted(_written(e) for e in right)),
        why=" ".join(filter(None, [sides(*stands), *remarks])),
        direction=where.pop() if len(where) == 1 else BOTH,
    )


def _written(entry: Entry) -> str:
    return f"{entry[0]}:{entry[1]}"


def _unknown(person: Person, kind: str) -> Detail:
    left, right = person.directory, person.cloud
    where = "on both sides" if left is None and right is None else "in AD" if left is None else "in the cloud"
    shown = ["" if raw is None else "; ".join(entries(raw, kind).values()) for raw in (left, right)]
    return Detail(int(Answer.UNKNOWN), *shown, "", "", f"The addresses are not known {where}.", BOTH)


def _only_directory(entry: Entry, person: Person, own: frozenset[str], around: Surroundings) -> tuple[Answer, str]:
    """What it means that the cloud lacks an entry."""
    prefix, address = entry
    if prefix == X500:
        legacy = (person.cloud_legacy or "").strip().casefold()
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


def judge_primary(person: Person, *, cloud_marks_kept: bool) -> Detail:
    """The one primary address of each side; the marks of the directory are taken as kept."""
    left, left_fault = _marked(person.directory, "AD")
    right, right_fault = _marked(person.cloud if cloud_marks_kept else None, "the cloud")
    if person.cloud_primary is not None and person.cloud_primary.strip():
        single = person.cloud_primary.strip()
        if right and not right_fault and split(right)[1] != split(single)[1]:
            right_fault = f"The cloud export contradicts itself: EmailAddresses marks {right}."
        right = single
    fault = left_fault or right_fault
    if fault or left is None or right is None:
        where = "AD" if left is None else "the cloud"
        return Detail(
            int(Answer.UNKNOWN), left or "", right or "", "", "", fault or f"The primary address in {where} is not known.",
            BOTH,
        )  # fmt: skip
    compared = [split(v)[1] if v else "" for v in (left, right)]
    if compared[0] == compared[1]:
        return Detail(int(Answer.EQUAL), "", "", "", "", "", BOTH)
    direction = BOTH if left and right else ONLY_DIRECTORY if left else ONLY_CLOUD
    return Detail(int(Answer.DIFFERENT), left, right, *compared, "", direction)


def _marked(raw: Raw | None, where: str) -> tuple[str | None, str]:
    """The marked address as found without its prefix, and what is wrong with the marks."""
    if raw is None:
        return None, ""
    found = [m.strip()[len("SMTP:") :].strip() for m in many(raw) if m.strip().startswith("SMTP:")]
    distinct = {split(f)[1] for f in found}
    if len(distinct) > 1:
        return found[0], f"{len(distinct)} primary addresses in {where}."
    return (found[0] if found else ""), ""


def judge_legacy(name: str, person: Person) -> Detail:
    """The directory's legacy name must live on as an X500 address in the cloud, or replies to old mail bounce.

    That the cloud's own name is an X500 address in AD is the work of the older hybrid writeback, which many do
    without: routine.
    """
    mine, theirs = name.strip().casefold(), (person.cloud_legacy or "").strip().casefold()
    if mine and mine != theirs:
        if person.cloud is None:
            return Detail(int(Answer.UNKNOWN), name, "", mine, "", "The addresses are not known in the cloud.", BOTH)
        right = entries(person.cloud, X500)
        if (X500, mine) not in right:
            return Detail(
                answer=int(Answer.DIFFERENT),
                directory_value=name,
                cloud_value="; ".join(right.values()),
                directory_compared=mine,
                cloud_compared="; ".join(sorted(a for _, a in right)),
                why="The cloud has no X500 address with the name in AD: replies to old messages bounce.",
                direction=ONLY_DIRECTORY,
            )
    kept = not theirs or mine == theirs or person.directory is None
    kept = kept or (X500, theirs) in entries(person.directory or (), X500)
    return Detail(int(Answer.EQUAL if kept else Answer.ROUTINE), "", "", "", "", "", BOTH)
