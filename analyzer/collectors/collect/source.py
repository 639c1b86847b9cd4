"""What the collector needs of a connection to a domain controller; ``collectors/ldap.py`` has the real one."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol


class RootDse(Protocol):
    """What a controller says about itself."""

    @property
    def default_naming_context(self) -> str: ...
    @property
    def configuration_naming_context(self) -> str: ...
    @property
    def schema_naming_context(self) -> str: ...
    @property
    def root_domain_naming_context(self) -> str: ...
    @property
    def dns_host_name(self) -> str: ...
    @property
    def highest_usn(self) -> int: ...
    @property
    def forest_level(self) -> int: ...
    @property
    def domain_level(self) -> int: ...
    @property
    def current_time(self) -> dt.datetime: ...


class Entry(Protocol):
    """One object: values as bytes, long lists already whole."""

    @property
    def dn(self) -> str: ...
    @property
    def attributes(self) -> dict[str, list[bytes]]: ...


class Page(Protocol):
    """Some objects of a search."""

    @property
    def entries(self) -> Sequence[Entry]: ...
    @property
    def referrals(self) -> int: ...


class Directory(Protocol):
    """A bound connection that only searches."""

    @property
    def root(self) -> RootDse: ...

    def pages(
        self,
        base: str,
        *,
        scope: str,
        filter: str,  # noqa: A002 - the word of LDAP
        attributes: Sequence[str],
        page_size: int = 500,
        sd_flags: int | None = None,
    ) -> Iterator[Page]:
        """The objects, page by page."""
        ...

    def read(self, dn: str, attributes: Sequence[str]) -> Entry | None:
        """One object, or None when it is not there."""
        ...

    def close(self) -> None:
        """Unbound."""
        ...
