"""Chapters: where they begin, what they are called, and what holds for any talk."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from segmentcast import chapters
from segmentcast.model import Chapter, Cue

HOST, GUEST = "Maria Lindqvist", "Tom Reed"


def talk(*turns, per_character_ms=70, pause_ms=300):
    """Cues of (speaker, paragraphs of sentences), one after the other, and their length."""
    cues, at = [], 500
    for turn, (speaker, *paragraphs) in enumerate(turns):
        for place, sentences in enumerate(paragraphs):
            for sentence in sentences:
                end = at + len(sentence) * per_character_ms
                cues.append(Cue(at, end, speaker, sentence, turn, place))
                at = end + pause_ms
    return tuple(cues), at


ANSWER = ["They are doing what they can with what they have."] * 8
INTERVIEW, LENGTH_MS = talk(
    (
        HOST,
        ["The ferries have not run since Tuesday."] * 6,
        ["And Tom Reed joins me.", "Tom, how many people are waiting on the islands?"],
    ),
    (GUEST, ANSWER),
    (HOST, ["I see."]),
    (GUEST, ANSWER),
    (HOST, ["Is the U.S. Coast Guard helping? Because we heard of a cutter leaving the harbour."]),
    (GUEST, ANSWER),
    (HOST, ["Tom Reed, thank you so much for being with us."]),
)


def plan(cues=INTERVIEW, *, questioners=(HOST,), duration_ms=LENGTH_MS, title="Ferries at dawn"):
    return chapters.plan(
        cues, questioners=questioners, duration_ms=duration_ms, opening_title=title
    )


def test_sections_begin_at_the_questions_and_carry_their_words():
    """The introduction has the episode's title, each section the question that opens it."""
    assert [chapter.title for chapter in plan()] == [
        "Ferries at dawn",
        "Tom, how many people are waiting on the islands?",
        "Is the U.S. Coast Guard helping?",
    ]


def test_sections_begin_when_the_asking_begins():
    """A section starts with the asker's first word; in the introduction, with the question's paragraph."""
    starts = [chapter.start_ms for chapter in plan()]
    assert starts[0] == 0
    assert starts[1] == next(cue.start_ms for cue in INTERVIEW if cue.paragraph == 1)
    assert starts[2] == next(cue.start_ms for cue in INTERVIEW if cue.turn == 4)


def test_a_word_of_assent_and_a_short_farewell_open_no_section():
    """`I see.` and a closing of a few seconds stay in the section they stand in."""
    assert all("see" not in chapter.title and "thank" not in chapter.title for chapter in plan())


def test_titles_of_a_long_talk_have_no_small_words_before_them():
    """What somebody begins with ("Yeah, so") is left out, words of a sentence are not; short talks keep theirs."""
    asked = (
        ["Yeah, so what did the harbour board decide?"],
        ["Okay. Why not?", "You run the ferries of seven islands."],
    )
    rest = (
        ["So many ferries are late that nobody counts them."],
        ["And so I guess is the crew paid?"],
    )
    turns = [turn for words in (*asked, *rest) for turn in ((HOST, words), (GUEST, ANSWER * 6))]
    cues, length_ms = talk(*turns)
    titles = [chapter.title for chapter in plan(cues, duration_ms=length_ms)]
    assert titles[1:] == [
        "You run the ferries of seven islands.",
        "So many ferries are late that nobody counts them.",
        "Is the crew paid?",
    ]
    short, length_ms = talk((HOST, ["Hello."]), (GUEST, ANSWER), *turns[:1], (GUEST, ANSWER))
    assert asked[0][0] in [row.title for row in plan(short, duration_ms=length_ms)]


def test_a_question_without_content_gives_no_title():
    """A section that opens with "Why not?" is called by what follows in it: in the turn, or in the answer."""
    cues, length = talk(
        (HOST, ["The ferries have not run since Tuesday."] * 6, ["And why is that?"]),
        (GUEST, ["Well.", "The harbour wall has a crack of nine metres."], ANSWER),
        (HOST, ["How so?", "The harbour board had promised a new lighthouse."]),
        (GUEST, ANSWER),
        (HOST, ["Who pays for the repair?"]),
        (GUEST, ANSWER),
        (HOST, ["Why?"]),
        (GUEST, ["No."] * 80),
    )
    assert [chapter.title for chapter in plan(cues, duration_ms=length)] == [
        "Ferries at dawn",
        "The harbour wall has a crack of nine metres.",
        "The harbour board had promised a new lighthouse.",
        "Who pays for the repair?",
        "Why?",
    ]


def test_a_long_question_is_shortened_at_a_word():
    """A title has at most 60 characters and its cut shows."""
    question = "Would you say that the harbour board, which has had years, was ready for a storm like this?"
    title = chapters.shorten(question)
    assert title == "Would you say that the harbour board, which has had years…"
    assert len(chapters.shorten("x" * 200)) == 60
    assert chapters.shorten("Short?") == "Short?"


def test_a_monologue_long_enough_has_three_chapters():
    """Somebody who speaks alone gets chapters at paragraphs, never fewer than Apple asks for."""
    cues, length = talk((HOST, ANSWER, ["The second night was worse."] * 9, ["Morning came."] * 12))
    made = plan(cues, questioners=(), duration_ms=length)
    assert len(made) >= 3
    assert "The second night was worse." in [chapter.title for chapter in made]


def test_one_sentence_needs_no_chapters_but_the_first():
    """Something too short to divide is one chapter from beginning to end."""
    made = plan((Cue(0, 4000, HOST, "Hello."),), duration_ms=5000)
    assert made == (Chapter(0, 5000, "Ferries at dawn"),)
    assert plan((), duration_ms=0) == ()


def test_a_chapter_of_more_than_ten_minutes_is_divided():
    """An hour of one answer is divided at its paragraphs."""
    cues, length = talk((HOST, ["What happened then?"]), (GUEST, *[ANSWER] * 130))
    assert (
        max(chapter.end_ms - chapter.start_ms for chapter in plan(cues, duration_ms=length))
        <= 600_000
    )


def test_no_episode_has_more_chapters_than_a_tag_can_hold():
    """Thousands of quick questions become fewer, longer chapters, each with a title of its own."""
    cues = [Cue(i * 16_000, i * 16_000 + 9000, HOST, "Does it work well?", i) for i in range(2000)]
    made = plan(cues, duration_ms=2000 * 16_000)
    assert 3 <= len(made) <= 200
    titles = [chapter.title for chapter in made[1:]]
    numbers = [f"Does it work well? ({number})" for number in range(2, len(made))]
    assert titles == ["Does it work well?", *numbers]


def test_a_long_talk_has_a_chapter_every_few_minutes():
    """Of 220 questions in 55 minutes 18 open a chapter: those that tell something, and no title twice."""
    asked = ["Really?", "Why is that so?", "What happened to the harbour in {}?", "You did?"]
    turns = [
        turn
        for number in range(220)
        for turn in (
            (HOST, [asked[number % 4].format(1800 + number)]),
            (GUEST, ["They are doing what they can, and it is a very long story.", "Yes."] * 2),
        )
    ]
    cues, length = talk(*turns)
    made = plan(cues, duration_ms=length)
    assert length / 240_000 <= len(made) <= length / 180_000 + 1
    assert min(chapter.end_ms - chapter.start_ms for chapter in made) >= 60_000
    titles = [chapter.title for chapter in made]
    assert len(set(titles)) == len(titles)
    assert all(title.startswith("What happened to the harbour") for title in titles[1:])


def test_few_chapters_with_the_same_question_get_other_words():
    """Where a question comes again, the chapter is called by what else is said in that turn."""
    cues, length = talk(
        (HOST, ["The ferries have not run since Tuesday."] * 6, ["How was the night out there?"]),
        (GUEST, ANSWER),
        (HOST, ["Then came the second night.", "How was the night out there?"]),
        (GUEST, ANSWER),
        (HOST, ["How was the night out there?"]),
        (GUEST, ANSWER),
    )
    titles = [chapter.title for chapter in plan(cues, duration_ms=length)]
    assert titles == [
        "Ferries at dawn",
        "How was the night out there?",
        "Then came the second night.",
    ]


def test_json_is_the_podcast_index_form():
    """JSON chapters 1.2.0 with times in seconds, listed in the table of contents."""
    document = json.loads(chapters.render_json(plan(), title="Ferries"))
    assert (document["version"], document["title"]) == ("1.2.0", "Ferries")
    assert document["chapters"][0] == {
        "startTime": 0.0,
        "endTime": plan()[0].end_ms / 1000,
        "title": "Ferries at dawn",
        "toc": True,
    }


@st.composite
def talks(draw):
    cues, at = [], 0
    for turn in range(draw(st.integers(0, 30))):
        for paragraph in range(draw(st.integers(1, 3))):
            at += draw(st.integers(0, 3000))
            end = at + draw(st.integers(0, 120_000))
            text = draw(
                st.sampled_from(["Why is that?", "Yes.", "It was a long and very dark night."])
                | st.text(max_size=90)
            )
            cues.append(Cue(at, end, draw(st.sampled_from([HOST, GUEST])), text, turn, paragraph))
            at = end
    return tuple(cues), at + draw(st.integers(0, 5000))


@settings(max_examples=150, deadline=None)
@given(talks(), st.sampled_from([(), (HOST,)]), st.text(max_size=80))
def test_chapters_of_anything_cover_the_episode(made, questioners, title):
    """For any talk: from 0 to the end without gaps, each long enough, each with a short title in one line."""
    cues, length = made
    planned = plan(cues, questioners=questioners, duration_ms=length, title=title)
    if length == 0:
        assert planned == ()
        return
    assert (planned[0].start_ms, planned[-1].end_ms) == (0, length)
    for one, following in pairwise(planned):
        assert one.end_ms == following.start_ms
    if len(planned) > 1:
        assert min(one.end_ms - one.start_ms for one in planned) >= chapters.SHORTEST_MS
    keys = [" ".join(one.title.casefold().split()) for one in planned]
    assert len(set(keys)) == len(keys)
    for one in planned:
        assert 0 < len(one.title) <= 60
        assert one.title.isprintable()
    assert json.loads(chapters.render_json(planned))["chapters"][0]["startTime"] == 0
