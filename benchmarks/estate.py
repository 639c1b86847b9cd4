"""An invented company of any size: who exists, and what is wrong with a few of them.

Every person follows from the seed and a number alone. So each file can be written in an order of its own,
person by person, without holding the company in memory.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property

DOMAIN = "contoso.example"
TENANT = "contoso.onmicrosoft.com"
ROUTING = "contoso.mail.onmicrosoft.com"
BASE = "DC=contoso,DC=example"
ORGANISATION = f"CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,{BASE}"
RECIPIENTS = "ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients"

FIRST = (
    "Anna", "Ben", "Carla", "David", "Eva", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leon", "Mara",
    "Nils", "Olga", "Paul", "Rosa", "Sven", "Tara", "Umut", "Vera", "Wim", "Yara", "Zoe", "Jürgen", "Søren", "Zoë",
)  # fmt: skip
LAST = (
    "Abel", "Brandt", "Conti", "Dahl", "Eklund", "Farkas", "Greco", "Huber", "Ivanov", "Jansen", "Keller", "Lindt",
    "Moreau", "Novak", "Orsini", "Petit", "Quist", "Rossi", "Sand", "Thiel", "Ungar", "Vogel", "Weber", "Yilmaz",
    "Zeman", "Müller", "Nuñez",
)  # fmt: skip
PLACES = (("Berlin", "BE"), ("Hamburg", "HH"), ("Bern", "BN"), ("Graz", "ST"), ("Köln", "NW"), ("Lyon", "RA"))
DEPARTMENTS = (
    "Finance", "Sales", "Purchasing", "Research", "Production", "Quality", "Legal", "People", "IT", "Logistics",
)  # fmt: skip
TITLES = (
    "Clerk", "Engineer", "Team lead", "Assistant", "Buyer", "Analyst", "Technician", "Head of department",
)  # fmt: skip
PLAIN = str.maketrans({"ü": "u", "ø": "o", "ë": "e", "ñ": "n", "ö": "o"})

# What is wrong with a person. Each kind has the same share of those who have a fault.
FAULTS = (
    "primary", "address_missing", "address_added", "hidden", "custom", "custom_list", "forwarding", "mail", "type",
    "mailbox_guid", "alias_missing", "recent", "transferred", "no_cloud", "no_directory", "delegates", "mail_tip",
)  # fmt: skip
FAULTY = 5  # per cent


def guid_text(raw: bytes) -> str:
    """Sixteen bytes as 8-4-4-4-12."""
    h = raw.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def guid_base64(raw: bytes) -> str:
    """The same GUID as the directory keeps it: the first three fields turned round, in base64."""
    return base64.b64encode(raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]).decode()


@dataclass(frozen=True, kw_only=True)
class Person:
    """One mailbox on both sides."""

    seed: int
    number: int

    @cached_property
    def bits(self) -> bytes:
        """64 bytes that belong to this person only; four GUIDs are cut from them."""
        return hashlib.blake2b(f"{self.seed}/{self.number}".encode()).digest()

    @cached_property
    def more(self) -> bytes:
        """64 further bytes, for choices."""
        return hashlib.blake2b(self.bits).digest()

    @property
    def object_guid(self) -> bytes:
        """objectGUID and source anchor."""
        return self.bits[:16]

    @property
    def entra_id(self) -> str:
        """Id in Entra."""
        return guid_text(self.bits[16:32])

    @property
    def mailbox_guid(self) -> bytes:
        """GUID of the mailbox."""
        return self.bits[32:48]

    @property
    def cloud_guid(self) -> str:
        """Guid of the cloud's object."""
        return guid_text(self.bits[48:])

    @cached_property
    def fault(self) -> str:
        """What is wrong, or nothing."""
        chance = int.from_bytes(self.more[:4], "little")
        return FAULTS[chance // 100 % len(FAULTS)] if chance % 100 < FAULTY else ""

    @cached_property
    def kind(self) -> str:
        """user, shared, room or equipment."""
        part = self.more[4]
        return "user" if part < 225 else "shared" if part < 241 else "room" if part < 251 else "equipment"

    @cached_property
    def first(self) -> str:
        """Given name."""
        return FIRST[self.more[5] % len(FIRST)]

    @cached_property
    def last(self) -> str:
        """Surname."""
        return LAST[self.more[6] % len(LAST)]

    @cached_property
    def alias(self) -> str:
        """Unique and plain ASCII."""
        return f"{self.first[0]}{self.last}{self.number}".lower().translate(PLAIN)

    @cached_property
    def upn(self) -> str:
        """Sign-in name and primary address."""
        return f"{self.first}.{self.last}.{self.number}@{DOMAIN}".lower().translate(PLAIN)

    @cached_property
    def name(self) -> str:
        """Common name and display name."""
        return f"{self.last}, {self.first} {self.number}"

    @cached_property
    def unit(self) -> str:
        """Organizational unit."""
        return f"OU={self.department},OU={self.place[0]},OU=Accounts,{BASE}"

    @cached_property
    def dn(self) -> str:
        """Distinguished name, the comma of the name escaped."""
        return f"CN={self.last}\\, {self.first} {self.number},{self.unit}"

    @cached_property
    def place(self) -> tuple[str, str]:
        """City and state."""
        return PLACES[self.more[7] % len(PLACES)]

    @cached_property
    def department(self) -> str:
        """Department."""
        return DEPARTMENTS[self.more[8] % len(DEPARTMENTS)]

    @cached_property
    def title(self) -> str:
        """Job title."""
        return TITLES[self.more[9] % len(TITLES)]

    @cached_property
    def changed(self) -> str:
        """Last change in the directory; a day before the export for those with a recent one."""
        m = self.more
        day, hour = (19, 20) if self.fault == "recent" else (m[10] % 28 + 1, m[11] % 24)
        month = 11 if self.fault == "recent" else m[12] % 10 + 1
        return f"2026{month:02}{day:02}{hour:02}{m[13] % 60:02}{m[14] % 60:02}.0Z"

    @property
    def manager(self) -> "Person":
        """Somebody with a lower number who is there on both sides."""
        number = self.number // 10
        while (other := Person(seed=self.seed, number=number)).fault in {"no_cloud", "no_directory"} and number:
            number -= 1
        return other

    @cached_property
    def customs(self) -> tuple[str, ...]:
        """extensionAttribute1 to 15; the last seven are empty."""
        m = self.more
        costs = f"{4000 + m[15] % 90}", f"C{m[16] % 40:03}", self.place[1], "full" if m[17] % 4 else "part"
        return (*costs, f"{self.number:07}", "E3" if m[18] % 3 else "F3", "yes", f"B{m[19] % 12}", *[""] * 7)

    @cached_property
    def list_value(self) -> str:
        """msExchExtensionCustomAttribute1; one in ten has one."""
        return f"project {self.more[20] % 50}" if self.more[21] < 26 else ""

    @cached_property
    def has_delegate(self) -> bool:
        """One in twenty lets the manager send on behalf."""
        return self.more[22] < 13

    @cached_property
    def is_forwarded(self) -> bool:
        """One in fifty forwards to the manager."""
        return self.more[23] < 5

    @cached_property
    def legacy_dn(self) -> str:
        """The directory's legacyExchangeDN."""
        tail = self.more[24:40].hex()
        return f"/o=Contoso/{RECIPIENTS}/cn={tail}-{self.alias}"

    @cached_property
    def cloud_legacy_dn(self) -> str:
        """The cloud's own LegacyExchangeDN."""
        tail = self.more[40:56].hex()
        return f"/o=ExchangeLabs/{RECIPIENTS}/cn={tail}-{self.alias}"
