"""PowerShell read with a real grammar: faults, commands and their parameters, functions, and what is too new."""

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_powershell.language()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command as written. ``name`` is empty where it is computed."""

    name: str
    parameters: tuple[str, ...]
    splatted: bool
    text: str


class Script:
    """A parsed script."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode("utf-8")
        self._root = _PARSER.parse(self._bytes).root_node

    def text_of(self, node: Node) -> str:
        """The text of a node."""
        return self._bytes[node.start_byte : node.end_byte].decode("utf-8")

    def nodes(self, *kinds: str) -> Iterator[Node]:
        """Every node of these kinds, or every node."""
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            if not kinds or node.type in kinds:
                yield node
            waiting += reversed(node.children)

    def faults(self) -> list[str]:
        """Places that the grammar does not understand, or where it misses something."""
        wrong = [n for n in self.nodes() if n.type == "ERROR" or n.is_missing]
        return [f"line {n.start_point.row + 1}: {'missing' if n.is_missing else self.text_of(n)[:60]!r}" for n in wrong]

    def functions(self) -> set[str]:
        """The names of the functions that the script defines."""
        return {self.text_of(n) for n in self.nodes("function_name")}

    def commands(self) -> Iterator[Command]:
        """Every command that is called by name, wherever in the script."""
        for node in self.nodes("command"):
            name = next((c for c in node.children if c.type == "command_name"), None)
            if name is None:
                continue
            elements = next((c for c in node.children if c.type == "command_elements"), None)
            inside = elements.children if elements else []
            words = [self.text_of(c) for c in inside if c.type == "command_parameter"]
            splatted = any(self.text_of(c).startswith("@") and "(" not in self.text_of(c)[:2] for c in inside)
            yield Command(
                name=self.text_of(name),
                parameters=tuple(w.lstrip("-").rstrip(":") for w in words),
                splatted=splatted,
                text=self.text_of(node),
            )

    def computed(self) -> list[str]:
        """What stands behind the operators & and . in place of a name."""
        found = []
        for node in self.nodes("command"):
            if any(c.type == "command_invokation_operator" for c in node.children):
                target = next((c for c in node.children if c.type.startswith("command_name")), None)
                found.append(self.text_of(target) if target else self.text_of(node))
        return found

    def too_new(self) -> list[str]:
        """What Windows PowerShell 5.1 does not know: chains of pipelines and parallel loops."""
        chains = [self.text_of(n) for n in self.nodes("&&", "||")]
        parallel = [c.text for c in self.commands() if "parallel" in {p.lower() for p in c.parameters}]
        return chains + parallel
