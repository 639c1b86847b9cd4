"""Values with a known meaning, and every way in which a side may write them without changing it."""

import base64
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from hypothesis import strategies as st

# Texts that fold alike under one reading of Unicode and not under another. Each stands for itself only.
TRAPS = (
    "HR", "Sales", "Straße 7", "I", "\u0131", "\u0130", "k", "ΣΊΣΥΦΟΣ", "\uff28\uff32", "H\u00adR", "H\u00a0R", "H R",
    "H  R", "Amélie", "Amelie", "ﬁn", "Ǆ", "a;b", "=1+1", "\u202eabc", "0815", "815", "ŉ", "ΐ", "\u0345a", "ᾳ",
)  # fmt: skip
# What a text may look like and stay the same text, capitals apart.
SAME: Sequence[Callable[[str], str]] = (
    str,
    lambda t: f" {t}",
    lambda t: f"{t}\u00a0 ",
    lambda t: normalize("NFD", t),
    lambda t: normalize("NFC", t),
)
CASES: Sequence[Callable[[str], str]] = (
    str, str.upper, str.casefold, lambda t: t.replace("ss", "ß"), lambda t: t.replace("ß", "\u1e9e"),
    lambda t: t.replace("k", "\u212a"), lambda t: t.replace("σ", "ς"),
)  # fmt: skip


def meaning(text: str) -> str:
    """Two texts with one meaning are the same but for case: canonical caseless matching of Unicode."""
    once = normalize("NFD", normalize("NFD", text.strip()).casefold())
    return normalize("NFD", once.casefold())


@dataclass(frozen=True)
class Written:
    """One meaning as both sides write it."""

    means: object
    directory: object
    cloud: object
    case_differs: bool = False


def texts(*, cased: bool) -> st.SearchStrategy[Written]:
    """A text on both sides; ``cased``: other capitals are told apart."""
    ways = st.sampled_from(SAME)

    def build(value: str, left: int, right: int, a: Callable[[str], str], b: Callable[[str], str]) -> Written:
        one, other = CASES[left](value), CASES[right](value)
        differs = normalize("NFC", one) != normalize("NFC", other)
        if meaning(one) != meaning(other):
            one, other, differs = value, value, False
        return Written(meaning(one), a(one), b(other), case_differs=cased and differs)

    numbers = st.integers(0, len(CASES) - 1)
    return st.builds(build, st.sampled_from(TRAPS), numbers, numbers, ways, ways)


def guids() -> st.SearchStrategy[Written]:
    """Sixteen bytes as base64 in AD, as text in the cloud; zero is none."""

    def build(raw: bytes, style: int) -> Written:
        value = uuid.UUID(bytes_le=raw)
        text = (str(value), str(value).upper(), "{" + str(value) + "}", value.hex)[style]
        means = "" if not any(raw) else str(value)
        return Written(means, base64.b64encode(raw).decode(), text)

    few = st.sampled_from([bytes(16), bytes(range(16)), bytes([*range(15), 16])])
    return st.builds(build, few, st.integers(0, 3))


def booleans() -> st.SearchStrategy[Written]:
    """Yes or no; absent is no."""
    yes = st.builds(Written, st.just(True), st.sampled_from(["TRUE", "true"]), st.sampled_from(["True", "Wahr"]))
    no = st.builds(Written, st.just(False), st.sampled_from(["", "FALSE"]), st.sampled_from(["", "False", "Falsch"]))
    return yes | no


def sets(members: Sequence[str]) -> st.SearchStrategy[Written]:
    """Members in any order, some twice, blanks around them."""

    def build(chosen: frozenset[str], left: Sequence[str], right: Sequence[str]) -> Written:
        def side(order: Sequence[str]) -> list[str]:
            kept = [m for m in order if m in chosen]
            return [f" {m}" for m in kept] + kept[:1]

        return Written(chosen, side(left), side(right))

    orders = st.permutations(members)
    return st.builds(build, st.frozensets(st.sampled_from(members)), orders, orders)


LOCALS = ("anna", "berta", "straße", "kelvin", "ΣΣ", "\u0131", "i", "\u0130")
HOSTS = ("contoso.example", "bücher.example")
_WRITTEN_HOSTS = {
    "contoso.example": ("contoso.example", "Contoso.Example", "contoso.example."),
    "bücher.example": ("bücher.example", "BÜCHER.example", "xn--bcher-kva.example"),
}


def address(local: str, host: str) -> st.SearchStrategy[str]:
    """One address in any spelling that means the same."""

    def build(case: int, way: int, where: str) -> str:
        spelt = CASES[case](local)
        spelt = spelt if meaning(spelt) == meaning(local) else local
        return f"{SAME[way](spelt).strip()}@{where}"

    ways = st.sampled_from((0, 3, 4))
    return st.builds(build, st.integers(0, len(CASES) - 1), ways, st.sampled_from(_WRITTEN_HOSTS[host]))


@st.composite
def address_lists(draw: st.DrawFn) -> Written:
    """Primary, further addresses and X500 names; each side in its own order and spelling."""
    every = st.tuples(st.sampled_from(LOCALS), st.sampled_from(HOSTS))
    chosen = draw(st.lists(every, min_size=1, max_size=4, unique_by=lambda a: (meaning(a[0]), a[1])))
    legacy = draw(st.frozensets(st.sampled_from(("/o=Contoso/cn=a", "/o=Contoso/cn=straße")), max_size=2))
    sides = []
    for _ in range(2):
        entries = [("SMTP:" if n == 0 else draw(st.sampled_from(("smtp:", "Smtp:")))) + draw(address(*a))
                   for n, a in enumerate(chosen)]  # fmt: skip
        entries += [
            draw(st.sampled_from(("X500:", "x500:"))) + draw(st.sampled_from(CASES[:3]))(name) for name in legacy
        ]
        sides.append(draw(st.permutations(entries)))
    names = [(meaning(a), host) for a, host in chosen]
    return Written((names[0], frozenset(names), frozenset(map(meaning, legacy))), *sides)


def people(dn: str) -> st.SearchStrategy[Written]:
    """A link to one of two people, or to nobody."""
    spelt = {
        "": ("",),
        "ben": (dn.format("ben"), dn.format("BEN").lower(), dn.format("ben").replace(",", ", ")),
        "carl": (dn.format("carl"), dn.format("carl").upper()),
    }
    shown = {"": ("",), "ben": ("ben", "Ben", "ben@contoso.example"), "carl": ("carl", "CARL@contoso.example")}
    return st.sampled_from(tuple(spelt)).flatmap(
        lambda who: st.builds(Written, st.just(who), st.sampled_from(spelt[who]), st.sampled_from(shown[who]))
    )
