"""Examples as text to paste under `examples:` of an agreement or its `.examples.yaml`."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from contracts.document import ONLY_TREATMENT, Example, ExpectedLine
from contracts.file.written import Bilingual

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*|\d{4}-\d\d-\d\d", re.ASCII)


def as_yaml(examples: Iterable[Example]) -> str:
    """The examples as the items of a list, each fact on a line of its own."""
    return "".join(f"{line}\n" for example in examples for line in _lines(example))


def _lines(example: Example) -> Iterator[str]:
    yield f"- id: {_scalar(example.id)}"
    yield "  title:"
    yield from _both(example.title, "    ")
    yield f"  known_at: {example.known_at:%Y-%m-%dT%H:%M:%SZ}"
    yield f"  settle_on: {example.settle_on.isoformat()}"
    yield "  facts:"
    yield from (f"  - {_flow(row)}" for row in example.facts)
    yield "  expect:"
    yield f'    total: "{example.expect.total}"'
    if example.expect.lines:
        yield "    lines:"
    for line in example.expect.lines:
        yield from _line(line)


def _line(line: ExpectedLine) -> Iterator[str]:
    who = {} if line.treatment == ONLY_TREATMENT else {"treatment": line.treatment}
    fields = {
        **who,
        "term": line.term,
        "milestone": line.milestone,
        "status": line.status.value,
        "amount": line.amount,
    }
    first, *rest = (f"{name}: {_scalar(text)}" for name, text in fields.items())
    yield f"    - {first}"
    yield from (f"      {text}" for text in rest)
    if line.sentence is not None:
        yield "      sentence:"
        yield from _both(line.sentence, "        ")


def _both(text: Bilingual, indent: str) -> Iterator[str]:
    yield f"{indent}da: {_quoted(text.da)}"
    yield f"{indent}en: {_quoted(text.en)}"


def _flow(row: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {_scalar(text)}' for name, text in row.items())}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
