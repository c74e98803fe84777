"""CPR and name under keys of their own: HMAC to look a person up, AES-GCM to keep what was written.

A plain hash of a CPR number is the CPR number (the whole space is minutes of one core), so the keys
live in a file apart from the data. Losing the file makes identities unreadable and nothing else.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from stdnum.dk import cpr as danish
from stdnum.exceptions import ValidationError

from app.db.engine import keep_private
from app.settings import settings

_NONCE = 12


class IdentityUnreadable(Exception):  # noqa: N818 - a state of the installation, told to the person
    """The identity keys are missing or are not those the value was sealed with."""


class NotACpr(ValueError):  # noqa: N818 - told to the person who typed it
    """The text is no CPR number: not ten digits, or its first six are no day in the calendar."""


class NoSuchDay(NotACpr):
    """Ten digits whose first six are no day in the calendar."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The installation's identity keys; `current` seals, the others only open."""

    current: str
    look_up: dict[str, bytes] = field(repr=False)
    seals: dict[str, bytes] = field(repr=False)


def ensure_keys(path: Path) -> None:
    """Make the key file with one fresh key, mode 0600; what an existing one holds stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_private(path)
    fresh = {"hmac": secrets.token_hex(32), "seal": secrets.token_hex(32)}
    text = json.dumps({"current": "k1", "keys": {"k1": fresh}}, indent=2) + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def current_key() -> str:
    """The id of the key that seals now; it is stored beside what it sealed."""
    return _keys().current


def cpr_hmac(cpr: str) -> str:
    """Under what a person is looked up: HMAC-SHA-256 of the ten digits by the current key."""
    return cpr_hmacs(cpr)[0]


def cpr_hmacs(cpr: str) -> tuple[str, ...]:
    """The look-up values by every key in use, the current one first (keys may be rotated)."""
    keys, digits = _keys(), valid_cpr(cpr).encode()
    order = sorted(keys.look_up, key=lambda name: (name != keys.current, name))
    return tuple(hmac.new(keys.look_up[k], digits, hashlib.sha256).hexdigest() for k in order)


def place(table: str, column: str, row: object) -> str:
    """The context that binds a sealed value to its place, so it cannot be moved to another row."""
    return f"{table}.{column}:{row}"


def seal(content: bytes | str, context: str) -> bytes:
    """Encrypt with the current key (AES-256-GCM, nonce first); `context` is authenticated."""
    keys = _keys()
    clear = content.encode() if isinstance(content, str) else content
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(keys.seals[keys.current]).encrypt(nonce, clear, context.encode())


def open_sealed(sealed: bytes, context: str, key_id: str) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        IdentityUnreadable: the key is gone, or the value was changed or moved.
    """
    keys = _keys()
    if key_id not in keys.seals:
        raise IdentityUnreadable(key_id)
    try:
        return AESGCM(keys.seals[key_id]).decrypt(
            sealed[:_NONCE], sealed[_NONCE:], context.encode()
        )
    except InvalidTag as error:
        raise IdentityUnreadable(key_id) from error


def valid_cpr(text: str) -> str:
    """The ten digits of a CPR number typed with or without dash and spaces.

    Checks digits and the date part with the century rule only: numbers that fail modulus 11 have
    been given out since 2007.

    Raises:
        NotACpr: with no part of the number in its text.
    """
    digits = "".join(text.replace("\u2013", "-").replace("-", " ").split())
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        raise NotACpr
    try:
        danish.get_birth_date(digits)
    except ValidationError:
        raise NoSuchDay from None
    return digits


def has_check_digit(cpr: str) -> bool:
    """Whether the number fits modulus 11; numbers given out since 2007 need not."""
    return int(danish.checksum(valid_cpr(cpr))) == 0


def birth_year(cpr: str) -> int:
    """The year of birth by the century rule."""
    return int(danish.get_birth_date(valid_cpr(cpr)).year)


def sex(cpr: str) -> str:
    """`f` for an even last digit, else `m`, as the register assigns them."""
    return "f" if int(valid_cpr(cpr)[-1]) % 2 == 0 else "m"


def masked(cpr: str) -> str:
    """The birth date only: `010190-••••`."""
    return f"{valid_cpr(cpr)[:6]}-••••"


def _keys() -> Keys:
    path = settings().key_file
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise IdentityUnreadable("keys") from error


@cache
def _read(path: Path, _changed: int) -> Keys:
    written = json.loads(path.read_text(encoding="utf-8"))
    keys = written["keys"]
    return Keys(
        current=written["current"],
        look_up={name: bytes.fromhex(pair["hmac"]) for name, pair in keys.items()},
        seals={name: bytes.fromhex(pair["seal"]) for name, pair in keys.items()},
    )
