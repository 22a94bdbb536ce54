"""The HTTP client of all commands, with limits on size, time, redirects and targets."""

from segmentcast.visitor.bodies import BadCoding
from segmentcast.visitor.client import HttpVisitor
from segmentcast.visitor.exchanges import Exchange, NoAnswer, content_length
from segmentcast.visitor.targets import shown, with_user_of

__all__ = [
    "BadCoding",
    "Exchange",
    "HttpVisitor",
    "NoAnswer",
    "content_length",
    "shown",
    "with_user_of",
]
