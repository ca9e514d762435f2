"""How tests hold what the feed publishes against its schemas: as a client may, and to the letter."""

from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from registry.surfaces.feed.shapes import NAMES, schema


def _closed(part: Any) -> Any:
    """Return a schema in which objects have no members but those that it names."""
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(value) for name, value in part.items()}
    if part.get("type") == "object" or "allOf" in part:
        closed["unevaluatedProperties"] = False
    return closed


def _open_where_extended(name: str, document: dict[str, Any]) -> dict[str, Any]:
    """Return a closed schema whose definitions that others extend are open: those others are closed themselves."""
    closed: dict[str, Any] = _closed(document)
    for extended in {"head": ["blob"], "keys": ["key"]}.get(name, []):
        del closed["$defs"][extended]["unevaluatedProperties"]
    return closed


def _validator(name: str, *, to_the_letter: bool) -> Draft202012Validator:
    shape = _open_where_extended if to_the_letter else lambda _name, document: document
    registry: Any = Registry().with_resources(
        [(f"{one}.json", Resource.from_contents(shape(one, schema(one)))) for one in NAMES]
    )
    return Draft202012Validator(
        {"$ref": f"{name}.json"}, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def check(name: str, document: Any, *, to_the_letter: bool = True) -> None:
    """Fail where a document is not what its schema says; to the letter, a member that it does not name is an error."""
    _validator(name, to_the_letter=to_the_letter).validate(document)
