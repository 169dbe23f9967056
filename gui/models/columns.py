"""What a table shows of its rows, and which rows it shows."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its title, what it shows, and by what it sorts (exact values, never their text).

    ``widest`` is a text as wide as any that the column will show: widths are set once, so that nothing jumps.
    ``tone`` names a colour of the palette given to ``RowsModel.set_tones``. ``exact`` is what a file gets
    instead of the shown text: every digit, no thousands separators.
    """

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], Any]
    widest: str
    numeric: bool = False
    tone: Callable[[Row], str | None] | None = None
    tool_tip: Callable[[Row], str] | None = None
    exact: Callable[[Row], str] | None = None

    def export(self, row: Row) -> str:
        """What a file gets."""
        return (self.exact or self.text)(row)


Choice = tuple[str, Callable[[Any], Hashable]]
"""A property by which a table can be narrowed: its name, and its value of a row."""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows are shown: all ``words`` occur in the row's texts, and each chosen property has its value."""

    words: tuple[str, ...] = ()
    chosen: Mapping[str, Hashable] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, chosen: Mapping[str, Hashable]) -> "RowFilter":
        """The filter for what was typed, in any case and order of words."""
        return cls(tuple(text.casefold().split()), dict(chosen))

    @property
    def lets_all_pass(self) -> bool:
        """Whether nothing is filtered."""
        return not self.words and not self.chosen

    def accepts(self, row: Row, columns: Sequence[Column[Row]], choices: Sequence[Choice]) -> bool:
        """Whether the row is shown."""
        for name, value in choices:
            if name in self.chosen and value(row) != self.chosen[name]:
                return False
        if not self.words:
            return True
        text = "\n".join(column.text(row) for column in columns).casefold()
        return all(word in text for word in self.words)
