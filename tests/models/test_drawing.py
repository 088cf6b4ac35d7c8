"""The picture is well-formed and holds what it should."""

from xml.etree import ElementTree

import numpy as np

from models.drawing import draw


def test_curves_and_thresholds_are_drawn() -> None:
    random = np.random.default_rng(1)
    picture = draw(
        random.normal(0.7, 0.1, 300), random.normal(0, 0.1, 3000), [0.4], "a & b".replace("&", "and")
    )
    root = ElementTree.fromstring(picture)
    spaces = {"s": "http://www.w3.org/2000/svg"}
    texts = [text.text for text in root.iterfind(".//s:text", spaces)]
    assert texts.count("0.40") == 2
    assert "different people: 3,000" in texts
    curve = root.find(".//s:polyline", spaces)
    assert curve is not None
    assert len(curve.attrib["points"].split()) > 10


def test_separate_scores_make_no_division_by_zero() -> None:
    ElementTree.fromstring(draw(np.array([0.9]), np.array([0.1]), [0.5], "one pair each"))
