"""What pages, feeds and spoken notices say, language by language."""

import re
from datetime import date

import pytest

from segmentcast.vocabulary.languages import primary
from segmentcast.vocabulary.wordings import known, language, tags


def test_every_language_has_every_word() -> None:
    """No table lacks a key of the English one, has one more, or loses a placeholder."""
    english = language("en")
    for tag in tags():
        table = language(tag)
        assert table.words.keys() == english.words.keys(), tag
        assert len(table.months) == 12
        for key, words in table.words.items():
            assert sorted(re.findall(r"\{\w+\}", words)) == sorted(
                re.findall(r"\{\w+\}", english.words[key])
            ), (tag, key)


def test_dates_and_sizes_read_as_people_write_them() -> None:
    """Each language orders the date its own way and has its own decimal sign."""
    assert language("en-US").date(date(2016, 11, 13)) == "November 13, 2016"
    assert language("de").date(date(2016, 3, 1)) == "1. März 2016"
    assert language("fr").megabytes(3_249_000) == "3,2 MB"
    assert language("en").megabytes(999) == "1 kB"


def test_only_pages_fall_back_to_english() -> None:
    """A page in a language without a table is in English; a notice is not spoken in another language."""
    assert language("cy").text("play") == "Play"
    assert known("cy") is None
    assert known("de-AT") is language("de")


@pytest.mark.parametrize("tag", ["en", "EN-us", "en_GB", " en-Latn-US "])
def test_the_primary_subtag_is_found_however_a_tag_is_written(tag: str) -> None:
    """Case, region, script and the underscores of other programs do not matter."""
    assert primary(tag) == "en"
