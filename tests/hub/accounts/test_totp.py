"""Authenticator codes against RFC 6238, appendix B (SHA-1, last six of the eight digits)."""

import base64

import pytest

from hub.accounts import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, seconds // totp.STEP) == code
    assert totp.step_of(SECRET, code, seconds) == seconds // totp.STEP


def test_half_a_minute_off_is_fine_more_is_not() -> None:
    for ahead, found in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = totp.code_at(SECRET, 1000 + ahead)
        assert (totp.step_of(SECRET, code, 1000 * totp.STEP) == 1000 + ahead) is found


@pytest.mark.parametrize("code", ["", "abc", "２８７０８２", "287082 "])
def test_what_is_no_code(code: str) -> None:
    assert totp.step_of(SECRET, code, 59) is None


def test_secrets_are_random_and_fit_a_link() -> None:
    secret = totp.new_secret()
    assert secret != totp.new_secret()
    link = totp.uri(secret, "wang li")
    assert link.startswith("otpauth://totp/%E7%A4%BE%E5%8C%BA%E9%80%9A:wang%20li?secret=" + secret)
