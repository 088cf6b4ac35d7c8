"""What people do with posts. A public action owns the transaction: policy, store, events; then it commits."""

from hub.feed.answering import answer, ask_community, set_rule
from hub.feed.reacting import like, set_name
from hub.feed.thanking import thank
from hub.feed.writing import comment, delete, delete_comment, write

__all__ = [
    "answer", "ask_community", "comment", "delete", "delete_comment", "like", "set_name", "set_rule", "thank", "write",
]  # fmt: skip
