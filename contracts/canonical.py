"""One spelling of a value as bytes, so that equal content has an equal hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def canonical_bytes(value: Json) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces, of texts and whole numbers only.

    Raises:
        TypeError: the value holds something without one exact spelling.
    """
    _check(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def sha256(value: Json) -> str:
    """The SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _check(value: object) -> None:
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError(repr(value))
        parts: Sequence[object] = list(value.values())
    elif isinstance(value, list | tuple):
        parts = value
    else:
        raise TypeError(repr(value))
    for part in parts:
        _check(part)
