"""The list of protections fits the tree; what it says is shown by `make protections`."""

import ast
import re

import pytest

from tests.faults.without import PROTECTIONS, ROOT, Protection, judged


def test_every_protection_can_be_taken_out_and_its_tests_are_there() -> None:
    assert {one.name: found for one in PROTECTIONS if (found := wrong_with(one))} == {}


def wrong_with(protection: Protection) -> str:
    whole = (ROOT / protection.file).read_text("utf-8")
    without = whole.replace(protection.old, protection.new)
    if whole.count(protection.old) != 1 or without == whole:
        return f"its lines stand {whole.count(protection.old)} times in {protection.file}"
    if protection.file.endswith(".py"):
        ast.parse(without)
    for test in protection.tests.split():
        file, _, name = test.partition("::")
        path = ROOT / "tests" / file
        if not path.exists() or (name and f"def {name}(" not in path.read_text("utf-8")):
            return f"there is no {test}"
    return ""


def test_what_the_document_names_is_there() -> None:
    text = (ROOT / "docs" / "trust.md").read_text("utf-8")
    named = set(re.findall(r"`([\w.-]+/[\w./-]*)`", text))
    named |= {f"docs/{link}" for link in re.findall(r"\]\(([^)]+)\)", text)}
    assert len(named) > 100
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets


def test_names_are_unique() -> None:
    assert len({protection.name for protection in PROTECTIONS}) == len(PROTECTIONS)


@pytest.mark.parametrize(
    ("code", "last", "noticed", "by"),
    [
        (1, "FAILED tests/a.py::b - assert 1 == 2", True, "tests/a.py::b"),
        (1, "FAILED tests/a.py::b", True, "tests/a.py::b"),
        (
            1,
            "FAILED tests/a.py::b - Failed: Timeout (>60.0s) from pytest-timeout.",
            False,
            "tests/a.py::b: ran out of time",
        ),
        (1, "ERROR tests/a.py::b - OSError: full", False, "tests/a.py::b: OSError: full"),
        (0, "3 passed in 1 s", False, "3 passed in 1 s: no test failed"),
        (2, "ERROR tests/a.py - SyntaxError", False, "tests/a.py: SyntaxError"),
        (5, "no tests ran", False, "no tests ran: no test failed"),
    ],
)  # fmt: skip
def test_only_a_test_that_failed_has_noticed(code: int, last: str, noticed: bool, by: str) -> None:
    assert judged(code, f"....F\nERROR    asyncio:base_events.py:1771 unhandled\n{last}\n") == (noticed, by)
