"""Collects what is wrong with one file while it is read; the words are filled in at the end."""

from dataclasses import dataclass, field, replace

from analyzer.collectors.codes import CODES, problem
from analyzer.model.problems import Problem, Severity


@dataclass(slots=True, kw_only=True)
class Told:
    """Problems of one file. The command that exports it right is known only once the file is recognised."""

    file: str
    _found: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def add(self, code: str, **values: object) -> None:
        """One more problem; ``values`` fill its message, ``row``, ``column`` and ``seen`` say where."""
        self._found.append((code, values))

    def take(self, other: "Told") -> None:
        """What was told of the same file elsewhere."""
        self._found += other._found

    @property
    def refused(self) -> bool:
        """Something says that the file cannot be used."""
        return any(CODES[code].severity is Severity.REFUSE for code, _values in self._found)

    def has(self, code: str) -> bool:
        """This code was told."""
        return any(code == c for c, _values in self._found)

    def problems(self, command: str = "") -> tuple[Problem, ...]:
        """All problems; those without a next step of their own get the export command."""
        found = (problem(code, file=self.file, **values) for code, values in self._found)  # type: ignore[arg-type]
        return tuple(with_next_step(each, command) for each in found)


def with_next_step(found: Problem, command: str) -> Problem:
    """The problem with the command that exports the file right, unless it has a better step or needs none."""
    if found.help or found.severity is Severity.NOTE:
        return found
    return replace(found, help=f"Export it again:\n{command}" if command else "Export it again.")
