"""Keyed pseudonyms that keep the shape of what they stand for.

Every pseudonym is the start of HMAC-SHA-256 under the key, so that nobody without the key can try out names.
What the directory takes for equal (case, blanks around it, composed letters) has one pseudonym.
"""

import base64
import binascii
import hmac
import re
import unicodedata
import uuid
from collections.abc import Collection
from functools import lru_cache

_DIGITS = 14  # 56 bits: a million names meet by chance once in 140,000 keys
_DOMAINS = 4096
GUID = re.compile(r"\{?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})\}?")
ANCHOR = re.compile(r"[A-Za-z0-9+/]{22}==")
_RDN = re.compile(r"\s*([A-Za-z][\w.-]*)=((?:\\.|[^,\\])*)(?:,|$)", re.DOTALL)
_DN = re.compile(r"(?:\s*[A-Za-z][\w.-]*=(?:\\.|[^,\\=])*(?:,|$)){2,}", re.DOTALL)
_ESCAPED = re.compile(r"(?:\\[0-9A-Fa-f]{2})+|\\.", re.DOTALL)
_DOTTED = re.compile(r"[\w*-]+(?:\.[\w-]+)+\.?")
_KIND = re.compile(r"([A-Za-z][A-Za-z0-9]{1,9}):(?!//)(.+)", re.DOTALL)
_LEGACY = re.compile(r"/o=", re.IGNORECASE)
# Domains that Microsoft gives: what stands before them is the tenant.
_MICROSOFT = re.compile(r"(.+?)((?:\.mail)?\.onmicrosoft)\.com")


def fingerprint(key: bytes) -> str:
    """Twelve hex digits that tell keys apart and say nothing of the key."""
    return hmac.digest(key, b"exready key", "sha256").hex()[:12]


class Pseudonyms:
    """The pseudonyms of one key. ``domains``: names known to be domains, so that a host below one is told apart."""

    def __init__(self, key: bytes, *, domains: Collection[str] = (), seen: dict[str, str] | None = None) -> None:
        self._key = key
        self._keyed = hmac.new(key, digestmod="sha256")  # copied for each text: half the cost of a new one
        self._domains = {_plain(d) for d in domains}
        self._last_labels = {d.rpartition(".")[2] for d in self._domains}
        self._seen = seen
        # Half of an address, and there are few.
        self.domain = lru_cache(_DOMAINS)(self._domain)

    @property
    def fingerprint(self) -> str:
        """Which key made them."""
        return fingerprint(self._key)

    def identity(self, text: str) -> str:
        """The pseudonym of a name of any kind, by its shape; empty stays empty."""
        bare = text.strip()
        if not bare or bare == "*":
            return text
        return self._tell(self.shaped(bare) or self.name(bare), bare)

    def shaped(self, text: str) -> str:
        """The pseudonym of a GUID, address, distinguished or dotted name; empty for a text without such a shape."""
        if text.startswith("cloud:"):
            return "cloud:" + self.identity(text.removeprefix("cloud:"))
        if GUID.fullmatch(text):
            return self.guid(text)
        if ANCHOR.fullmatch(text):
            return self._anchor(text)
        if _DN.fullmatch(text):
            return self.dn(text)
        if _LEGACY.match(text):
            return self._legacy(text)
        if (kind := _KIND.fullmatch(text)) and ("@" in text or _LEGACY.match(kind[2])):
            return f"{kind[1]}:{self.identity(kind[2])}"
        if "@" in text:
            return self.address(text)
        if "\\" in text:
            domain, _, user = text.partition("\\")
            return f"{self.domain(domain)}\\{self._tagged('u', user)}"
        return self.host(text) if _DOTTED.fullmatch(text) else ""

    def name(self, text: str) -> str:
        """``o-`` and digits: an object, person or customer by its name."""
        return self._tagged("o", text)

    def value(self, text: str) -> str:
        """``v-`` and digits: a value exactly as it is, so that a difference of case stays one."""
        return self._tell(f"v-{self._digits('value', text)}", text)

    def words(self, text: str) -> str:
        """``t-`` and digits: something that a person wrote."""
        return self._tell(f"t-{self._digits('value', text)}", text) if text else ""

    def key(self, text: str) -> str:
        """As many hex digits as the text has, at most 64: for keys and checksums, which can be guessed else."""
        return self._digest(b"key\0" + text.encode()).hex()[: len(text)]

    def guid(self, text: str) -> str:
        """A GUID in the same spelling, lower case."""
        bare = text.strip("{}").lower()
        made = str(self._uuid(bare))
        self._tell(made, bare)
        return f"{{{made}}}" if text.startswith("{") else made

    def address(self, text: str) -> str:
        """``u-...@d-....invalid``."""
        local, _, domain = text.rpartition("@")
        return f"{self._tagged('u', local)}@{self.domain(domain)}"

    def _domain(self, text: str) -> str:
        """``d-....invalid``; that of a tenant keeps that it is one."""
        bare = _plain(text).rstrip(".")
        wild, bare = ("*.", bare.removeprefix("*.")) if bare.startswith("*.") else ("", bare)
        if not bare:
            return ""
        tenant = _MICROSOFT.fullmatch(bare)
        label = f"d-{self._digits('text', tenant[1] if tenant else bare)}"
        made = f"{wild}{label}{tenant[2] if tenant else ''}.invalid"
        return self._tell(made, text)

    def host(self, text: str) -> str:
        """A dotted name: a domain, a host below a domain that is known, or an alias such as ``anna.berg``."""
        bare = _plain(text).rstrip(".")
        if self._last_labels and bare.rpartition(".")[2] not in self._last_labels | _COMMON:
            return self._tagged("u", text)
        first, _, rest = bare.partition(".")
        if bare not in self._domains and rest in self._domains and first != "*":
            return self._tell(f"h-{self._digits('text', first)}.{self.domain(rest)}", text)
        return self.domain(text)

    def dn(self, text: str) -> str:
        """A distinguished name of the same depth; its last domain parts stand for the domain below each."""
        parts = [(m[1], m[2]) for m in _RDN.finditer(text) if m[0]]
        labels = [value for kind, value in parts if kind.casefold() == "dc"]
        made, passed = [], 0
        for kind, value in parts:
            if kind.casefold() == "dc":
                below = _plain(".".join(labels[passed:]))
                made.append(f"{kind}=d-{self._digits('text', below)}")
                passed += 1
            else:
                tag = "ou" if kind.casefold() == "ou" else "o"
                made.append(f"{kind}={self._tagged(tag, _ESCAPED.sub(_bare, value))}")
        return self._tell(",".join(made), text)

    def file(self, path: str) -> str:
        """The file at its place below one of our own folders, with its ending."""
        if path in {"", "assessment.toml"}:
            return path
        *folders, name = path.split("/")
        own = [f if f in _FOLDERS else f"f-{self._digits('text', _plain(f))}" for f in folders]
        stem, dot, ending = name.rpartition(".")
        known = f".{ending.lower()}" if dot and ending.lower() in _ENDINGS else ""
        made = f"f-{self._digits('text', _plain(stem if known else name))}{known}"
        return self._tell("/".join([*own, made]), path)

    def _legacy(self, text: str) -> str:
        parts = [p.partition("=") for p in text.split("/")[1:]]
        return "".join(f"/{k}{e}{self._tagged('o', v) if v else ''}" for k, e, v in parts if e) or self.name(text)

    def _anchor(self, text: str) -> str:
        """The base64 of the GUID's bytes becomes that of its pseudonym."""
        try:
            raw = base64.b64decode(text, validate=True)
        except binascii.Error:
            return ""
        bare = str(uuid.UUID(bytes_le=raw))
        return self._tell(base64.b64encode(self._uuid(bare).bytes_le).decode(), text)

    def _uuid(self, bare: str) -> uuid.UUID:
        raw = bytearray(self._digest(b"guid\0" + bare.encode())[:16])
        raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80  # version 8: one of our own making
        return uuid.UUID(bytes=bytes(raw))

    def _tagged(self, tag: str, text: str) -> str:
        return self._tell(f"{tag}-{self._digits('text', _plain(text))}", text)

    def _digits(self, domain: str, text: str) -> str:
        message = f"{domain}\0{text}".encode("utf-8", "surrogatepass")
        return self._digest(message).hex()[:_DIGITS]

    def _digest(self, message: bytes) -> bytes:
        made = self._keyed.copy()
        made.update(message)
        return made.digest()

    def _tell(self, made: str, original: str) -> str:
        if self._seen is not None:
            self._seen[made] = original
        return made


_COMMON = {"com", "net", "org", "local", "invalid", "example", "test", "internal", "lan"}
_FOLDERS = {"directory", "cloud", "onprem", "reports", "collection-kit"}
_ENDINGS = {"csv", "json", "jsonl", "ldf", "ldif", "xml", "clixml", "txt", "toml", "zip", "gz", "log", "md", "xlsx"}


def _bare(found: re.Match[str]) -> str:
    """What an escape in a distinguished name stands for: a character, or bytes of UTF-8."""
    text = found[0]
    if len(text) == 2:
        return text[1]
    return bytes.fromhex(text.replace("\\", "")).decode("utf-8", errors="replace")


def _plain(text: str) -> str:
    """What the directory compares: blanks around it off, composed, without case."""
    bare = text.strip()
    return bare.lower() if bare.isascii() else unicodedata.normalize("NFC", bare).casefold()
