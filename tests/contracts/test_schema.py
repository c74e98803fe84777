"""The schema that editors check a file with, against the files there are.

No validator of JSON Schema is installed, so the keywords the schema uses are checked here; one it
does not know stops the test.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.document import Document
from contracts.file.schema import DIALECT, schema_text
from contracts.file.source import read_tree
from contracts.library import names, template
from tests.contracts.builders import PRINTED, TERM, an_agreement_tree

SCHEMA = json.loads(schema_text())
TOLD = {"$schema", "$defs", "title", "description", "default"}
TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "integer": int}


def faults(schema: dict[str, Any], found: Any, at: str = "") -> list[str]:
    """The places where something is not as the schema has it."""
    return [
        place for word in schema if word not in TOLD for place in KEYWORDS[word](schema, found, at)
    ]


def _type(schema: dict[str, Any], found: Any, at: str) -> list[str]:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return [] if any(_is(kind, found) for kind in kinds) else [f"{at} type"]


def _is(kind: str, found: Any) -> bool:
    if kind == "number":
        return isinstance(found, int | float) and not isinstance(found, bool)
    return isinstance(found, TYPES[kind]) and (kind == "boolean" or not isinstance(found, bool))


def _ref(schema: dict[str, Any], found: Any, at: str) -> list[str]:
    return faults(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], found, at)


def _one_of(schema: dict[str, Any], found: Any, at: str) -> list[str]:
    fitting = [part for part in schema["oneOf"] if not faults(part, found, at)]
    return [] if len(fitting) == 1 else [f"{at} oneOf {len(fitting)}"]


def _any_of(schema: dict[str, Any], found: Any, at: str) -> list[str]:
    return [] if any(not faults(part, found, at) for part in schema["anyOf"]) else [f"{at} anyOf"]


def _properties(schema: dict[str, Any], found: Any, at: str) -> Iterator[str]:
    for name, part in schema["properties"].items():
        if isinstance(found, dict) and name in found:
            yield from faults(part, found[name], f"{at}.{name}")


def _additional(schema: dict[str, Any], found: Any, at: str) -> Iterator[str]:
    others = set(found) - set(schema.get("properties", {})) if isinstance(found, dict) else set()
    for name in sorted(others):
        rest = schema["additionalProperties"]
        yield from [f"{at}.{name} unknown"] if rest is False else faults(rest, found[name], at)


def _pattern(schema: dict[str, Any], found: Any, at: str) -> list[str]:
    fits = not isinstance(found, str) or re.search(schema["pattern"], found)
    return [] if fits else [f"{at} pattern"]


def _named(schema: dict[str, Any], found: Any, at: str) -> Iterator[str]:
    for name, part in schema["patternProperties"].items():
        for key in found if isinstance(found, dict) else ():
            if re.search(name, key):
                yield from faults(part, found[key], f"{at}.{key}")


def _names(schema: dict[str, Any], found: Any, at: str) -> Iterator[str]:
    for name in found if isinstance(found, dict) else ():
        yield from faults(schema["propertyNames"], name, f"{at}.{name}")


def _items(schema: dict[str, Any], found: Any, at: str) -> Iterator[str]:
    for i, item in enumerate(found if isinstance(found, list) else ()):
        yield from faults(schema["items"], item, f"{at}.{i}")


def _number(found: Any) -> bool:
    return _is("number", found)


KEYWORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "oneOf": _one_of,
    "anyOf": _any_of,
    "properties": _properties,
    "additionalProperties": _additional,
    "pattern": _pattern,
    "patternProperties": _named,
    "propertyNames": _names,
    "items": _items,
    "enum": lambda s, f, at: [] if f in s["enum"] else [f"{at} enum"],
    "const": lambda s, f, at: [] if f == s["const"] else [f"{at} const"],
    "required": lambda s, f, at: [
        f"{at}.{name} missing" for name in s["required"] if isinstance(f, dict) and name not in f
    ],
    "minLength": lambda s, f, at: (
        [f"{at} short"] if isinstance(f, str) and len(f) < s["minLength"] else []
    ),
    "minItems": lambda s, f, at: (
        [f"{at} few"] if isinstance(f, list) and len(f) < s["minItems"] else []
    ),
    "minimum": lambda s, f, at: [f"{at} low"] if _number(f) and f < s["minimum"] else [],
    "maximum": lambda s, f, at: [f"{at} high"] if _number(f) and f > s["maximum"] else [],
    "exclusiveMinimum": lambda s, f, at: (
        [f"{at} low"] if _number(f) and f <= s["exclusiveMinimum"] else []
    ),
}


def typed(tree: Any) -> Any:
    """What an editor makes of the file where its scalars are not quoted."""
    if isinstance(tree, dict):
        return {key: typed(part) for key, part in tree.items()}
    if isinstance(tree, list):
        return [typed(part) for part in tree]
    if re.fullmatch(r"-?\d+(\.\d+)?", tree):
        return float(tree) if "." in tree else int(tree)
    return {"true": True, "false": False}.get(tree, tree)


@pytest.mark.parametrize("name", names())
def test_every_template_fits_the_schema_quoted_or_plain(name: str) -> None:
    tree, _ = read_tree(template(name))
    assert faults(SCHEMA, tree) == []
    assert faults(SCHEMA, typed(tree)) == []


def test_the_designs_own_example_fits_the_schema() -> None:
    assert faults(SCHEMA, read_tree(PRINTED)[0]) == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"discount": "5 %"}, ".clauses"),
        ({"type": "subscription"}, ".clauses"),
        ({"exceptions": {}}, ".clauses"),
        ({"shares": ["forty"]}, ".clauses"),
    ],
)
def test_what_the_loader_refuses_by_form_the_schema_refuses(
    changes: dict[str, Any], place: str
) -> None:
    tree = an_agreement_tree(TERM | changes)
    assert any(found.startswith(place) for found in faults(SCHEMA, tree))


def test_a_file_without_clauses_and_one_with_an_unknown_field_do_not_fit() -> None:
    tree = an_agreement_tree()
    assert faults(SCHEMA, tree | {"claims": []}) == [".claims unknown"]
    assert ".clauses missing" in faults(SCHEMA, {k: v for k, v in tree.items() if k != "clauses"})


def test_free_of_is_a_criterion_of_the_schema() -> None:
    assert faults(SCHEMA, an_agreement_tree(TERM | {"met_when": {"free_of": "e"}})) == []


def test_all_twenty_one_term_types_are_told_apart_by_type_and_described() -> None:
    refs = SCHEMA["$defs"]["Clause"]["properties"]["terms"]["items"]["oneOf"]
    terms = [SCHEMA["$defs"][ref["$ref"].rpartition("/")[2]] for ref in refs]
    types = {term["properties"]["type"]["const"] for term in terms}
    assert len(terms) == len(types) == 21
    assert all(term["description"] and "type" in term["required"] for term in terms)


def test_the_schema_is_the_same_bytes_each_time_and_names_its_dialect() -> None:
    assert schema_text() == schema_text()
    assert SCHEMA["$schema"] == DIALECT
    assert set(SCHEMA["properties"]) == set(Document.model_fields)
