"""What other rooms call, and what people do with cases. A public action owns the transaction."""

from hub.moderation.checking import check, may_speak

__all__ = ["check", "may_speak"]
