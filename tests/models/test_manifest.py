"""The manifest: what is in it, and what is refused."""

import re

import msgspec
import pytest

from models.manifest import HERE, Threshold, manifest, parse

ENTRY = """
[roles]
detect = "other"

[models.other]
version = "1"
file = "other.onnx"
sha256 = "00"
licence = "MIT"
input = { shape = [3, 8, 8], colours = "BGR", minus = 0, over = 1 }
"""


def test_each_role_has_a_model_with_a_card_and_a_source() -> None:
    known = manifest()
    assert set(known.roles) == {"detect", "landmark", "embed", "live"}
    for model in known.models.values():
        assert len(model.sha256) == 64
        assert model.licence == "MIT"
        assert model.source is not None
        card = (HERE / "cards" / f"{model.name}.md").read_text(encoding="utf-8")
        assert card.startswith(f"# {model.name} {model.version}\n")
        assert model.licence in card


def test_the_pass_threshold_is_not_below_what_was_measured() -> None:
    """Drawn out from the tail, 1e-5 lies in an interval; its upper end counts."""
    bands = manifest().of("embed").bands()
    measured = re.search(r"FMR 1e-5 at [\d.]+ \([\d.]+ to ([\d.]+),", bands.measured)
    assert measured is not None
    assert bands.accept >= float(measured[1])


def test_another_model_is_a_further_entry() -> None:
    model = parse(ENTRY).of("detect")
    assert (model.name, model.source, model.input.colours) == ("other", None, "BGR")
    with pytest.raises(LookupError):
        model.bands()


def test_a_template_is_tied_to_the_very_file() -> None:
    one, other = parse(ENTRY).of("detect"), parse(ENTRY.replace('"00"', '"11"')).of("detect")
    assert one.tag != other.tag


@pytest.mark.parametrize(
    ("old", "new"),
    [('detect = "other"', 'detect = "another"'), ('licence = "MIT"', 'license = "MIT"'), ('"BGR"', '"HSV"')],
)
def test_a_manifest_with_a_mistake_is_refused(old: str, new: str) -> None:
    with pytest.raises((ValueError, msgspec.ValidationError)):
        parse(ENTRY.replace(old, new))


def test_the_bands_do_not_cross() -> None:
    with pytest.raises(ValueError, match="refuse is above accept"):
        Threshold(accept=0.3, refuse=0.4, measured="")
