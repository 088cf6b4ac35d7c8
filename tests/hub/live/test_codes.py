"""One table of close codes."""

import re

from hub.live import codes


def test_every_code_stands_in_the_description_with_its_reconnect() -> None:
    described = dict(re.findall(r"^\| (\d{4}) \| .*? \| (no|yes(?:, later)?)", codes.__doc__ or "", re.M))
    table = {
        str(one.code): "yes, later" if one.reconnect == "later" else one.reconnect
        for one in codes.CLOSES.values()
        if one is not codes.DEFECT
    }
    assert table == described


def test_a_reason_fits_its_frame_and_ends_with_a_whole_character() -> None:
    assert codes.clip("社" * 60) == "社" * 41
    assert codes.clip("short") == "short"
