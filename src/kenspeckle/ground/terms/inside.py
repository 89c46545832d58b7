"""Inside figures: exact counts of one's own class, school or caseload, for somebody entitled to the rows.

They are no protected cells and can never become any. Nothing that writes a file, a page, a bundle, a record or a log
can hold one: it has no plain form, cannot be copied or pickled, is no number, and its text says only that it is
inside. What `draw` makes of it says in its picture, its title and its table that it is not to be shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeAlias

from .absence import Absence, Value

MARK = "Inside, not to be shared"
"""What stands on everything that shows an inside figure."""


class StaysInside(TypeError):
    """Somebody tried to take an inside figure out of the walls."""


class Inside:
    """What shows exact counts of children to somebody entitled to their rows, and goes nowhere else."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise StaysInside(f"an inside figure does not change: {MARK.lower()}")

    def __repr__(self) -> str:
        return f"<{MARK.lower()}>"

    __str__ = __repr__

    def __format__(self, form: str) -> str:
        return repr(self)

    def _refuse(self, *_: object) -> NoReturn:
        raise StaysInside(f"this is {MARK.lower()}: it cannot be written, copied, kept, compared or calculated with")

    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __int__ = __float__ = __index__ = __round__ = __bool__ = __hash__ = _refuse

    def __init_subclass__(cls, **_: Any) -> None:
        if cls.__module__.split(".")[0] != "kenspeckle":
            raise StaysInside("no other kind of inside figure is made")


class InsideCell(Inside):
    """One exact count: the value that a measure gives for it, and how many children are behind it."""

    __slots__ = ("_children", "_value")

    def __init__(self, value: Value, children: int | None) -> None:
        _set(self, _value=value, _children=children)


InsidePoints: TypeAlias = tuple[tuple[str, str, InsideCell | Absence], ...]
"""Code, label and cell of each place on the axis, in order."""


class InsideFigure(Inside):
    """Exact counts of one measure for a group that somebody is responsible for.

    title: the measure, and of whom. axis: what the points are told by; "period" for time. draws: makes the drawing.
    """

    __slots__ = ("_axis", "_draws", "_places", "_points", "_title", "_unit")

    def __init__(
        self,
        title: str,
        axis: str,
        unit: str,
        places: int,
        points: InsidePoints,
        draws: Callable[[InsideFigure], InsideDrawing],
    ) -> None:
        _set(self, _title=title, _axis=axis, _unit=unit, _places=places, _points=points, _draws=draws)

    def draw(self) -> InsideDrawing:
        """Return the figure as a picture, a table and a sentence, each of them marked."""
        draws: Callable[[InsideFigure], InsideDrawing] = getattr(self, "_draws")  # noqa: B009
        return draws(self)


class InsideDrawing(Inside):
    """An inside figure made visible, for the eyes of the person who asked. There is no CSV of it."""

    __slots__ = ("_head", "_rows", "_sentence", "_svg")

    def __init__(self, svg: str, sentence: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
        _set(self, _svg=svg, _sentence=sentence, _head=head, _rows=rows)

    @property
    def svg(self) -> str:
        """The picture, for the page of the person who asked and no other; the mark is drawn in it."""
        return str(_get(self, "_svg"))

    def lines(self) -> Iterator[str]:
        """Return the table as lines for a terminal, the mark first and last."""
        head, rows = _get(self, "_head"), _get(self, "_rows")
        widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
        yield MARK.upper()
        for row in (head, *rows):
            yield "  ".join(text.ljust(w) if i == 0 else text.rjust(w) for i, (text, w) in enumerate(zip(row, widths)))
        yield str(_get(self, "_sentence"))
        yield MARK.upper()


def _set(inside: Inside, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(inside, name, value)


def _get(inside: Inside, name: str) -> Any:
    return object.__getattribute__(inside, name)


def opened(figure: InsideFigure) -> tuple[str, str, str, int, tuple[tuple[str, str, Value, int | None], ...]]:
    """Return title, axis, unit, places and points (code, label, value, children); `draw` alone calls this."""
    points = tuple(
        (code, label, cell, None)
        if isinstance(cell, Absence)
        else (code, label, _get(cell, "_value"), _get(cell, "_children"))
        for code, label, cell in _get(figure, "_points")
    )
    return _get(figure, "_title"), _get(figure, "_axis"), _get(figure, "_unit"), _get(figure, "_places"), points
