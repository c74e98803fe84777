"""The agreement file as a JSON Schema, so that editors complete and check it while it is typed."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from contracts.dates import Period
from contracts.document import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FREE_OF = {
    "additionalProperties": False,
    "description": "The loss an endpoint defines has not come, up to a limit.",
    "properties": {
        "free_of": {"description": "The id of one of the endpoints.", "type": "string"},
        "until": {"enum": ["window_open", "target", "window_close"], "type": "string"},
    },
    "required": ["free_of"],
    "title": "FreeOf",
    "type": "object",
}
_PLAIN = ["string", "number", "boolean"]
_BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "le": "maximum", "lt": "exclusiveMaximum"}
_IDENTIFIER = "^[A-Za-z0-9]"


def schema_text() -> str:
    """The schema of the agreement file, the same bytes each time.

    Scalars are text to the loader; where an editor reads a number or a truth value from plain text
    the schema takes it too. What needs more than the form, `effekt agreement check` finds.
    """
    found = Document.model_json_schema(schema_generator=_AsWritten)
    found["$defs"]["FreeOf"] = _FREE_OF
    found["$defs"] = dict(sorted(found["$defs"].items()))
    for part in _parts(found):
        _loosen(part)
    whole = {"$schema": DIALECT} | found | {"title": "Effekt agreement"}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


class _AsWritten(GenerateJsonSchema):
    """What may be written: nothing is null in the file, and defaults are in its spelling."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        default = _spelled(schema.get("default"))
        return inner if default is None else inner | {"default": default}


def _spelled(default: object) -> JsonValue:
    """A default as the file would write it; None where it would write nothing."""
    match default:
        case bool():
            return "true" if default else "false"
        case str():
            return str(default)
        case Period():
            return default.text
        case tuple() if default and all(isinstance(one, str) for one in default):
            return [str(one) for one in default]
        case _:
            return None


def _parts(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 -- a tree of JSON
    """Every mapping of the schema, each before those in it."""
    if isinstance(schema, dict):
        yield schema
    below = schema.values() if isinstance(schema, dict) else schema
    for part in below if isinstance(schema, dict | list) else ():
        yield from _parts(part)


def _loosen(part: dict[str, Any]) -> None:
    """What a plain scalar may become, `free_of` among the criteria, and no words of OpenAPI."""
    if isinstance(part.get("discriminator"), dict):
        del part["discriminator"]
    if {"$ref": "#/$defs/AnyOf"} in part.get("oneOf", ()):
        part["oneOf"].append({"$ref": "#/$defs/FreeOf"})
    bare = part.get("type") == "string" and not {"enum", "const"} & part.keys()
    if bare and part.get("pattern", _IDENTIFIER).startswith(_IDENTIFIER):
        part["type"] = _PLAIN
    for ours, theirs in _BOUNDS.items():
        if ours in part and not isinstance(part[ours], dict):
            part[theirs] = part.pop(ours)
    const = part.get("const")
    if isinstance(const, str) and const.isdigit():
        del part["const"]
        part["enum"], part["type"] = [const, int(const)], ["string", "integer"]
