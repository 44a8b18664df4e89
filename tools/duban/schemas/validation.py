"""Shape of one record: whether its data fits the schema of its kind, and what is wrong if not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import jsonschema_rs

from duban.schemas import catalog

if TYPE_CHECKING:
    from duban.documents.yaml_document import Document
    from duban.ground.findings import Finding
    from duban.ground.findings import Keys


def validate(document: Document, kind: str) -> tuple[Finding, ...]:
    """Return what is wrong with the shape of a document that parsed.

    Empty when, and only when, the data fits the schema of its kind.
    """
    if gate(kind).is_valid(document.data):
        return ()
    # Imported here: most records fit, and reports need not wait for the words about the others.
    from duban.schemas import explanations

    # What the gate refuses has a finding, even where no rule finds words for it.
    return explanations.reasons(document, kind) or (
        explanations.unexplained(document, _first_place(document, kind)),
    )


@cache
def gate(kind: str) -> jsonschema_rs.Validator:
    """Return the fast validator of a kind: yes or no, thirty times quicker than the other."""
    return jsonschema_rs.validator_for(catalog.schema(kind), validate_formats=True)


def _first_place(document: Document, kind: str) -> Keys:
    """Where the first value stands that the gate refuses."""
    for error in gate(kind).iter_errors(document.data):
        return tuple(error.instance_path)
    return ()
