"""HTTP's document: made without a database, and exact about what answers hold."""

import json
import re

from hub.document import FOLDER
from hub.openapi import described


def test_it_is_the_committed_one() -> None:
    committed = json.loads((FOLDER / "http.openapi.json").read_bytes())
    assert json.loads(json.dumps(described())) == committed, "run: python -m hub.document"


def test_every_reference_leads_somewhere() -> None:
    document = described()
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document))):
        found = document
        for part in reference.split("/"):
            found = found[part]
        assert found


def test_an_answer_lacks_nothing_but_what_is_left_out() -> None:
    schemas = described()["components"]["schemas"]
    assert set(schemas["Step"]["required"]) == set(schemas["Step"]["properties"]) - {
        "routed",
        "earlier",
    }  # unset: not there
    assert "urgent" not in schemas["Ticket"]["required"]
    assert "id" in schemas["Ticket"]["required"]


def test_a_question_may_lack_what_has_a_default() -> None:
    assert described()["components"]["schemas"]["Dispatch"]["required"] == []
