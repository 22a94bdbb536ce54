"""The closed lists of podcasting: categories, languages, media types, addresses.

Feed, checks, layout, and configuration all use these, so that they can't disagree.
"""
