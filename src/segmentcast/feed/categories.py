"""Apple's categories, as configuration asks for them: see `vocabulary.categories`."""

from segmentcast.vocabulary.apple_categories import CATEGORIES, check_category

__all__ = ["CATEGORIES", "check_category"]
