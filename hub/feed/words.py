"""What posts say about themselves: their topics, and whether they speak to the community."""

import re

from hub.feed.types import WritePost

MOST_TOPICS = 5
_TOPIC = re.compile(r"#([^#\s]{1,20})#")
_ASKS = re.compile(
    r"(请|麻烦|希望|恳请|求)(社区|居委会?|街道|网格员|物业|有关部门|政府)|@(社区|居委会?|网格员)|社区(能不能|能否|可以|管不管|请)"
)


def topics_of(given: WritePost, text: str) -> tuple[str, ...]:
    """The topics chosen and those in the text (`#停水#`), each once, at most five."""
    chosen = [re.sub(r"[\s#]", "", topic) for topic in given.topics]
    return tuple(dict.fromkeys(topic for topic in [*chosen, *_TOPIC.findall(text)] if topic))[:MOST_TOPICS]


def asks(text: str) -> bool:
    """Whether its words ask the community for something: then it is answered, also without the tick."""
    return _ASKS.search(text) is not None


def search_words(text: str) -> list[str]:
    """Words to look for, at most five; single letters find nothing, as nothing is kept for them."""
    return [word for word in text.lower().split() if len(word) > 1][:5]
