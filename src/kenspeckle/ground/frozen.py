"""`@dataclass(frozen=True)` whose methods are not compiled before they are needed.

The standard library writes six methods as text for each dataclass and compiles them when its module is imported:
with the 250 types of this house that was a fifth of the processor time of `ken release`, mostly for types that the
command never makes. Here the methods that compare, hash, print and protect are functions shared in form, and
`__init__` is compiled when the first instance is made. Everything else is the standard library's: fields,
`replace`, `asdict`, matching. Other options than `frozen` and `order` are handed to it unchanged.

    from kenspeckle.ground.frozen import dataclass
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter, ge, gt, le, lt
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        if not options.get("frozen") or options.keys() - {"frozen", "order"}:
            return dataclasses.dataclass(cls, **options)
        order = options.get("order", False)
        return (lambda made: _frozen(made, order)) if cls is None else _frozen(cls, order)


_T = TypeVar("_T", bound=type)


def _frozen(cls: _T, order: bool) -> _T:
    # Without a text of its own the standard library would write one from a signature that is not there yet.
    cls.__doc__ = cls.__doc__ or cls.__name__
    own_hash = cls.__dict__.get("__hash__")
    dataclasses.dataclass(cls, init=False, repr=False, eq=False)
    fields = dataclasses.fields(cls)
    values = _getter([f.name for f in fields if f.compare])
    hashed = _getter([f.name for f in fields if (f.compare if f.hash is None else f.hash)])
    shown = [f.name for f in fields if f.repr]

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hash_of(self: Any) -> int:
        return hash(hashed(self))

    def said(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def first_init(self: Any, *given: Any, **named: Any) -> None:
        init = _compiled_init(cls)
        setattr(cls, "__init__", init)  # noqa: B010 - so that the next instance goes straight there
        init(self, *given, **named)

    methods = {
        "__init__": first_init,
        "__repr__": said,
        "__eq__": equal,
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }
    if order:
        methods |= {f"__{compare.__name__}__": _ordered(compare, values) for compare in (lt, le, gt, ge)}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    # A class that says how it compares and not how it hashes has None here, put there by the language.
    if own_hash is None:
        cls.__hash__ = hash_of  # type: ignore[assignment]
    return cls


def _ordered(compare: Callable[[Any, Any], bool], values: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    def ordered(self: Any, other: object) -> Any:
        return compare(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

    return ordered


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _: ()


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    if "__dataclass_fields__" in type(self).__dict__ or name in self.__dataclass_fields__:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _refuse_to_delete(self: Any, name: str) -> None:
    if "__dataclass_fields__" in type(self).__dict__ or name in self.__dataclass_fields__:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
    object.__delattr__(self, name)


def _compiled_init(cls: type) -> Callable[..., None]:
    """Write `__init__` as the standard library would, and compile it."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_made": object()}
    parameters, body = ["self"], []
    for f in dataclasses.fields(cls):
        made = f.default_factory is not dataclasses.MISSING
        if made:
            scope[f"_make_{f.name}"] = f.default_factory
        if f.init:
            if made:
                parameters.append(f"{f.name}=_made")
            elif f.default is not dataclasses.MISSING:
                scope[f"_default_{f.name}"] = f.default
                parameters.append(f"{f.name}=_default_{f.name}")
            else:
                parameters.append(f.name)
            value = f"_make_{f.name}() if {f.name} is _made else {f.name}" if made else f.name
            body.append(f"_set(self, {f.name!r}, {value})")
        elif made:
            body.append(f"_set(self, {f.name!r}, _make_{f.name}())")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    lines = "".join(f"\n    {line}" for line in body or ["pass"])
    exec(f"def __init__({', '.join(parameters)}):{lines}", scope)  # noqa: S102 - the names are those of fields
    init: Callable[..., None] = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init
