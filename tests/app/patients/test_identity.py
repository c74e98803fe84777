"""CPR numbers: looked up by HMAC, kept sealed, shown masked."""

import stat
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.patients.identity import (
    IdentityUnreadable,
    NotACpr,
    birth_year,
    cpr_hmac,
    current_key,
    ensure_keys,
    masked,
    open_sealed,
    place,
    seal,
    valid_cpr,
)

pytestmark = pytest.mark.usefixtures("data_folder")


def test_what_is_sealed_opens_in_its_place_only():
    sealed = seal("Ada", place("patient_identity", "name_sealed", "a"))
    assert (
        open_sealed(sealed, place("patient_identity", "name_sealed", "a"), current_key()) == b"Ada"
    )
    with pytest.raises(IdentityUnreadable):
        open_sealed(sealed, place("patient_identity", "name_sealed", "b"), current_key())


def test_sealing_twice_never_gives_the_same_bytes():
    assert seal("Ada", "x") != seal("Ada", "x")


def test_the_number_is_the_same_with_and_without_its_dash():
    assert cpr_hmac("010190-1234") == cpr_hmac("0101901234")
    assert masked("0101901234") == "010190-••••"


def test_a_number_that_fails_modulus_11_is_a_number():
    assert valid_cpr("010190-1234") == "0101901234"


def test_the_seventh_digit_decides_the_century():
    assert birth_year("0101901234") == 1990
    assert birth_year("0101054321") == 2005
    assert birth_year("0101585678") == 1858


@pytest.mark.parametrize("text", ["", "310290-1234", "01019012", "010190-12345", "010190-12E4"])
def test_other_texts_are_no_cpr_number(text):
    with pytest.raises(NotACpr):
        valid_cpr(text)


@given(st.text(max_size=14))
def test_no_text_is_a_surprise(text):
    with suppress(NotACpr):
        assert len(valid_cpr(text)) == 10


def test_the_key_file_is_private_and_never_overwritten(tmp_path):
    path = tmp_path / "keys.json"
    ensure_keys(path)
    first = path.read_bytes()
    ensure_keys(path)
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
