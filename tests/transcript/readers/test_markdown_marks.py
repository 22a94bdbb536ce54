"""Markdown as site generators have it: no code of theirs, and no mark of emphasis, is spoken."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read
from tests.transcript.readers.spoken import spoken


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('I like [the mill]({{<place "The Mill" >}}) a lot.', "I like the mill a lot."),
        ("I like [the mill]({{% ref mill.md %}}) a lot.", "I like the mill a lot."),
        ("I like [the mill]({{ site.baseurl }}/mill) a lot.", "I like the mill a lot."),
        ("I like [the `mill`]({{< ref mill >}}).", "I like the mill."),
        ("{% include player.html id=3 %}I like the mill.", "I like the mill."),
        ("I like {{< em >}}the mill{{< /em >}}.", "I like the mill."),
        ("I write `{{< figure >}}` by hand.", "I write {{< figure >}} by hand."),
        ("I like [![](/mill.png)](/mill) the mill.", "I like the mill."),
        ("I like the mill.\\\nAnd the sea.\\\n\n\\\n\\", "I like the mill. And the sea."),
    ],
)
def test_codes_of_a_sites_generator_are_not_spoken(line: str, words: str) -> None:
    """A link's text is, whatever stands for its address; code between backticks is words."""
    text = f"---\ntitle: The harbour\n---\n\n**Rosa Lind:** Why?\n\n**Otto Brand:** {line}\n\n**Rosa Lind:** Good.\n"
    assert spoken(text, "harbour.md")[1] == ("Otto Brand", words)


def test_a_code_that_is_no_address_is_a_note() -> None:
    """What may have put a picture or a quotation on the page is reported."""
    head = '---\ntitle: a\n---\n\n{{< figure src="mill.png" >}}\n\n[a]({{< ref b >}})'
    text = head + "\n\n**Rosa Lind:** Why?\n\n**Otto Brand:** It is.\n"
    found = read(text.encode(), "harbour.md").findings
    (finding,) = [finding for finding in found if finding.rule == "template"]
    assert (finding.where, '{{< figure src="mill.png" >}}' in finding.what) == (
        "harbour.md:5",
        True,
    )


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("**Is the *early* harbour yours?**", "Is the early harbour yours?"),
        ("**_The Mill_'s owner, is he you?**", "The Mill's owner, is he you?"),
        ("**Is that *you*?**", "Is that you?"),
        ("***Is it you?***", "Is it you?"),
        ("**Is it *you***", "Is it you"),
        ("__Is it _you_?__", "Is it you?"),
        ("**" + "Is it you who asked for it, or was it the town? " * 8 + "Or who?**",
         "Is it you who asked for it, or was it the town? " * 8 + "Or who?"),
    ],
)  # fmt: skip
def test_emphasis_within_emphasis_leaves_no_marks(marked: str, words: str) -> None:
    """Neither italics within a bold question nor its length leave stars in the words."""
    text = f"# The harbour\n\n**Rosa Lind:** {marked}\n\n**Otto Brand:** It is.\n\n**Rosa Lind:** Good.\n"
    assert spoken(text, "harbour.md")[0] == ("Rosa Lind", words)


def test_the_terms_of_a_definition_list_are_labels() -> None:
    """A name, and what they say below it behind a colon; a second definition goes on."""
    text = (
        "# The harbour\n\nRosa Lind\n: Why so early?\n: And who asked?\n\nOtto Brand\n\n:   The fishers.\n\n"
        "Rosa Lind\n: All\n  of them?\n\nOtto Brand\n: Most.\n"
    )
    assert spoken(text, "harbour.md") == [
        ("Rosa Lind", "Why so early? And who asked?"),
        ("Otto Brand", "The fishers."),
        ("Rosa Lind", "All of them?"),
        ("Otto Brand", "Most."),
    ]


def test_two_directions_in_a_row_are_no_link() -> None:
    """A link by reference says where its address is; "[inaudible][laughs]" does not, and is not said."""
    text = (
        "**Ida Lomax:** It was [inaudible][laughs] there.\n\n"
        "**Otto Brand:** See [the mill][1] and [laughter][2].\n\n[2]: https://example.org/laughter\n"
    )
    turns = read(text.encode(), "talk.md").turns
    assert turns[0].text == "It was there."
    assert turns[1].text == "See the mill and laughter."


@pytest.mark.parametrize(
    "address",
    [
        "[1]: https://example.org/mill", "[the mill]: <https://example.org/mill> 'The mill'",
        "[1]: /posts/mill", "[1]: #mill (The mill)", "[1]: www.mill.example \"The mill\"",
        "[The\tmill]: </posts/the mill>", "[mill]: {% post_url 2020-01-02-mill %}", "[mill]: {{ site.url }}/mill",
    ],
)  # fmt: skip
def test_where_a_link_leads_is_not_said(address: str) -> None:
    """An address on a line of its own is nobody's words and nobody's label."""
    text = f"**Ida Lomax:** Why did it close?\n\n**Otto Brand:** See [the mill][1].\n\n{address}\n"
    text = text.replace("[1].", "[the mill].") if "[The" in address else text
    transcript = read(text.encode(), "talk.md")
    assert [turn.text for turn in transcript.turns] == ["Why did it close?", "See the mill."]
    assert all(turn.confidence == 1.0 for turn in transcript.turns)


def test_names_in_brackets_before_words_are_no_addresses() -> None:
    """ "[Ida Lomax]: Why?" is a label, whatever Markdown makes of it."""
    text = "[Ida Lomax]: Why?\n\n[Otto Brand]: No.\n\n[Ida Lomax]: Why not?\n\n[Otto Brand]: #1 was late.\n"
    assert len(read(text.encode(), "talk.md").turns) == 4


@pytest.mark.parametrize(
    "words",
    [
        "#MeToo changed it, and the roof fell in.",
        "www.mill.example is where we told it all first.",
        "https://mill.example is where we told it all first.",
        "/r/mill has it all",
        "#MeToo",
        "www.mill.example",
        "https://mill.example",
    ],
)
def test_what_a_label_in_brackets_says_is_no_address(words: str) -> None:
    """Nobody's turn vanishes for a word that an address, too, may begin with."""
    text = (
        "---\ntitle: The mill\n---\n[Ida]: Why did it close?\n\n[Otto]: {}\n\n[Ida]: And then?\n\n"
        "[Otto]: We built it again.\n"
    )
    turns = read(text.format(words).encode(), "talk.md").turns
    assert [turn.text for turn in turns][1:3] == [words, "And then?"]


@pytest.mark.parametrize("words", ["#MeToo", "https://mill.example is where we told it."])
def test_a_word_that_nobody_uses_as_a_link_is_said(words: str) -> None:
    """One who speaks once has no other label to be known by."""
    text = f"---\ntitle: The mill\n---\n[Ida]: Why?\n\n[Otto]: {words}\n\n[Ida]: Oh. See [Otto](#otto).\n"
    assert words in [turn.text for turn in read(text.encode(), "talk.md").turns]


def test_many_directions_in_a_row_end() -> None:
    """The names of links are looked for once, and not behind each pair of brackets."""
    said = "".join(f"well [laughs][x{at}] " for at in range(20_000))
    text = f"---\ntitle: The mill\n---\n**Ida:** Why?\n\n**Otto:** So {said}it was.\n"
    assert read(text.encode(), "talk.md").turns[1].text.startswith("So well")


def test_a_strong_label_on_two_lines_is_one() -> None:
    """Emphasis goes on over the end of a line; strong words in brackets are a direction and no person."""
    text = (
        "# At the library\n\n"
        "**OTTO BRAND, UNDERSECRETARY FOR READING:** Good evening. I give the word to my colleague.\n\n"
        "**ADA ROWE, DIRECTOR OF THE HARBOUR INSTITUTE FOR THE EARLY\nREADERS OF THE TOWN:** Hello, good evening.\n\n"
        "**(VIDEO STARTS)**\n\n**(VIDEO ENDS)**\n\n"
        "**ADA ROWE:** That was the film.\n\n**QUESTION:** Why so early?\n\n"
        "**OTTO BRAND:** The bakers asked for it.\n\n**QUESTION:** And after the summer?\n\n"
        "**OTTO BRAND:** Then we look at the numbers.\n"
    )
    source = read(text.encode(), "talk.md")
    assert [source.speaker(turn.speaker).name for turn in source.turns] == [
        "Otto Brand", "Ada Rowe", "Question", "Otto Brand", "Question", "Otto Brand",
    ]  # fmt: skip
    words = [paragraph.text for paragraph in source.turns[1].paragraphs]
    assert words == ["Hello, good evening.", "That was the film."]


@pytest.mark.parametrize(
    "label",
    ["**_Otto Brand:_ ** _It is._", "**Otto Brand: ** It is.", "** Otto Brand:** It is.", "**Otto Brand : **It is.", "__Otto Brand: __ It is.",
     "*Otto Brand: * It is.", "_Otto Brand: _ It is."],
)  # fmt: skip
def test_a_space_on_the_wrong_side_of_a_mark_is_no_word(label: str) -> None:
    """CommonMark shows such marks as asterisks; whoever wrote them meant bold type."""
    text = f"# The harbour\n\n**Rosa Lind:** Why?\n\n{label}\n\n**Rosa Lind:** Good.\n"
    assert spoken(text, "harbour.md")[1] == ("Otto Brand", "It is.")


@pytest.mark.parametrize("words", ["So 2 ** 3 ** 4 is much.", "It is 2**3 or so."])
def test_marks_within_a_paragraph_that_are_none_stay(words: str) -> None:
    """Figures and code."""
    text = (
        f"# The harbour\n\n**Rosa Lind:** Why?\n\n**Otto Brand:** {words}\n\n**Rosa Lind:** Good.\n"
    )
    assert spoken(text, "harbour.md")[1] == ("Otto Brand", words)
