"""Immutable values: dataclasses as ``frozen=True, slots=True`` makes them, but cheap to define."""

from __future__ import annotations

import operator
from dataclasses import MISSING
from dataclasses import FrozenInstanceError
from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar
from typing import dataclass_transform
from typing import overload

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

T = TypeVar("T")


@overload
def immutable(cls: type[T], /) -> type[T]: ...
@overload
def immutable(
    *, kw_only: bool = False, order: bool = False, slots: bool = True
) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(
    cls: type[T] | None = None,
    /,
    *,
    kw_only: bool = False,
    order: bool = False,
    slots: bool = True,
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a class of immutable values, as ``dataclass(frozen=True, slots=True)`` does.

    ``fields`` and ``replace`` of dataclasses work on them. ``kw_only``, ``order`` and ``slots``
    mean what they mean there; without slots a value may have cached properties.

    Why not that decorator: it writes and compiles six methods for each class, which took a third
    of the start of a command, as most of them are never called. Here all classes share them, and
    only the constructor is compiled, when the first value is made.
    """

    def make(defined: type[T]) -> type[T]:
        made: Any = dataclass(init=False, repr=False, eq=False, kw_only=kw_only, slots=slots)(
            defined
        )
        made.__init__ = _constructor_on_first_use(made)
        for name, method in {**_METHODS, **(_ORDER if order else {})}.items():
            if name not in defined.__dict__:
                setattr(made, name, method)
        return made  # type: ignore[no-any-return] # the class that came in, finished

    return make if cls is None else make(cls)


def _constructor_on_first_use(cls: Any) -> Callable[..., None]:
    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807 - it becomes one
        cls.__init__ = _constructor(cls)
        cls.__init__(self, *values, **named)

    return __init__


def _constructor(cls: Any) -> Callable[..., None]:
    """Return the constructor: it takes the fields in their order, those for keywords last."""
    names: dict[str, Any] = {"NEW": MISSING}
    positional: list[str] = []
    keywords: list[str] = []
    body: list[str] = []
    for declared in fields(cls):
        name, parameter = declared.name, declared.name
        value = name
        if declared.default_factory is not MISSING:
            names[f"make_{name}"] = declared.default_factory
            parameter, value = f"{name}=NEW", f"make_{name}() if {name} is NEW else {name}"
        elif declared.default is not MISSING:
            names[f"default_{name}"] = declared.default
            parameter = f"{name}=default_{name}"
        (keywords if declared.kw_only else positional).append(parameter)
        if "__slots__" in cls.__dict__:
            names[f"put_{name}"] = getattr(cls, name).__set__
            body.append(f"    put_{name}(self, {value})\n")
        else:
            body.append(f"    self.__dict__[{name!r}] = {value}\n")
    parameters = ", ".join(["self", *positional, *(["*", *keywords] if keywords else [])])
    # The names of fields are those in our own classes.
    exec(f"def __init__({parameters}):\n{''.join(body) or '    pass'}", names)  # noqa: S102
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


@cache
def _getter(cls: Any) -> Callable[[Any], Any]:
    names = [declared.name for declared in fields(cls) if declared.compare]
    return attrgetter(*names) if names else lambda _: ()


def _compared(value: Any) -> Any:
    """Return what a value is compared by."""
    cls: Any = type(value)
    return _getter(cls)(value)


def _comparison(compare: Callable[[Any, Any], Any]) -> Callable[[Any, object], Any]:
    def compare_values(value: Any, right: object) -> Any:
        if type(right) is not type(value):
            return NotImplemented
        return compare(_compared(value), _compared(right))

    return compare_values


def _hash(value: Any) -> int:
    return hash(_compared(value))


def _text(value: Any) -> str:
    shown = (f"{declared.name}={getattr(value, declared.name)!r}" for declared in fields(value))
    return f"{value.__class__.__qualname__}({', '.join(shown)})"


def _refuse_setting(_value: Any, name: str, _new: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_value: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(value: Any) -> list[Any]:
    return [getattr(value, declared.name) for declared in fields(value)]


def _set_state(value: Any, state: list[Any]) -> None:
    for declared, part in zip(fields(value), state, strict=True):
        object.__setattr__(value, declared.name, part)


# What all classes share, by the names of the methods.
_METHODS: Mapping[str, Callable[..., Any]] = {
    "__repr__": _text,
    "__eq__": _comparison(operator.eq),
    "__hash__": _hash,
    "__setattr__": _refuse_setting,
    "__delattr__": _refuse_deleting,
    "__getstate__": _state,  # for copies: without it they would set the fields one by one
    "__setstate__": _set_state,
}
_ORDER: Mapping[str, Callable[..., Any]] = {
    "__lt__": _comparison(operator.lt),
    "__le__": _comparison(operator.le),
    "__gt__": _comparison(operator.gt),
    "__ge__": _comparison(operator.ge),
}
