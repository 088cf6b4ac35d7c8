"""Which rows of a file are good, and what is wrong with the others. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from hub.accounts.actions import clean_name
from hub.certification.identity import age, normal_id
from hub.certification.imports.types import BadRow, Good, Raw, RowReason
from hub.errors import DomainError
from hub.sealing import normal_phone


class Places(NamedTuple):
    """Areas by name and by code; `yours`: those the importer has a roster of."""

    named: Mapping[str, Sequence[UUID]]
    yours: frozenset[UUID]


def check(
    rows: Sequence[Raw], places: Places, least_age: int | None, today: date
) -> tuple[list[Good], list[BadRow]]:
    """All reasons of a row at once, so that one round of corrections is enough."""
    good: list[Good] = []
    bad: list[BadRow] = []
    first: dict[str, int] = {}
    for raw in rows:
        reasons: list[RowReason] = []
        of = None
        name = number = phone = ""
        due = None
        try:
            name = clean_name(raw.name)
        except DomainError:
            reasons.append("name_invalid" if raw.name else "name_missing")
        if not raw.id_number:
            reasons.append("id_number_missing")
        elif raw.numeric:
            reasons.append("id_number_as_number")
        else:
            try:
                number = normal_id(raw.id_number)
            except DomainError:
                reasons.append("id_number_invalid")
        if number:
            if least_age is not None and age(number, today) < least_age:
                reasons.append("too_young")
            if number in first:
                reasons.append("duplicate_in_file")
                of = first[number]
            else:
                first[number] = raw.row
        area, wrong = _area(raw.area, places)
        if wrong is not None:
            reasons.append(wrong)
        if raw.phone:
            try:
                phone = normal_phone(raw.phone)
            except DomainError:
                reasons.append("phone_invalid")
        if raw.due_on:
            try:
                due = date.fromisoformat(raw.due_on.replace("/", "-").replace(".", "-"))
            except ValueError:
                reasons.append("due_on_invalid")
        if reasons or area is None:
            bad.append(BadRow(raw.row, tuple(reasons), of))
        else:
            good.append(Good(raw.row, name, number, phone, area, due))
    return good, bad


def _area(text: str, places: Places) -> tuple[UUID | None, RowReason | None]:
    if not text:
        return None, "area_missing"
    found = places.named.get(text) or places.named.get(f"{text}社区") or ()
    mine = [area for area in found if area in places.yours]
    if not found:
        return None, "area_unknown"
    if not mine:
        return None, "area_not_yours"
    return (mine[0], None) if len(mine) == 1 else (None, "area_ambiguous")
