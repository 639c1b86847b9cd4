"""Made-up people from several languages, in an order that never changes."""

import unicodedata
from dataclasses import dataclass

_LANGUAGES = (
    (
        "Emma Oliver Grace Henry Ruth Walter Alice Samuel",
        "Hartley Whitcombe Ashdown Merrick Fenwick Langford Pryor Selby",
    ),
    (
        "Amélie Étienne Zoé François Hélène Rémi Océane Loïc",
        "Dubois Lefèvre Marchand Desrosiers Bélanger Côté Gagné Tremblay",
    ),
    (
        "Jürgen Katrin Björn Anneliese Götz Ute Sören Käthe",
        "Müller Weiß Schäfer Köhler Grünwald Brandt Hölzer Jäger",
    ),
    (
        "Łukasz Agnieszka Michał Zofia Paweł Małgorzata Krzysztof Ewa",
        "Wójcik Zieliński Kamiński Dąbrowska Szymański Woźniak Król Gajda",
    ),
    (
        "Søren Astrid Bjørn Ingrid Øyvind Kirsten Lars Maren",
        "Nygård Sørensen Østby Halvorsen Bjerke Lund Kjær Holm",
    ),
    (
        "José Lucía Íñigo Begoña Andrés Inés Raúl Pilar",
        "Muñoz Ibáñez Peñalver Quiñones Ruiz Vázquez Ortega Núñez",
    ),
    (
        "João Conceição Tomás Inês Luís Graça Vítor Simão",
        "Gonçalves Magalhães Araújo Falcão Brandão Peixoto Leitão Simões",
    ),
    (
        "Çağla Emre Ömer Şebnem Gökhan Elif Yiğit Nuray",
        "Yıldız Öztürk Şahin Çelik Aydın Güneş Koç Tekin",
    ),
    (
        "Tereza Jiří Zdeněk Kateřina Matěj Lenka Ondřej Hana",
        "Dvořák Novotný Šimek Kučera Říha Beneš Veselý Žák",
    ),
    (
        "Aroha Wiremu Keahi Leilani Mele Koa Anahera Tama",
        "Parata Kealoha Ngata Tuilagi Faleolo Mahuta Waititi Kahale",
    ),
    (
        "Siobhán Conor Niamh Ciarán Aoife Pádraig Róisín Eoin",
        "O'Brien O'Shea Mac-Giolla Byrne Kinsella Ó-Dálaigh Nolan D'Arcy",
    ),
    (
        "Priya Arjun Meera Rohan Ananya Vikram Kavita Sunil",
        "Raghunathan Iyer Chatterjee Deshpande Banerjee Menon Kulkarni Nair",
    ),
)
_DEPARTMENTS = (
    ("Finance", "Controller"), ("Sales", "Account manager"), ("Research", "Engineer"), ("Production", "Shift leader"),
    ("Logistics", "Dispatcher"), ("Service", "Field technician"), ("Purchasing", "Buyer"), ("People", "Adviser"),
    ("Legal", "Counsel"), ("Quality", "Inspector"), ("Marketing", "Editor"),
    ("Information technology", "Administrator"),
)  # fmt: skip
# What one letter becomes in an address; other marks are simply dropped.
_LATIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa", "ł": "l", "ı": "i", "'": "", "-": ""}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person."""

    first: str
    last: str
    department: str
    title: str

    @property
    def name(self) -> str:
        """As people say it."""
        return f"{self.first} {self.last}"

    @property
    def alias(self) -> str:
        """As it stands in an address."""
        return f"{ascii_of(self.first)}.{ascii_of(self.last)}"


def ascii_of(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LATIN))
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def people(count: int, *, skip: int = 0) -> tuple[Person, ...]:
    """The first people of the list, after leaving some out; all aliases differ. At most 768."""
    out = []
    for turn in range(64):
        for number, (firsts, lasts) in enumerate(_LANGUAGES):
            given, family = firsts.split(), lasts.split()
            # Each turn shifts the pairing by one, so that 8 times 8 people come from 8 and 8 names.
            first, last = given[turn % 8], family[(turn + turn // 8 + number) % 8]
            department, title = _DEPARTMENTS[(turn * 5 + number) % len(_DEPARTMENTS)]
            out.append(Person(first=first, last=last, department=department, title=title))
    chosen = tuple(out[skip : skip + count])
    if len({p.alias for p in chosen}) != len(chosen):
        raise ValueError("two people have one alias")
    return chosen
