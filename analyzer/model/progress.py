"""What a stage tells about its progress; silent unless somebody listens."""

from typing import Protocol


class Progress(Protocol):
    """Told by each stage: a start, steps, an end."""

    def start(self, label: str, total: int | None = None) -> None:
        """A piece of work begins; ``total`` steps if known."""

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""

    def done(self) -> None:
        """The piece of work ended."""


class Silent:
    """Listens and says nothing."""

    def start(self, label: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, steps: int = 1) -> None:
        """Nothing."""

    def done(self) -> None:
        """Nothing."""
