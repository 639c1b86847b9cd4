"""Which controller is asked, over which transport, and who asks."""

from dataclasses import dataclass, field
from pathlib import Path

LDAPS, STARTTLS, PLAIN = "ldaps", "starttls", "plain"
KERBEROS, NTLM, SIMPLE = "kerberos", "ntlm", "simple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A controller and the way to it. ``port`` None: the usual one of the transport. ``timeout`` is in seconds."""

    host: str
    port: int | None = None
    transport: str = LDAPS
    ca_file: Path | None = None
    insecure: bool = False
    timeout: float = 60.0
    allow_plain_password: bool = False

    @property
    def number(self) -> int:
        """The port."""
        return self.port or (636 if self.transport == LDAPS else 389)

    @property
    def where(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.number}"

    @property
    def is_proven(self) -> bool:
        """Whether the certificate proves who answers."""
        return self.transport != PLAIN and not self.insecure

    @property
    def warning(self) -> str:
        """What whoever runs this has to be told loudly; empty when nothing."""
        if self.transport == PLAIN:
            return f"The connection to {self.host} is not encrypted: everybody on the way can read what is collected."
        if self.insecure:
            return (
                f"The certificate of {self.host} is not checked: anybody on the way can pose as this server, read the "
                "password and alter what is collected."
            )
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who signs in, and how. Kerberos takes the current ticket; a user there chooses among several."""

    method: str
    user: str = ""
    password: str = field(default="", repr=False)
