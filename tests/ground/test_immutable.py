"""Immutable values behave as frozen, slotted dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError
from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from dataclasses import is_dataclass
from dataclasses import replace
from functools import cached_property
from typing import Any

import pytest

from duban.ground.immutable import immutable


@immutable(order=True)
class Ours:
    """Made by our decorator."""

    day: int
    names: tuple[str, ...] = ()
    seen: list[int] = field(default_factory=list)
    mark: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Theirs:
    """Made by that of the standard library."""

    day: int
    names: tuple[str, ...] = ()
    seen: list[int] = field(default_factory=list)
    mark: str = field(default="", compare=False)


@immutable(kw_only=True)
class Named:
    """With a field that follows a default, which keywords allow."""

    first: str = "甲"
    second: str


@immutable
class Empty:
    """Has no fields."""


@immutable(slots=False)
class Remembering:
    """Has a cached property."""

    number: int

    @cached_property
    def double(self) -> int:
        return self.number * 2


GIVEN = [
    ((1,), {}),
    ((1, ("甲",)), {}),
    ((1, ("甲",), [2]), {"mark": "乙"}),
    ((), {"day": 2, "mark": "丙"}),
    ((), {"day": 1, "seen": [2], "names": ("甲",)}),
]


@pytest.mark.parametrize(("values", "named"), GIVEN)
def test_a_value_holds_and_says_what_it_was_made_of(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)
    assert [getattr(ours, part.name) for part in fields(ours)] == [getattr(theirs, part.name) for part in fields(theirs)]
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert is_dataclass(ours)


@pytest.mark.parametrize("left", GIVEN)
@pytest.mark.parametrize("right", GIVEN)
def test_values_compare_by_the_fields_that_count(left: Any, right: Any) -> None:
    def compared(kind: Any) -> tuple[bool, ...]:
        first, second = kind(*left[0], **left[1]), kind(*right[0], **right[1])
        return first == second, first != second, first < second, first <= second, first > second, first >= second

    assert compared(Ours) == compared(Theirs)


def test_values_of_two_classes_are_never_equal_and_have_no_order() -> None:
    ours: Any = Ours(1)
    assert ours != Theirs(1)
    assert ours != (1, (), [])
    with pytest.raises(TypeError):
        assert ours < Theirs(1)


def test_equal_values_are_one_key() -> None:
    assert len({Named(second="乙"), Named(second="乙"), Named(first="丙", second="乙")}) == 2
    assert len({Empty(), Empty()}) == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours(1))  # it holds a list


def test_nothing_of_a_value_can_be_changed() -> None:
    made = Named(second="乙")
    with pytest.raises(FrozenInstanceError, match="second"):
        made.second = "丙"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="second"):
        del made.second
    with pytest.raises(FrozenInstanceError, match="third"):
        made.third = "丙"  # type: ignore[attr-defined]
    assert not hasattr(made, "__dict__")
    assert replace(made, second="丙") == Named(second="丙")


@pytest.mark.parametrize("given", [{}, {"first": "甲"}, {"second": "乙", "third": "丙"}])
def test_a_value_is_made_of_its_fields_and_no_others(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Named(**given)
    with pytest.raises(TypeError):
        Named("甲", "乙")  # type: ignore[call-arg]


def test_a_default_that_is_made_is_made_for_each_value() -> None:
    assert Ours(1).seen is not Ours(1).seen


def test_copies_are_equal() -> None:
    made = Ours(1, ("甲",), [2], "乙")
    assert copy.deepcopy(made) == made
    assert copy.deepcopy(made).seen is not made.seen
    assert repr(pickle.loads(pickle.dumps(made))) == repr(made)  # noqa: S301 - written here


def test_without_slots_a_value_remembers_what_it_worked_out() -> None:
    made = Remembering(2)
    assert (made.double, made.__dict__["double"]) == (4, 4)
    with pytest.raises(FrozenInstanceError):
        made.number = 3  # type: ignore[misc]
