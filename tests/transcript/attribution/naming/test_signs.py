"""Signs of who takes part: titles, summaries, shows named after somebody, offices, other names, other languages."""

from __future__ import annotations

import pytest

from segmentcast.transcript import read
from segmentcast.transcript.attribution.naming import participants
from segmentcast.transcript.attribution.naming.clues import page_summary
from segmentcast.transcript.attribution.naming.clues.calls import calls_in
from segmentcast.transcript.attribution.naming.clues.introductions import introduced
from segmentcast.transcript.attribution.naming.clues.self_introductions import introduces_self
from segmentcast.transcript.attribution.naming.name_knowledge.aliases import (
    aliases_in,
    is_short_for,
)


def _gathered(
    turns: list[str], title: str = "", summary: str = "", roster: tuple[str, ...] = ()
) -> dict[str, participants.Candidate]:
    about = participants.About(summary, title, "", roster)
    return {one.name: one for one in participants.gathered(about, turns)}


@pytest.mark.parametrize(
    "title",
    [
        "Ep. 123: Rosa Lind on ice",
        "Rosa Lind: why ice melts",
        "#45 – Rosa Lind, CEO of Frost: how it began",
        "Ice, with Rosa Lind",
        "The future of ice (feat. Rosa Lind)",
        "An interview with Dr. Rosa Lind",
        "Oral history: Rosa Lind",
        "Rosa Lind | The Otto Brand Show",
        "Gespräch mit Rosa Lind",
        "Rosa Lind Against Big Boats",
        "Rosa Lind On Big Boats",
        "Rosa Lind on Big Boats",
    ],
)
def test_titles_name_the_guest(title: str) -> None:
    """A name that a title's form gives to the guest is one, whatever stands around it."""
    assert [one.name.text for one in page_summary.guests_in_title(title)] == ["Rosa Lind"]


def test_a_title_names_whom_the_summary_names_too() -> None:
    """A first name that is in no list is a name where the summary has it as well."""
    title = "Zquorvel Brand on Ice"
    assert page_summary.guests_in_title(title) == []
    named = page_summary.guests_in_title(title, "Zquorvel Brand has measured it for years.")
    assert [one.name.text for one in named] == ["Zquorvel Brand"]


def _parts(summary: str) -> list[tuple[str, str]]:
    return [(one.name.text, one.part.value) for one in page_summary.in_summary(summary) if one.part]


def test_two_ask_whom_the_summary_presents() -> None:
    """Behind "with" both names of a list ask, where the one before it is presented."""
    summary = "The captain Rosa Lind talks with Otto Brand and Mia Rowe."
    asks = [("Otto Brand", "host"), ("Mia Rowe", "host")]
    assert _parts(summary) == [*asks, ("Rosa Lind", "guest")]


def test_an_episode_is_no_role() -> None:
    """ "In this episode" presents nobody: who is named first asks, and has no role."""
    mentions = page_summary.in_summary("In this episode Rosa Lind talks with Otto Brand.")
    assert [(one.name.text, one.role) for one in mentions] == [
        ("Rosa Lind", ""),
        ("Otto Brand", ""),
    ]
    assert _parts("In this episode Rosa Lind talks with Otto Brand.")[0] == ("Rosa Lind", "host")


@pytest.mark.parametrize(
    "does",
    ["was born in Mill Town", "runs the ferry", "co-founded a yard", "has written two books"],
)
def test_a_description_of_somebodys_life_names_the_guest(does: str) -> None:
    assert _parts(f"Rosa Lind {does}.") == [("Rosa Lind", "guest")]


def test_a_subject_is_no_guest_beside_with() -> None:
    """ "Rose Garden and Ice with Otto Brand" has one guest, and the garden is no second."""
    named = page_summary.guests_in_title("Rose Garden and Ice with Otto Brand")
    assert [one.name.text for one in named] == ["Otto Brand"]


@pytest.mark.parametrize("title", ["Go Time #12: Error handling", "Ice: why it melts", "On ice"])
def test_other_titles_name_nobody(title: str) -> None:
    """Words in capitals that begin a title are no guest where the first is no given name."""
    assert page_summary.guests_in_title(title) == []


@pytest.mark.parametrize(
    "words",
    [
        "Welcome to Rosa's Podcast, where we talk about ice.",
        "You're listening to the Rosa Lind podcast.",
        "Welcome back to The Rosa Lind Show.",
    ],
)
def test_a_show_is_named_after_its_host(words: str) -> None:
    """Whose name the show has is a candidate by that; a show with another name has none."""
    (one,) = _gathered([words]).values()
    assert one.name.startswith("Rosa")
    assert one.counts["eponym"] == 1
    assert not _gathered(["Welcome to the Ice Time podcast."])


@pytest.mark.parametrize(
    ("summary", "hosts", "guests"),
    [
        ("Rosa Lind joins us to talk about ice.", [], ["Rosa Lind"]),
        ("Rosa Lind joins the show.", [], ["Rosa Lind"]),
        ("Author Rosa Lind talks to Otto Brand.", ["Otto Brand"], ["Rosa Lind"]),
        ("An interview conducted by Otto Brand on ice.", ["Otto Brand"], []),
        (
            "Hosts: Ada Rowe and Otto Brand. Guest: Rosa Lind.",
            ["Ada Rowe", "Otto Brand"],
            ["Rosa Lind"],
        ),
        ("Otto Brand spricht mit Rosa Lind über Eis.", ["Otto Brand"], ["Rosa Lind"]),
        ("Otto Brand conversa con Rosa Lind sobre el hielo.", ["Otto Brand"], ["Rosa Lind"]),
    ],
)
def test_summaries_name_hosts_and_guests(summary: str, hosts: list[str], guests: list[str]) -> None:
    """Several hosts are several; a guest is one also where nobody says whom they join."""
    mentions = page_summary.in_summary(summary)
    assert [one.name.text for one in mentions if one.part.value == "host"] == hosts
    assert [one.name.text for one in mentions if one.part.value == "guest"] == guests


def test_two_people_are_greeted_at_once() -> None:
    """ "Hello Rosa and Otto" calls both."""
    assert {call.name for call in calls_in("Hello Rosa and Otto.")} == {"Rosa", "Otto"}


def test_interjections_of_other_languages_call_nobody() -> None:
    """ "Senta, ..." and "Bueno, ..." open a turn and are nobody's name; "Grazie, Rosa." calls Rosa."""
    assert not list(calls_in("Senta, non lo so. Bueno, no. Genau, so ist es. Écoutez, non."))
    assert {call.name for call in calls_in("Grazie, Rosa.")} == {"Rosa"}


def test_an_office_calls_whom_the_page_gives_it_to() -> None:
    """ "Mr. President" is the one president whom the title names, and nobody where it names two."""
    turns = ["Mr. President, what do you say?", "I say no."]
    (one,) = _gathered(turns, "Interview with President Rosa Lind").values()
    assert ("closes", 0) in one.signs
    two = "President Rosa Lind follows President Otto Brand"
    assert not any(one.signs for one in _gathered(turns, two).values())


def test_other_names_of_a_person() -> None:
    """Nicknames in quotation marks or after "aka", and usual short forms, are the same person's."""
    known = aliases_in(['Rosa "Frosty" Lind, and Georgiana Brand, aka Gia, are here.'])
    assert known == {"frosty": "Rosa Lind", "gia": "Georgiana Brand"}
    assert is_short_for("mike", "michael")
    assert is_short_for("matthew", "matt")
    assert not is_short_for("ada", "adam")
    people = _gathered(
        ["My guest is Michael Lind. Mike, welcome.", "Thanks. So, Mike, how?"],
    )
    assert list(people) == ["Michael Lind"]


@pytest.mark.parametrize(
    "words",
    [
        "Soy Rosa Lind.",
        "Mein Name ist Rosa Lind.",
        "Je m'appelle Rosa Lind.",
        "Mi chiamo Rosa Lind.",
    ],
)
def test_people_introduce_themselves_in_other_languages(words: str) -> None:
    """ "I'm" in Spanish, German, French and Italian."""
    mention = introduces_self(f"Hola. {words}")
    assert mention is not None
    assert mention.name.text == "Rosa Lind"


def test_guests_are_introduced_in_other_languages() -> None:
    """ "My guest is" in German and "is with us" in Italian."""
    for words in ("Mein Gast ist heute Rosa Lind.", "Oggi Rosa Lind è con noi."):
        assert [one.name.text for one in introduced(words)] == ["Rosa Lind"]


def test_the_roster_makes_a_candidate() -> None:
    """The only one on the show's roster is a candidate also where no words name them; of several, who is named."""
    (one,) = _gathered(["How is the ice?", "Cold."], roster=("Rosa Lind",)).values()
    assert one.counts["roster"] == one.counts["roster_of_one"] == 1
    several = ("Rosa Lind", "Otto Brand", "Ada Rowe")
    (named,) = _gathered(["How is the ice, Rosa?", "Cold."], roster=several).values()
    assert named.name == "Rosa Lind"
    assert not named.counts["roster_of_one"]


def test_a_formal_address_is_the_only_one_of_that_name() -> None:
    """ "Mr. Brand" is the Brand whom the talk names in full; of two men of that name, neither."""
    asks = ["Mr. Brand, why so late?", "It was wet.", "Mr. Brand, who paid?", "We did."]
    assert "Otto Brand" in _gathered([*asks, "They say Otto Brand is slow."])
    both = [*asks, "Ada Brand told me.", "And Otto Brand, too."]
    assert "Otto Brand" in _gathered(both)
    assert "Brand" in _gathered([*asks, "Otto Brand and Hugo Brand fell out."])


def test_reported_speech_calls_nobody() -> None:
    """Whom others are told to have called is not called in this talk, marks of quotation or none."""
    told = (
        "People come up and say, Mr. Brand, I never voted. They said to me, Rosa, how did you know?"
    )
    assert not list(calls_in(told))
    assert [one.name for one in calls_in("So they say. Rosa, how did you know?")] == ["Rosa"]


def test_a_show_named_after_somebody_who_is_called_has_another_host() -> None:
    """Who leads does not call themselves: a reporter who calls the show's Rosa is not Rosa."""
    turns = ["Rosa, we are here with him.", "Hello.", "Rosa, he likes you.", "I do."]
    known = _gathered(turns, title="Transcript, The Rosa Lind Show")
    row = participants.rows_of(list(known.values()), [True, False, True, False])[0]
    assert dict(zip(participants.KINDS, row, strict=True))["eponym"] == 0
    row = participants.rows_of(list(known.values()), [False, True, False, True])[0]
    assert dict(zip(participants.KINDS, row, strict=True))["eponym"] == 1


MENTIONS = (
    "Castle Tower, thank you very much, they said.",
    "I always think of Hugo Grant. Hugo Grant, he never waited.",
    "Thank you, Abu Dhabi!",
    "Good morning, Vietnam!",
    "In Austin, Texas, nobody knew.",
    "Thanks to Special Report for the question.",
    "He told me, Rosa Lind, that was courage.",
    "They said, Mr. Grant, you will fail.",
    "Thank you, Brand Brothers, for nothing.",
    "General Grant, you have to remember, was fired.",
    "And Rosa Lind, you know, she laughed.",
    "With us is Lind Castle, in a manner of speaking.",
    "I sat down with Rosa Lind once.",
)


@pytest.mark.parametrize("asks", [True, False])
def test_who_is_mentioned_does_not_take_part(asks: bool) -> None:
    """Neither a building, a town, a programme, nor somebody spoken of becomes a speaker, whoever says it."""
    invented = {}
    for mention in MENTIONS:
        lines = ["The bridge", "Read the Full Transcript"]
        for at, question in enumerate(("Where did it begin?", "And then?", "What came after?") * 2):
            said = mention if at in (2, 4) else ""
            lines.append(f"\n    {question} {said if asks else ''}".rstrip())
            answer = "I think it was slow work, and we did it while the ice held."
            lines.append(f"\n    {answer} {said if not asks else ''} We had to wait.")
        talk = read("\n\n".join(lines).encode(), "page.txt")
        invented[mention] = [one.name for one in talk.speakers if one.key not in ("host", "guest")]
    assert not {mention: names for mention, names in invented.items() if names}


@pytest.mark.parametrize("title", ["Rosa Lind Tonight", "The Morning Room with Rosa Lind"])
def test_a_show_of_a_title_needs_the_talk(title: str) -> None:
    """Whom only the title makes host may be away: the talk has to call her, and somebody who stands in is not her."""
    assert _gathered(["They say so, Rosa.", "Do they?"], title=title)["Rosa Lind"].counts["eponym"]
    assert not any(one.counts["eponym"] for one in _gathered(["So?"], title=title).values())
    away = ["I'm Otto Brand, in tonight for Rosa.", "Hello, Otto. Where is Rosa? Hello, Rosa."]
    assert not any(one.counts["eponym"] for one in _gathered(away, title=title).values())


def test_handing_back_to_a_studio_calls_nobody() -> None:
    """Whom a reporter hands back to is not in the talk."""
    assert not list(calls_in("That was it. Back to you, Rosa."))


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("Mr. Brand I want to thank you for this talk.", True),
        ("And Minister Brand what would you do about the quay?", True),
        ("Mrs Brand do you see the ferry at all?", True),
        ("Mr. Brand will open the bridge on Monday.", False),
        ("Mr. Brand is not here.", False),
        ("Brand I know; the others I have never met.", False),
    ],
)
def test_a_title_at_the_start_calls_without_a_comma(words: str, called: bool) -> None:
    """Whom a turn begins with by title and name, and then speaks to, is called; "Mr. Brand will ..." is of him."""
    assert ["Brand"] * called == [call.name for call in calls_in(words)]


def test_whom_the_one_who_leads_calls_by_title_is_who_answers() -> None:
    """A title that can be read either way gives nobody his own name to call, though no comma shows the calls."""
    asked = [
        "Mr. Brand I want to thank you for this talk. Is the bridge safe?",
        "Mr. Brand there is a crack in the northern wall. Who will mend it?",
        "Mr. Brand what would it cost to build another one?",
        "Mr. Brand you have said that nobody pays for it. Who does?",
        "Mr. Brand thank you.",
    ]
    answered = [
        "Yes, and I walk across it each day. We had it looked at in the spring.",
        "The men who built it. I promised that they will be here before the winter.",
        "Ninety million. I think that we will have to borrow half of it from the county.",
        "We all do. I have never said anything else, and my neighbours know that.",
        "Thank you for coming.",
    ]
    talk = "\n\n\n".join(words for pair in zip(asked, answered, strict=True) for words in pair)
    page = f"Otto Brand: Interview with Rosa Lind,\n\nRead the Full Transcript\n\n\n{talk}\n"
    source = read(page.encode(), "page.txt")
    assert {turn.speaker for turn in source.turns[1::2]} == {"otto-brand"}
    assert "otto-brand" not in {turn.speaker for turn in source.turns[::2]}


def test_whom_title_and_description_have_answering_does() -> None:
    """Though the guest speaks of a namesake, and nobody is called in the whole talk."""
    asked = [
        "How did the lighthouse come to you, and when did you first climb it?",
        "And what did your family say when they saw the stairs?",
        "Why does nobody else want to live there?",
        "How many ships do you count on a Sunday?",
    ]
    answered = [
        "I answered an advertisement. There was a Bruno before me, and the Bruno before that was his uncle.",
        "My mother counted them. She said that a Bruno is what a lighthouse needs, and that Bruno would have liked it.",
        "Because it is wet, and the boat comes on Tuesdays only, as the old Bruno used to say of the Bruno boat.",
        "About forty. In the autumn we had days with ninety, which Bruno wrote down.",
    ]
    talk = [words for pair in zip(asked, answered, strict=True) for words in pair] * 2
    page = "\n\n\n".join(
        ["Bruno Lind on Lamps\n\nBruno Lind is the keeper.\n\nRead the Full Transcript", *talk, ""]
    )
    source = read(page.encode(), "page.txt")
    assert [one.name for one in source.speakers] == ["Host", "Bruno Lind"]
