"""Apple's categories, as the configuration names them; see `vocabulary.apple_categories`."""

from segmentcast.vocabulary.apple_categories import CATEGORIES, check_category

__all__ = ["CATEGORIES", "check_category"]
