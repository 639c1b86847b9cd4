"""What a table and a column declare about themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """One column of one table.

    ``kind``: text, key, mono, int, float, time, day, bool, link, long. ``width`` is in characters.
    """

    name: str
    title: str
    kind: str = "text"
    width: int = 16
    help: str = ""
    values: tuple[str, ...] = ()  # closed list of values, where there is one
    in_csv: bool = True
    in_workbook: bool = True
    in_page: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table: its name in ``tables/NAME.csv``, its sheet, its columns in order."""

    name: str
    title: str
    sheet: str
    columns: tuple[ColumnSpec, ...]
    about: str = ""

    def column(self, name: str) -> ColumnSpec:
        """The column with this name; a name the table does not declare is a bug."""
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(c.name for c in self.columns)


def col(name: str, title: str, kind: str = "text", width: int = 16, about: str = "", **more: object) -> ColumnSpec:
    """One column in one line of a declaration."""
    return ColumnSpec(name=name, title=title, kind=kind, width=width, help=about, **more)  # type: ignore[arg-type]
