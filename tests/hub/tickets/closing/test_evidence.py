"""What is done is shown: by a picture, or by words where no picture can."""

import pytest

from hub.errors import DomainError
from tests.hub.tickets.closing.tale import Tale


async def test_a_picture_is_needed(tale: Tale) -> None:
    await tale.acknowledge()
    with pytest.raises(DomainError) as caught:
        await tale.resolve(tale.clerk, "已经疏通，现场看过，水流通畅，没有再返水。", photo=False)
    assert caught.value.code == "ticket.evidence_missing"
    assert (await tale.resolve(tale.clerk)).state == "resolved"


async def test_words_are_enough_where_no_picture_can_show_it(tale: Tale) -> None:
    await tale.category(evidence="words")
    await tale.acknowledge()
    with pytest.raises(DomainError) as caught:
        await tale.resolve(tale.clerk, "已答复", photo=False)
    assert (caught.value.code, caught.value.params) == ("ticket.evidence_words", {"limit": 20})
    after = await tale.resolve(tale.clerk, "已上门说明办理条件和所需材料，本人表示清楚。", photo=False)
    assert after.state == "resolved"


async def test_spaces_are_no_words(tale: Tale) -> None:
    await tale.category(evidence="words")
    await tale.acknowledge()
    with pytest.raises(DomainError) as caught:
        await tale.resolve(tale.clerk, "好" + " " * 30, photo=False)
    assert caught.value.code == "ticket.evidence_words"
