"""Why a record does not fit its schema: complaints of the validator in words for people."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import mistakes
from duban.ground.findings import Complaint
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.schemas import catalog
from duban.schemas import shape_rules
from duban.schemas import value_rules
from duban.schemas.cases import MAX_COMPLAINTS
from duban.schemas.cases import Case
from duban.schemas.cases import field_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from jsonschema import Draft202012Validator
    from jsonschema import ValidationError

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Finding
    from duban.ground.findings import Keys
    from duban.schemas.catalog import Schema

    CaseRule = Rule[[Case], Iterator[Problem]]


def reasons(document: Document, kind: str) -> tuple[Finding, ...]:
    """Return what is wrong with the shape of a document, one finding a cause."""
    cases = _cases(document, kind)
    # A mistake in the text may be why a value has the wrong type; looking for one takes time.
    wrong_type = any(case.keyword == "type" for case in cases)
    likely = mistakes.structure(document.text) if wrong_type else ()
    found: dict[object, Finding] = {}
    for case in cases:
        for complaint in _explained(case, likely):
            finding = document.find(*complaint)
            found.setdefault((finding.line, finding.column, _aspect(finding)), finding)
    return tuple(sorted(found.values()))


def unexplained(document: Document, keys: Keys) -> Finding:
    """Return the finding on a value that is refused though no rule has words for it."""
    problem = Problem(f"{field_name(keys)}的写法不对", "请对照填报指南改写", keys)
    return document.find(value_rules.value_format, problem)


def _cases(document: Document, kind: str) -> list[Case]:
    """The complaints about a document, those about one value together, the likeliest first."""
    errors = list(islice(_validator(kind).iter_errors(document.data), MAX_COMPLAINTS))
    named = frozenset(
        tuple(error.absolute_path) for error in errors if error.validator == "additionalProperties"
    )
    cases = [Case(document, catalog.schema(kind), error, named) for error in errors]
    return sorted(cases, key=lambda case: (tuple(map(str, case.keys)), case.rank))


@cache
def _validator(kind: str) -> Draft202012Validator:
    """The validator that explains. Imported late: most records fit, and the gate says so."""
    from jsonschema import Draft202012Validator
    from jsonschema import FormatChecker
    from jsonschema.validators import extend

    quicker = {"uniqueItems": _repetition}
    explaining = extend(Draft202012Validator, quicker)  # type: ignore[no-untyped-call] # missing from the stubs
    validator: Draft202012Validator = explaining(
        catalog.schema(kind), format_checker=FormatChecker(["date"])
    )
    return validator


def _repetition(_: Any, wanted: object, value: Any, __: Schema) -> Iterator[ValidationError]:
    """The keyword uniqueItems in one pass.

    The library compares each member with all others, which takes minutes on a long list.
    """
    from jsonschema import ValidationError

    if wanted and isinstance(value, list) and shape_rules.repeated(value) is not None:
        yield ValidationError("repeated")


def _explained(case: Case, likely: Sequence[Complaint]) -> Sequence[Complaint]:
    """What to say of a case: the first rule that has words for it."""
    if case.keyword == "type":
        caused = _causes(case, likely)
        if caused:
            return caused
    for rule in _rules(case):
        complaints = rule.complaints(case)
        if complaints:
            return complaints
    return ()


def _causes(case: Case, likely: Sequence[Complaint]) -> list[Complaint]:
    """The mistakes in the text that stand where a value has the wrong type."""
    span = case.document.span(case.keys)
    lines = range(span.line, span.last_line + 1)
    places = ((complaint, complaint.problem.at) for complaint in likely)
    return [complaint for complaint, at in places if isinstance(at, Span) and at.line in lines]


def _rules(case: Case) -> tuple[CaseRule, ...]:
    """The rules that may have words for a case, the most exact first."""
    if "propertyNames" in case.error.absolute_schema_path:
        return (shape_rules.field_unknown,)
    code = case.said("x-code")
    annotated = tuple(rule for rule in shape_rules.ANNOTATED if rule.code == code)
    return annotated or _BY_KEYWORD.get(case.keyword, (value_rules.value_format,))


def _aspect(finding: Finding) -> object:
    """Findings of the same aspect at one place have one cause, and one of them is enough."""
    return finding.message if finding.code == shape_rules.field_missing.code else None


_TYPE: tuple[CaseRule, ...] = (
    value_rules.value_missing,
    value_rules.list_separator,
    value_rules.number_format,
    value_rules.text_looks_like_number,
    value_rules.single_value,
    value_rules.value_type,
)
_WORDING: tuple[CaseRule, ...] = (
    value_rules.value_missing,
    value_rules.date_invalid,
    value_rules.date_format,
    value_rules.document_number,
    value_rules.list_separator,
    value_rules.value_format,
)
# The rules of each keyword of JSON Schema, tried in this order.
_BY_KEYWORD: dict[str, tuple[CaseRule, ...]] = {
    "type": _TYPE,
    "required": (shape_rules.field_missing,),
    "dependentRequired": (shape_rules.field_missing,),
    "additionalProperties": (shape_rules.field_unknown,),
    "enum": (value_rules.value_missing, value_rules.value_not_allowed),
    "format": _WORDING,
    "pattern": _WORDING,
    "const": _WORDING,
    "minLength": _WORDING,
    "minItems": (value_rules.value_missing, shape_rules.list_too_short),
    "minProperties": (shape_rules.list_too_short,),
    "maxLength": (value_rules.text_too_long,),
    "minimum": (value_rules.number_range,),
    "maximum": (value_rules.number_range,),
    "maxItems": (shape_rules.list_too_long,),
    "uniqueItems": (shape_rules.list_duplicate,),
}
RULES: tuple[Rule[..., Any], ...] = tuple(
    dict.fromkeys(
        (*shape_rules.ANNOTATED, *(rule for rules in _BY_KEYWORD.values() for rule in rules))
    )
)
