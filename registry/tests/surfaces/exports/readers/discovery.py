"""Bodies of Google's APIs, held against the discovery documents that its own client for Python carries.

The client itself sends whatever it is given; so the types of a document become a JSON Schema of a closed world,
without the words that Google has deprecated.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

import jsonschema

INTEGERS = {"int32": {"minimum": -(2**31), "maximum": 2**31 - 1}, "uint32": {"minimum": 0, "maximum": 2**32 - 1}}


@cache
def body_of(api: str, *method: str) -> jsonschema.Draft202012Validator:
    """Return what validates the body of a method, e.g. `enterprises`, `policies`, `patch`."""
    documents = resources.files("googleapiclient.discovery_cache") / "documents"
    document = json.loads((documents / f"{api}.json").read_text())
    *path, name = method
    within = document
    for resource in path:
        within = within["resources"][resource]
    request = within["methods"][name]["request"]["$ref"]
    types = {name: _schema(of) for name, of in document["schemas"].items()}
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{request}", "$defs": types})


def _schema(of: dict[str, Any]) -> dict[str, Any]:
    """Return a type of a discovery document as a JSON Schema."""
    if "$ref" in of:
        return {"$ref": f"#/$defs/{of['$ref']}"}
    schema: dict[str, Any] = {} if of["type"] == "any" else {"type": of["type"]}
    if "enum" in of:
        deprecated = of.get("enumDeprecated", [False] * len(of["enum"]))
        schema["enum"] = [word for word, is_old in zip(of["enum"], deprecated, strict=True) if not is_old]
    if of["type"] == "integer":
        schema |= INTEGERS[of["format"]]
    if of["type"] == "array":
        schema["items"] = _schema(of["items"])
    if of["type"] == "object":
        schema["properties"] = {name: _schema(one) for name, one in of.get("properties", {}).items()}
        more = of.get("additionalProperties")
        schema["additionalProperties"] = _schema(more) if more else False
    return schema
