"""The list of protections fits the tree; what it says is shown by `make protections`."""

import pytest

from tests.faults.without import PROTECTIONS, ROOT, Protection


@pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda protection: protection.name)
def test_a_protection_can_be_taken_out_and_its_tests_are_there(protection: Protection) -> None:
    assert (ROOT / protection.file).read_text("utf-8").count(protection.old) == 1
    assert protection.old != protection.new
    assert all((ROOT / "tests" / name).exists() for name in protection.tests.split())
