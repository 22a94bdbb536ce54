"""The closed lists, and what they say to a slip of the pen."""

from __future__ import annotations

import pytest

from segmentcast.vocabulary.apple_categories import CATEGORIES, check_category
from segmentcast.vocabulary.languages import check_language
from segmentcast.vocabulary.sound_files import is_sound
from segmentcast.vocabulary.web_addresses import is_web_address


def test_every_category_of_the_list_is_accepted() -> None:
    """Each category, alone and with each of its subcategories."""
    for category, below in CATEGORIES.items():
        assert check_category([category]) == (category,)
        for name in below:
            assert check_category((category, name)) == (category, name)


@pytest.mark.parametrize(
    ("names", "remedy"),
    [
        (["news"], "did you mean 'News'?"),
        (["Society and Culture"], "did you mean 'Society & Culture'?"),
        (["Daily News"], 'did you mean ["News", "Daily News"]?'),
        (["News", "Technology News"], "did you mean 'Tech News'?"),
        (["News", "Daily new"], "did you mean 'Daily News'?"),
        (["Technology", "Gadgets"], "leave the subcategory out"),
        (["zzz"], "choose one of: Arts"),
        ([], 'write "News"'),
        (["News", "Politics", "War"], 'write "News"'),
    ],
)
def test_wrong_categories_get_a_remedy(names: list[str], remedy: str) -> None:
    """A category that Apple does not have is refused, with the likely one."""
    with pytest.raises(ValueError, match=r" \| ") as caught:
        check_category(names)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("tag", "usual"),
    [("en", "en"), ("EN-us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("gsw", "gsw"), ("es-419", "es-419")],
)  # fmt: skip
def test_languages_are_written_in_their_usual_form(tag: str, usual: str) -> None:
    """Case is put right."""
    assert check_language(tag) == usual


@pytest.mark.parametrize(
    ("tag", "remedy"),
    [
        ("English", "write 'en'"),
        ("en_US", "write 'en-US'"),
        ("en-UK", "write 'en-GB'"),
        ("xx", "write a code"),
        ("", "write a code"),
        ("en-", "write a code"),
    ],
)
def test_wrong_languages_get_a_remedy(tag: str, remedy: str) -> None:
    """What is in no ISO list is refused, with what to write."""
    with pytest.raises(ValueError, match=r" \| ") as caught:
        check_language(tag)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://a.example/x.mp3?y=1#z", True),
        ("http://127.0.0.1:8000/", True),
        ("https://a.example/a b", False),
        ("https://a.example/ü", False),
        ("javascript:alert(1)", False),
        ("//a.example/", False),
        ("https:///x", False),
        ("https://[bad/", False),
        ("https://a.example/" + "x" * 3000, False),
    ],
)
def test_web_addresses(text: str, good: bool) -> None:
    """Only absolute http(s) addresses in ASCII, of bounded length, count."""
    assert is_web_address(text) is good


@pytest.mark.parametrize("suffix", ["wav", "m4a", "AVI", "flv", "voc", "ac3", "tta", "wma", "3gp"])
def test_every_format_that_is_read_has_its_file_names(suffix: str) -> None:
    """A folder with only recording.avi is an episode, as one with recording.mp3 is."""
    assert is_sound(f"recording.{suffix}")
    assert not is_sound(f"recording.{suffix}.txt")
