"""The SDK's table of close codes against the hub's."""

import pytest
from shequtong.closing import ending_of_close, ending_of_handshake
from shequtong.errors import NotFound, NotSignedIn, Refused

from hub.live.codes import CLOSES


@pytest.mark.parametrize("code", CLOSES)
def test_the_sdk_reads_each_code_as_the_hub_means_it(code: int) -> None:
    ending = ending_of_close(code)
    meant = CLOSES[code].reconnect
    assert (ending.stop is not None) == (meant == "no")
    assert (ending.wait > 0) == (meant == "later")


@pytest.mark.parametrize("code", [1000, 1005, 1006, 1012, 4999])
def test_a_code_nobody_listed_comes_back(code: int) -> None:
    assert ending_of_close(code).stop is None


def test_a_refused_handshake() -> None:
    assert ending_of_handshake(401, None).stop is NotSignedIn
    assert ending_of_handshake(403, None).stop is Refused
    assert ending_of_handshake(404, None).stop is NotFound
    assert ending_of_handshake(429, 7).stop is None
    assert ending_of_handshake(429, 7).wait == 7
    assert ending_of_handshake(429, None).wait > 0
    assert ending_of_handshake(503, 2) == (None, "http.503", 2)
    assert ending_of_handshake(200, None).stop is None
