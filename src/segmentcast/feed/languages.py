"""Language tags, as configuration asks for them: see `vocabulary.languages`."""

from segmentcast.vocabulary.languages import check_language

__all__ = ["check_language"]
