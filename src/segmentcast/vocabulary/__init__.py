"""The closed lists of the podcast world: categories, languages, media types, addresses.

Feed, checks, layout and configuration all ask here, so that they can never disagree.
"""
