"""Apple's categories as named in the configuration; see `vocabulary.apple_categories`."""

from segmentcast.vocabulary.apple_categories import CATEGORIES, check_category

__all__ = ["CATEGORIES", "check_category"]
