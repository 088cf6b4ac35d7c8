"""What posts look like outside this room, and what its commands take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from hub.accounts.types import Badge, Neighbour, NeighbourName
from hub.areas.types import Level
from hub.media.types import Photo
from hub.tickets.types import Category, StepKind
from hub.tickets.types import State as TicketState

PostState = Literal["shown", "held", "hidden", "deleted"]
FeedList = Literal["area", "mine", "unanswered", "search"]
PostThanksAbout = Literal["wish", "volunteers", "partner"]
PostText = Annotated[str, msgspec.Meta(min_length=1, max_length=800)]
PostPhotos = Annotated[list[UUID], msgspec.Meta(max_length=9)]
TopicName = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
Mentions = Annotated[list[UUID], msgspec.Meta(max_length=5)]


class PostTicket(msgspec.Struct, frozen=True):
    """The ticket that a post became; `number` is said in groups of three."""

    id: UUID
    number: int
    state: TicketState


class PostStep(msgspec.Struct, frozen=True):
    """What everybody may know of a step of that ticket. `text`: the result, when it is done."""

    kind: StepKind
    unit: str
    text: str
    at: datetime


class PostAnswer(msgspec.Struct, frozen=True):
    """When and by whom the community answered first; the name is masked."""

    at: datetime
    unit: str
    name: str


class PostAuthor(msgspec.Struct, frozen=True):
    """Who wrote, as its reader may know her, and as she was then."""

    id: UUID
    name: str
    verified: bool
    badges: tuple[Badge, ...]


class PostThanks(msgspec.Struct, frozen=True):
    """What a post thanks for: a wish granted, hands that came, a partner's gift. `to`: the organisation; empty: it was
    neighbours. `title`: of the wish, the call, the gift."""

    about: PostThanksAbout
    to: str
    title: str


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post. `path`: ids from the district down to `area`. `photos`: their ids; the links come with a fetch. `place`:
    where it is, for a post about a place. `reason`: why it is hidden, for its author and staff. `answer_by`: the
    community answers until then; None: it does not speak to the community. `shown_at`: its place in the lists.
    `thanks`: what it thanks for, when it does; its author may be a unit then."""

    id: UUID
    version: int
    area: UUID
    path: tuple[UUID, ...]
    author: PostAuthor
    text: str
    photos: tuple[UUID, ...]
    topics: tuple[str, ...]
    place: UUID | None
    place_text: str
    state: PostState
    reason: str | None
    likes: int
    comments: int
    answer_by: datetime | None
    answer: PostAnswer | None
    ticket: PostTicket | None
    shown_at: datetime | None
    created_at: datetime
    thanks: PostThanks | None = None


class PostComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment. `parent`: the one it replies to. `to_name`: whom it answers. `unit`: staff answer as this unit."""

    id: UUID
    version: int
    post: UUID
    parent: UUID | None
    author: PostAuthor
    to_name: str
    unit: str | None
    text: str
    state: PostState
    reason: str | None
    created_at: datetime


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Posts, the newest first (unanswered: the most urgent first), with their photos. `liked`: those the reader
    likes."""

    posts: list[Post]
    photos: list[Photo]
    liked: list[UUID]
    next: str | None


class PostDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A post with everything its page shows. `may`: what the reader may do."""

    post: Post
    photos: list[Photo]
    liked: bool
    comments: list[PostComment]
    steps: list[PostStep]
    may: list[Literal["like", "comment", "delete", "ask", "answer", "ticket"]]
    categories: list[Category]


class FeedArea(msgspec.Struct, frozen=True):
    """An area whose posts somebody reads. `verified`: as a verified neighbour. `topic`: what her phone listens to."""

    id: UUID
    level: Level
    name: str
    verified: bool
    topic: str


class FeedStanding(msgspec.Struct, frozen=True):
    """Where somebody reads and writes, and as whom. `shown`: in the first of the areas."""

    areas: list[FeedArea]
    name: NeighbourName
    shown: Neighbour | None


class WritePost(msgspec.Struct, frozen=True, kw_only=True):
    """A post. `area`: its community or estate. Topics are also read from the text (#停水#).
    `to_community`: 请社区回复."""

    area: UUID
    text: PostText
    photos: PostPhotos = []
    topics: Annotated[list[TopicName], msgspec.Meta(max_length=5)] = []
    mentions: Mentions = []
    to_community: bool = False
    place: UUID | None = None
    place_text: Annotated[str, msgspec.Meta(max_length=100)] = ""


class WriteComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment, or a reply to one."""

    text: PostText
    parent: UUID | None = None
    mentions: Mentions = []


class AnswerPost(msgspec.Struct, frozen=True, kw_only=True):
    """The community's answer."""

    text: PostText


class PostToTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket of the post's text, photos and place. `area`: where it is, when the post does not say it well."""

    category: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    area: UUID | None = None


class Liked(msgspec.Struct, frozen=True):
    """Whether the reader likes a post."""

    post: UUID
    liked: bool


class TopicCount(msgspec.Struct, frozen=True):
    """A topic and how many posts of the last 30 days have it."""

    topic: str
    posts: int


class TopicCounts(msgspec.Struct, frozen=True):
    topics: list[TopicCount]


class Mentionable(msgspec.Struct, frozen=True):
    """Somebody who can be mentioned, under the name that the reader may know. `unit`: of staff."""

    id: UUID
    name: str
    verified: bool
    badges: tuple[Badge, ...]
    unit: str | None = None


class MentionableList(msgspec.Struct, frozen=True):
    people: list[Mentionable]


class FeedRule(msgspec.Struct, frozen=True):
    """Minutes of work within which a post to the community of an area is answered."""

    area: UUID
    answer_minutes: Annotated[int, msgspec.Meta(ge=5, le=10080)]


class SetFeedRule(msgspec.Struct, frozen=True):
    answer_minutes: Annotated[int, msgspec.Meta(ge=5, le=10080)]


class TicketPost(msgspec.Struct, frozen=True):
    """The post that a ticket came from, if it came from one."""

    post: Post | None
