"""Apple's list of podcast categories: closed, and exact to the character."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

CATEGORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Arts": (
            "Books",
            "Design",
            "Fashion & Beauty",
            "Food",
            "Performing Arts",
            "Visual Arts",
        ),
        "Business": (
            "Careers",
            "Entrepreneurship",
            "Investing",
            "Management",
            "Marketing",
            "Non-Profit",
        ),
        "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
        "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
        "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
        "Government": (),
        "Health & Fitness": (
            "Alternative Health",
            "Fitness",
            "Medicine",
            "Mental Health",
            "Nutrition",
            "Sexuality",
        ),
        "History": (),
        "Kids & Family": (
            "Education for Kids",
            "Parenting",
            "Pets & Animals",
            "Stories for Kids",
        ),
        "Leisure": (
            "Animation & Manga",
            "Automotive",
            "Aviation",
            "Crafts",
            "Games",
            "Hobbies",
            "Home & Garden",
            "Video Games",
        ),
        "Music": ("Music Commentary", "Music History", "Music Interviews"),
        "News": (
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ),
        "Religion & Spirituality": (
            "Buddhism",
            "Christianity",
            "Hinduism",
            "Islam",
            "Judaism",
            "Religion",
            "Spirituality",
        ),
        "Science": (
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ),
        "Society & Culture": (
            "Documentary",
            "Personal Journals",
            "Philosophy",
            "Places & Travel",
            "Relationships",
        ),
        "Sports": (
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ),
        "Technology": (),
        "True Crime": (),
        "TV & Film": (
            "After Shows",
            "Film History",
            "Film Interviews",
            "Film Reviews",
            "TV Reviews",
        ),
    }
)
"""Category -> its subcategories."""


_OF_2019: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Literature": ("Arts", "Books"),
        "Management & Marketing": ("Business", "Management"),
        "Shopping": ("Business",),
        "Educational Technology": ("Education",),
        "Higher Education": ("Education",),
        "K-12": ("Education",),
        "Language Courses": ("Education", "Language Learning"),
        "Training": ("Education", "Courses"),
        "Games & Hobbies": ("Leisure",),
        "Other Games": ("Leisure", "Games"),
        "Government & Organizations": ("Government",),
        "Local": ("Government",),
        "National": ("Government",),
        "Regional": ("Government",),
        "Health": ("Health & Fitness",),
        "Fitness & Nutrition": ("Health & Fitness", "Fitness"),
        "Self-Help": ("Education", "Self-Improvement"),
        "News & Politics": ("News",),
        "Other": ("Religion & Spirituality",),
        "Science & Medicine": ("Science",),
        "Sports & Recreation": ("Sports",),
        "Amateur": ("Sports",),
        "College & High School": ("Sports",),
        "Professional": ("Sports",),
        "Outdoor": ("Sports", "Wilderness"),
        "Gadgets": ("Technology",),
        "Podcasting": ("Technology",),
        "Software How-To": ("Technology",),
    }
)
"""Categories that Apple gave up in August 2019, and where their shows went."""


def current_category(names: Sequence[str]) -> tuple[str, ...] | None:
    """The category of today for one of before August 2019, or with a slip; None where there is none.

    A subcategory decides where it is one still, wherever it was before.
    """
    for name in reversed(names):
        if name in _OF_2019:
            return _OF_2019[name]
        for category, below in CATEGORIES.items():
            known = {_fold(entry): entry for entry in below}.get(_fold(name))
            if known:
                return (category, known)
            if _fold(name) == _fold(category):
                return (category,)
    return None


def check_category(names: Sequence[str]) -> tuple[str, ...]:
    """The category, or the category and its subcategory, if Apple's list has exactly these.

    Otherwise raises ValueError `what | remedy`; the remedy names the likely spelling.
    """
    if not 1 <= len(names) <= 2:
        raise ValueError(
            "needs a category, or a category and its subcategory"
            ' | write "News" or ["News", "Daily News"]'
        )
    category = names[0]
    if category not in CATEGORIES:
        raise ValueError(f"Apple has no category {category!r} | {_suggestion(category)}")
    if len(names) == 2 and names[1] not in CATEGORIES[category]:
        offered = ", ".join(CATEGORIES[category])
        remedy = f"choose one of: {offered}" if offered else "leave the subcategory out"
        near = _nearest(names[1], CATEGORIES[category])
        if near:
            remedy = f"did you mean {near!r}?"
        raise ValueError(
            f"Apple's category {category!r} has no subcategory {names[1]!r} | {remedy}"
        )
    return tuple(names)


def _suggestion(name: str) -> str:
    near = _nearest(name, tuple(CATEGORIES))
    if near:
        return f"did you mean {near!r}?"
    for category, below in CATEGORIES.items():
        sub = _nearest(name, below)
        if sub:
            return f'did you mean ["{category}", "{sub}"]?'
    return f"choose one of: {', '.join(CATEGORIES)}"


def _nearest(name: str, offered: Sequence[str]) -> str:
    folded = {_fold(entry): entry for entry in offered}
    matches = get_close_matches(_fold(name), folded, n=1, cutoff=0.75)
    return folded[matches[0]] if matches else ""


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").replace("-", " ").split())
