"""The page as a screen reader gets it: Chromium's own accessibility tree, in the order of reading."""

from dataclasses import dataclass, field
from typing import Any

# Nodes that only group or repeat what stands in others.
_SILENT = {"none", "generic", "InlineTextBox", "ListMarker", "LineBreak", "StaticText", "paragraph"}
LANDMARKS = {"banner", "navigation", "main", "contentinfo", "complementary", "search", "region", "form"}
CONTROLS = {"button", "link", "searchbox", "textbox", "combobox", "DisclosureTriangle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that is announced: what it is, its name, and what else is said of it."""

    role: str
    name: str
    described: str = ""
    level: int = 0
    live: str = ""
    inside: tuple[str, ...] = field(default=(), repr=False)  # the roles around it, outermost first


def read(page: Any) -> list[Heard]:
    """Everything of the page that is announced, from its beginning to its end."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    out: list[Heard] = []

    def walk(node: dict[str, Any], inside: tuple[str, ...]) -> None:
        role = _text(node, "role")
        if not node.get("ignored") and role not in _SILENT:
            said = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
            out.append(
                Heard(
                    role=role,
                    name=" ".join(_text(node, "name").split()),
                    described=_text(node, "description"),
                    level=int(said.get("level") or 0),
                    live=str(said.get("live") or ""),
                    inside=inside,
                )
            )
            inside = (*inside, role)
        for child in node.get("childIds", ()):
            if child in by_id:
                walk(by_id[child], inside)

    walk(nodes[0], ())
    return out


def _text(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))
