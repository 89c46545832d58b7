"""A plan of one source becomes one query, as a sqlglot tree: rows to atoms once, then atoms to cells.

    rows    read once, and reduced to atoms: one for each child, place, period and other value that is asked
            about. This is nearly all of the work, and it does not grow with the number of stories.
    placed  atoms with their places: a school's code, and the quintile and council it lies in. Values are mapped
            once for each distinct value, through lists that hold every spelling once, so no row can multiply.
    years   atoms of a coarser period, where branches ask for both months and years.
    cells   one branch for each grouping; children are counted by first joining each child's atoms into one, so
            a child in two schools or two months counts once in the total.

Sums stay integers and decimals in the engine and leave it as text, because the union of an integer and a decimal
column could make either of them something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from kenspeckle.ground.frozen import dataclass
from kenspeckle.ground.terms import MISSING, NOT_APPLICABLE, SUPPRESSED, PeriodKind, Test

from . import ticks
from .branches import Branch, branches, clock_for, kinds_of
from .columns import VALUE, children_of, contributors_of, keys_of, largest_of, squares_of
from .places import Register
from .plans import Axis, SourcePlan
from .record_keys import key_of
from .spellings import lookup, normal_sql
from .sums import ABSENT, Added, Sums, Terms

# Names of sources begin with a letter, so none can be taken for one of these.
ATOMS, PLACED = "_atoms", "_placed"

_MARKS = tuple(absence.mark for absence in (MISSING, NOT_APPLICABLE, SUPPRESSED))


@dataclass(frozen=True)
class Query:
    """One query and how its rows are read: number of the branch, tick, dimensions, numbers, all as text.

    A negative branch -1-i gives values of axis i that its register does not know, and their rows.
    """

    tree: exp.Select
    source: SourcePlan
    branches: tuple[Branch, ...]
    columns: tuple[tuple[str, ...], ...]
    added: Mapping[tuple[str, str], Added]
    mapped: tuple[Axis, ...]
    width: int


def compile_source(source: SourcePlan, registers: Mapping[str, Register], drawn_with: str = "") -> Query:
    """Return the one query that answers all asks of `source`. drawn_with: what keys of children are drawn with."""
    return _Compiler(source, registers, drawn_with).query()


class _Compiler:
    def __init__(self, source: SourcePlan, registers: Mapping[str, Register], drawn_with: str) -> None:
        self.source, self.drawn_with = source, drawn_with
        self.registers = registers
        self.branches = branches(source)
        places = {c.name: registers[c.place] for c in source.columns if c.place in registers}
        self.sums = Sums({c.name: c for c in source.columns}, places)
        self.added = {t.name: self.sums.tally(t) for t in source.tallies}
        self.all_rows = self.sums.rows
        self.fields = tuple(dict.fromkeys(a.field for a in source.axes))
        self.counting = tuple(sorted({b.counting for b in self.branches if b.counting}))
        self.kinds = {c.field: kinds_of(self.branches, c) for c in source.clocks}
        self.read = {c.field: ticks.grain(c, self.kinds[c.field]) for c in source.clocks}
        self.clock_names = {c.field: f"t{i}" for i, c in enumerate(source.clocks)}
        # A field with places is mapped once, whatever number of levels is reached from it.
        self.mapped = tuple({a.field: a for a in source.axes if a.level in registers}.values())
        self.ctes: list[tuple[str, exp.Expr]] = []

    def query(self) -> Query:
        self.ctes.append((ATOMS, self._atoms()))
        for i, axis in enumerate(self.mapped):
            self._map(i, axis)
        base = ATOMS
        if any(self._name(a).startswith("d") for a in self.source.axes):
            self.ctes.append((PLACED, self._placed()))
            base = PLACED
        bases = self._coarser(base)
        wide = max((len(b.dimensions) for b in self.branches), default=0)
        columns = tuple(self._columns(b) for b in self.branches)
        width = max((len(c) for c in columns), default=0)
        selects = [
            self._branch(i, b, columns[i], bases[b.when, b.grain], wide, width) for i, b in enumerate(self.branches)
        ]
        selects += [self._strangers(i, axis, wide, width) for i, axis in enumerate(self.mapped)]
        union: exp.Query = selects[0]
        for select in selects[1:]:
            union = exp.Union(this=union, expression=select, distinct=False)
        # Ordered, so that the same data gives the same rows in the same order; and DuckDB 1.5.5 can wait for ever
        # for the end of a union over materialised tables when nothing gathers its rows first.
        tree = exp.select("*").from_(exp.Subquery(this=union, alias=exp.TableAlias(this=exp.to_identifier("cells"))))
        tree = tree.order_by(*(exp.Literal.number(i + 1) for i in range(2 + wide + width)))
        for name, table in self.ctes:
            tree = tree.with_(name, as_=table, materialized=True)
        return Query(tree, self.source, self.branches, columns, self.added, self.mapped, wide)

    # -- rows to atoms -----------------------------------------------------------------------------------------

    def _atoms(self) -> exp.Expr:
        keys: list[exp.Expr] = []
        for i, field in enumerate(self.fields):
            keys.append(exp.alias_(exp.column(field, quoted=True), f"k{i}"))
            if self.sums.columns[field].optional:
                keys.append(exp.alias_(exp.column(field + ABSENT, quoted=True), f"a{i}"))
        for clock in self.source.clocks:
            for kind in sorted(self.read[clock.field]):
                name = ticks.tick_name(self.clock_names[clock.field], kind)
                keys.append(exp.alias_(ticks.of_row(clock, kind), name))
        keys += [exp.alias_(exp.column(f, quoted=True), f"c{i}") for i, f in enumerate(self.counting)]
        keys += [exp.alias_(tree.copy(), name) for name, tree in self.sums.values.items()]
        sums = [exp.alias_(tree.copy(), name) for name, tree in self.sums.added.items()]
        query = exp.select(*keys, *sums).from_(exp.table_(self.source.source, quoted=True))
        needed = self._needed()
        if needed is not None:
            query = query.where(needed)
        return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(keys)))) if keys else query

    def _needed(self) -> exp.Expr | None:
        """Return the condition that leaves out periods nobody asks for, where all asks share one clock."""
        if len(self.source.clocks) != 1 or not all(b.over and b.periods for b in self.branches):
            return None
        return ticks.within(self.source.clocks[0], {p for b in self.branches for p in b.periods})

    # -- places ------------------------------------------------------------------------------------------------

    def _map(self, i: int, axis: Axis) -> None:
        key = f"k{self.fields.index(axis.field)}"
        climbs = self._climbs(axis.field)
        self.ctes.append((f"_list{i}", lookup(self.registers[axis.level], climbs)))
        raw = exp.select(exp.alias_(exp.column(key), "raw")).distinct().from_(ATOMS)
        raw = raw.where(exp.column(key).is_(exp.null()).not_())
        spelled = normal_sql(exp.cast(exp.column("raw", table="r"), "varchar"))
        columns = [exp.column("raw", table="r"), exp.column("code", table="l")]
        columns += [exp.column(f"up{n}", table="l") for n in range(len(climbs))]
        matched = (
            exp.select(*columns)
            .from_(raw.subquery("r"))
            .join(
                exp.to_table(f"_list{i}").as_("l"),
                on=exp.EQ(this=exp.column("spelling", table="l"), expression=spelled),
                join_type="left",
            )
        )
        self.ctes.append((f"_map{i}", matched))

    def _climbs(self, field: str) -> tuple[str, ...]:
        return tuple(sorted({a.climb for a in self.source.axes if a.field == field and a.climb}))

    def _name(self, axis: Axis) -> str:
        """Return the column of atoms that holds a dimension: as the source gives it (k), or made from it (d)."""
        plain = axis.level not in self.registers and not self.sums.columns[axis.field].optional
        return f"k{self.fields.index(axis.field)}" if plain else f"d{self.source.axes.index(axis)}"

    def _placed(self) -> exp.Expr:
        keep = [exp.column(name, table="a") for name in self._carried()]
        made = [exp.alias_(self._dimension(a), self._name(a)) for a in self.source.axes if self._name(a)[0] == "d"]
        query = exp.select(*keep, *made).from_(exp.to_table(ATOMS).as_("a"))
        for i, axis in enumerate(self.mapped):
            key = exp.column(f"k{self.fields.index(axis.field)}", table="a")
            same = exp.EQ(this=key, expression=exp.column("raw", table=f"m{i}"))
            query = query.join(exp.to_table(f"_map{i}").as_(f"m{i}"), on=same, join_type="left")
        return query

    def _carried(self) -> list[str]:
        plain = dict.fromkeys(n for n in (self._name(a) for a in self.source.axes) if n[0] == "k")
        kinds = [
            ticks.tick_name(self.clock_names[c.field], k)
            for c in self.source.clocks
            for k in sorted(self.read[c.field])
        ]
        return [*plain, *kinds, *(f"c{i}" for i in range(len(self.counting))), *self.sums.values, *self.sums.added]

    def _dimension(self, axis: Axis) -> exp.Expr:
        i = self.fields.index(axis.field)
        raw = exp.cast(exp.column(f"k{i}", table="a"), "varchar")
        mark: exp.Expr = exp.Literal.string(MISSING.mark)
        if self.sums.columns[axis.field].optional:
            why = exp.column(f"a{i}", table="a")
            mark = (
                exp.case()
                .when(exp.EQ(this=why, expression=exp.Literal.number(2)), exp.Literal.string(NOT_APPLICABLE.mark))
                .when(exp.EQ(this=why.copy(), expression=exp.Literal.number(3)), exp.Literal.string(SUPPRESSED.mark))
                .else_(exp.Literal.string(MISSING.mark))
            )
        if axis.level not in self.registers:
            return exp.func("COALESCE", raw, mark)
        table = f"m{next(n for n, a in enumerate(self.mapped) if a.field == axis.field)}"
        if axis.climb:
            up = self._climbs(axis.field).index(axis.climb)
            return exp.func("COALESCE", exp.column(f"up{up}", table=table), mark)
        return exp.func("COALESCE", exp.column("code", table=table), raw, mark)

    def _strangers(self, i: int, axis: Axis, wide: int, width: int) -> exp.Select:
        key = exp.column(f"k{self.fields.index(axis.field)}", table="a")
        rows = exp.cast(exp.Sum(this=exp.column(self.all_rows, table="a")), "varchar")
        texts: list[exp.Expr] = [exp.cast(exp.column("raw", table="m"), "varchar"), rows]
        texts += [exp.cast(exp.null(), "varchar") for _ in range(1 + wide + width - 2)]
        same = exp.EQ(this=key, expression=exp.column("raw", table="m"))
        return (
            exp.select(exp.alias_(exp.Literal.number(-1 - i), "branch"), *texts)
            .from_(exp.to_table(ATOMS).as_("a"))
            .join(exp.to_table(f"_map{i}").as_("m"), on=same, join_type="inner")
            .where(exp.column("code", table="m").is_(exp.null()))
            .group_by(exp.column("raw", table="m"))
        )

    # -- atoms to cells ----------------------------------------------------------------------------------------

    def _coarser(self, base: str) -> Mapping[tuple[str, PeriodKind | None], str]:
        """Return the table that each clock and kind is counted from, adding those that are worth making."""
        made: dict[tuple[str, PeriodKind | None], str] = {("", None): base}
        for clock in self.source.clocks:
            read, name = self.read[clock.field], self.clock_names[clock.field]
            for kind in sorted(self.kinds[clock.field]):
                if kind in read and len(read) == 1:
                    made[clock.field, kind] = base
                    continue
                keys: list[exp.Expr] = [exp.column(n) for n in dict.fromkeys(self._name(a) for a in self.source.axes)]
                keys.append(exp.alias_(ticks.of_atom(clock, kind, read, name), ticks.tick_name(name, kind)))
                keys += [exp.column(f"c{i}") for i in range(len(self.counting))]
                keys += [exp.column(n) for n in self.sums.values]
                sums = [exp.alias_(exp.Sum(this=exp.column(n)), n) for n in self.sums.added]
                table = f"_{kind.name.lower()}_{name}"
                by = (exp.Literal.number(i + 1) for i in range(len(keys)))
                self.ctes.append((table, exp.select(*keys, *sums).from_(base).group_by(*by)))
                made[clock.field, kind] = table
        return made

    def _columns(self, branch: Branch) -> tuple[str, ...]:
        if branch.histogram is not None:
            return VALUE, self.added[branch.histogram.name].rows
        added = [self.added[t.name] for t in branch.tallies]
        if branch.contributors:
            return tuple(contributors_of(n) for n in sorted({a.rows for a in added}))
        columns = sorted({n for a in added for n in a.columns}, key=lambda n: int(n[1:]))
        if branch.counting:
            columns += [children_of(n) for n in sorted({a.rows for a in added})]
            columns += [squares_of(*t.name) for t, a in zip(branch.tallies, added, strict=True) if a.of and a.whole]
            columns += [largest_of(*t.name) for t in branch.tallies if t.largest]
            keyed = [t for t in branch.tallies if t.keyed and self.drawn_with]
            columns += [keys_of(which, *t.name) for t in keyed for which in ("all", "of", "out_of")]
        return tuple(columns)

    def _branch(
        self, number: int, branch: Branch, columns: Sequence[str], base: str, wide: int, width: int
    ) -> exp.Select:
        axes = {a.name: a for a in self.source.axes}
        keys = [self._name(axes[d]) for d in branch.dimensions]
        clock = clock_for(self.source, branch)
        tick = ticks.tick_name(self.clock_names[clock.field], branch.grain) if clock and branch.grain else ""
        inside: exp.Expr | None = None
        if clock and branch.stretch:
            # Years taken together: rows of any of them, and a child of several is one child.
            inside, tick = ticks.among(clock, branch.stretch.years, exp.column(tick)), ""
        value = self.added[branch.histogram.name].value if branch.histogram else ""
        by = [exp.column(n) for n in (*keys, *([tick] if tick else []), *([value] if value else []))]
        inner = exp.select(*by).from_(base)
        where = self._where(branch, axes, tick, base)
        if where is not None:
            inner = inner.where(where)
        if inside is not None:
            inner = inner.where(inside)
        if branch.histogram:
            counted = exp.column(self.added[branch.histogram.name].rows)
            inner = inner.where(exp.GT(this=counted, expression=exp.Literal.number(0)))
        if branch.counting:
            sums = [c for c in columns if c in self.sums.added]
            child = exp.column(f"c{self.counting.index(branch.counting)}")
            inner = inner.select(child, *(exp.alias_(exp.Sum(this=exp.column(n)), n) for n in sums))
            inner = inner.group_by(*by, child)
            outer = exp.select().from_(inner.subquery("children"))
        else:
            outer = inner
            outer.set("expressions", [])
        texts: list[exp.Expr] = [exp.column(tick) if tick else exp.null()]
        texts += [exp.column(k) for k in keys] + [exp.null()] * (wide - len(keys))
        texts += [self._number(c, branch) for c in columns] + [exp.null()] * (width - len(columns))
        outer = outer.select(exp.alias_(exp.Literal.number(number), "branch"))
        outer = outer.select(*(exp.cast(t.copy(), "varchar") for t in texts))
        return (
            outer.group_by(*(c.copy() for c in by))
            if by
            else outer.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)))
        )

    def _number(self, column: str, branch: Branch) -> exp.Expr:
        if branch.histogram is not None and column == VALUE:
            return exp.column(self.added[branch.histogram.name].value)
        if column in self.sums.added:
            return exp.Sum(this=exp.column(column))
        what, name, *way = column.split(" ")
        if what == "children":
            child = exp.column(f"c{self.counting.index(branch.counting)}")
            there = exp.GT(this=exp.column(name), expression=exp.Literal.number(0))
            return exp.Filter(this=exp.Count(this=child), expression=exp.Where(this=there))
        if what == "contributors":
            axis = next(a for a in self.source.axes if a.name == branch.contributors)
            known = _text(self._name(axis)).isin(*_MARKS).not_()  # of whom it is not known whose they are
            inside = exp.and_(exp.GT(this=exp.column(name), expression=exp.Literal.number(0)), known)
            different = exp.Count(this=exp.Distinct(expressions=[exp.column(self._name(axis))]))
            return exp.Filter(this=different, expression=exp.Where(this=inside))
        if what.startswith("keys-"):
            return self._keys(what.removeprefix("keys-"), (name, way[0]), branch)
        total = _total(self.added[name, way[0]].of)
        if what == "largest":
            many = next(t.largest for t in branch.tallies if t.name == (name, way[0]))
            return exp.Max(this=exp.Abs(this=total), expressions=[exp.Literal.number(many)])
        return exp.Sum(this=exp.Mul(this=total, expression=total.copy()))

    def _keys(self, which: str, name: tuple[str, str], branch: Branch) -> exp.Expr:
        """Add up the keys of the children who are behind a cell, or who add something to one of its numbers."""
        added = self.added[name]
        adds = {"all": (), "of": added.of, "out_of": added.out_of}[which]
        child = exp.column(f"c{self.counting.index(branch.counting)}")
        inside: exp.Expr = exp.GT(this=exp.column(added.rows), expression=exp.Literal.number(0))
        if adds:
            inside = exp.and_(inside, exp.NEQ(this=_total(adds), expression=exp.Literal.number(0)))
        keys = exp.Sum(this=key_of(child, self.drawn_with))
        return exp.Filter(this=keys, expression=exp.Where(this=inside))

    def _where(self, branch: Branch, axes: Mapping[str, Axis], tick: str, base: str) -> exp.Expr | None:
        parts: list[exp.Expr] = []
        for dimension, values in branch.pinned.items():
            parts.append(_text(self._name(axes[dimension])).isin(*values))
        parts += [holds(t, _text(self._name(axes[t.dimension]))) for t in branch.where]
        if tick:
            parts.append(exp.column(tick).is_(exp.null()).not_())
        return exp.and_(*parts) if parts else None


def _total(terms: Terms) -> exp.Expr:
    """What one child adds up to; a sum over no rows is null, and must not take its other sums with it."""
    parts = [
        exp.func("COALESCE", exp.column(n) * exp.Literal.number(f) if f != 1 else exp.column(n), exp.Literal.number(0))
        for f, n in terms
    ]
    total: exp.Expr = parts[0]
    for part in parts[1:]:
        total = exp.Add(this=total, expression=part)
    return exp.paren(total)


def _text(name: str) -> exp.Expr:
    return exp.cast(exp.column(name), "varchar") if name[0] == "k" else exp.column(name)


_COMPARE: Mapping[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def holds(test: Test, text: exp.Expr) -> exp.Expr:
    """Return `test` as a condition on a dimension's text; codes that are numbers are compared as numbers.

    An absence meets no test: whether a child of unknown stage is not in P1 is not known.
    """
    there = text.copy().isin(*_MARKS).not_()
    if test.operator == "in":
        return exp.and_(text.copy().isin(*test.values), there)
    compare = _COMPARE[test.operator]
    bound = numeric(test.values[0])
    if bound and test.operator not in ("=", "<>"):
        number = exp.TryCast(this=text.copy(), to=exp.DataType.build("DECIMAL(38, 9)"))
        return compare(this=number, expression=exp.cast(exp.Literal.string(bound), "DECIMAL(38, 9)"))
    return exp.and_(compare(this=text.copy(), expression=exp.Literal.string(test.values[0])), there)


def numeric(text: str) -> str:
    """Return `text` when it is a plain number, else an empty string."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return text if digits.isascii() and digits.isdigit() else ""
