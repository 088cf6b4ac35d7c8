"""Sealed fields: what opens, what does not, and that nothing leaks on the way."""

import os
from uuid import uuid4

import pytest

from hub.errors import DomainError
from hub.sealing import Sealer, SealError, derive, key_version, mask_name, mask_phone, normal_phone

CANARY = "13987654321"
KEYS = {1: os.urandom(32), 2: os.urandom(32)}


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(KEYS)


def test_a_field_opens_in_its_place_and_nowhere_else(sealer: Sealer) -> None:
    row = uuid4()
    sealed = sealer.seal(CANARY, column="accounts.phone", row=row)
    assert sealer.unseal(sealed, column="accounts.phone", row=row) == CANARY
    for column, other in (("accounts.phone", uuid4()), ("roster.phone", row)):
        with pytest.raises(SealError) as broken:
            sealer.unseal(sealed, column=column, row=other)
        assert CANARY not in str(broken.value)


def test_every_byte_is_authenticated(sealer: Sealer) -> None:
    row = uuid4()
    sealed = sealer.seal(CANARY, column="accounts.phone", row=row)
    for position in range(len(sealed)):
        bent = bytearray(sealed)
        bent[position] ^= 1
        with pytest.raises(SealError):
            sealer.unseal(bytes(bent), column="accounts.phone", row=row)
    for length in (0, 5, 29, len(sealed) - 1):
        with pytest.raises(SealError):
            sealer.unseal(sealed[:length], column="accounts.phone", row=row)


def test_two_seals_of_the_same_text_differ_and_hide_it(sealer: Sealer) -> None:
    row = uuid4()
    one, two = (sealer.seal(CANARY, column="accounts.phone", row=row) for _ in range(2))
    assert one != two
    assert CANARY.encode() not in one


def test_keys_rotate() -> None:
    row = uuid4()
    old, new = Sealer({1: KEYS[1]}), Sealer(KEYS)
    sealed = old.seal(CANARY, column="accounts.phone", row=row)
    assert key_version(sealed) == 1
    moved = new.reseal(sealed, column="accounts.phone", row=row)
    assert moved is not None
    assert key_version(moved) == 2
    assert new.unseal(moved, column="accounts.phone", row=row) == CANARY
    assert new.unseal(sealed, column="accounts.phone", row=row) == CANARY
    assert new.reseal(moved, column="accounts.phone", row=row) is None
    with pytest.raises(SealError):
        old.unseal(moved, column="accounts.phone", row=row)


def test_the_blind_index_survives_rotation_and_keeps_kinds_apart() -> None:
    assert Sealer({1: KEYS[1]}).blind("phone", CANARY) == Sealer(KEYS).blind("phone", CANARY)
    sealer = Sealer(KEYS)
    assert sealer.blind("phone", CANARY) != sealer.blind("id_number", CANARY)
    assert sealer.blind("phone", CANARY) != Sealer({1: KEYS[2]}).blind("phone", CANARY)
    assert len(sealer.blind("phone", CANARY)) == 32


def test_purposes_have_keys_of_their_own() -> None:
    assert derive(KEYS[1], "blind-index") != derive(KEYS[1], "field/accounts.phone")
    assert derive(KEYS[1], "a") == derive(KEYS[1], "a")


@pytest.mark.parametrize(
    "text", [CANARY, "+86 139-8765-4321", "0086 13987654321", " １３９８７６５４３２１ ", "(139)87654321"]
)
def test_phone_numbers_as_people_write_them(text: str) -> None:
    assert normal_phone(text) == CANARY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1398765432",
        "139876543210",
        "12987654321",
        "23987654321",
        "1398765432x",
        "१३९८७६५४३२१",
        "1" * 5000,
    ],
)
def test_what_is_no_phone_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        normal_phone(text)
    assert refused.value.code == "phone.invalid"
    assert text == "" or text not in repr(refused.value) + str(refused.value)


def test_masks() -> None:
    assert mask_phone(CANARY) == "139****4321"
    assert mask_phone("12345") == "*****"
    assert [mask_name(name) for name in ("罗德全", "安", "欧阳小明")] == ["罗**", "安**", "欧**"]
