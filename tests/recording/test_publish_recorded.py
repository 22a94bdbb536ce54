"""From a folder with a recording in it to the feed: the whole way."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import av
import mutagen
import numpy as np
import pytest

from segmentcast import audio_io

PODCAST = "{https://podcastindex.org/namespace/1.0}"


def segments(show: Any) -> list[dict[str, Any]]:
    read = json.loads(show.the("captions/*.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = read["segments"]
    return found


def item(show: Any) -> ElementTree.Element:
    found = ElementTree.fromstring((show.feed / "feed.xml").read_bytes()).find("channel/item")
    assert found is not None
    return found


def outcome(report: Any) -> Any:
    (one,) = report.outcomes
    assert not one.problems, one.problems
    return one


@pytest.fixture(scope="module")
def recorded(spoken: Any, write: Any, at_rate: Any, tmp_path_factory: Any) -> Path:
    """The talk as a stereo WAV of 44.1 kHz, quiet, the two sides a little different."""
    samples = at_rate(spoken.samples, 44_100) * np.float32(0.3)
    both = np.stack((samples, samples * np.float32(0.9)), axis=1)
    path: Path = write(tmp_path_factory.mktemp("sound") / "recording.wav", both, 44_100)
    return path


def test_a_recording_beside_the_transcript_is_attached(
    show: Callable[..., Any], recorded: Path, spoken: Any
) -> None:
    """No voice is used, nobody is called synthetic, and captions stand where the words are."""
    harbour = show()
    folder = harbour.episode()
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    made = outcome(harbour.publish())
    assert (made.status, made.voices, made.spoken) == ("made", (), 0)
    found = audio_io.open_source(harbour.the("audio/*.mp3"))
    level = audio_io.measure(found)
    assert level.integrated_lufs == pytest.approx(-16, abs=0.3)
    assert level.true_peak_dbtp <= -1
    assert found.channels == 2
    trimmed = next(f for f in made.findings if f.rule == "recording-trimmed").what
    cut_ms = round(float(trimmed.split(" s ")[0]) * 1000)
    truth = [(first - cut_ms) / 1000 for turn in spoken.times_ms for first, _ in turn]
    heard = segments(harbour)
    assert len(heard) == len(truth)
    errors = [abs(one["startTime"] - start) for one, start in zip(heard, truth, strict=True)]
    assert np.median(errors) < 0.1
    assert max(errors) < 0.4
    entry = item(harbour)
    content = entry.find(f"{PODCAST}txt[@purpose='ai-content']")
    assert content is not None
    assert content.text == "false"
    people = {node.text: node.get("role") for node in entry.findall(f"{PODCAST}person")}
    assert people == {"Peter Aune": "host", "Rosa Lind": "guest"}
    page = harbour.the("episodes/*/index.html").read_text(encoding="utf-8")
    assert "synthetic" not in page


def test_nothing_changed_leaves_a_recorded_episode_alone_and_a_name_is_retagged(
    show: Callable[..., Any], recorded: Path
) -> None:
    """A second publish is idle; a new title gives new tags around the same frames."""
    harbour = show()
    folder = harbour.episode()
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    harbour.publish()
    audio = harbour.the("audio/*.mp3")
    before = audio.read_bytes()
    assert outcome(harbour.publish()).status == "unchanged"
    (folder / "episode.toml").write_text('title = "The cow that crossed"\n', encoding="utf-8")
    assert outcome(harbour.publish()).status == "made"
    newest = max(harbour.feed.glob("audio/*.mp3"), key=lambda path: path.stat().st_mtime_ns)
    assert newest != audio
    frames = [
        path_bytes[_frames_start(path_bytes) :] for path_bytes in (before, newest.read_bytes())
    ]
    assert frames[0] == frames[1]


def test_people_who_are_named_later_name_the_speakers_of_a_recording(
    show: Callable[..., Any], recorded: Path, turns: Any
) -> None:
    """Of a page without labels: whoever is in `[[people]]` may be who speaks, also once it is published."""
    harbour = show()
    folder = harbour.episode()
    said = "\n\n\n".join(" ".join(sentences) for _, sentences in turns).replace(" Lind", "")
    page = f"The ferry that came back\n\nRead the Full Transcript\n\n\n{said}\n"
    (folder / "transcript.txt").write_text(page, encoding="utf-8")
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    outcome(harbour.publish())
    assert {each["speaker"] for each in segments(harbour)} == {"Host", "Rosa"}
    (folder / "episode.toml").write_text('[[people]]\nname = "Rosa Lind"\n', encoding="utf-8")
    harbour.publish()
    newest = max(harbour.feed.glob("captions/*.json"), key=lambda path: path.stat().st_mtime_ns)
    heard = json.loads(newest.read_text(encoding="utf-8"))["segments"]
    assert {each["speaker"] for each in heard} == {"Host", "Rosa Lind"}


def test_another_language_of_the_show_is_in_the_tags_of_a_recording(
    show: Callable[..., Any], recorded: Path
) -> None:
    """`language` in show.toml is a person's word on the episode as well, where that has none of its own."""
    harbour = show()
    (harbour.episode() / "recording.wav").write_bytes(recorded.read_bytes())
    harbour.publish()
    settings = harbour.folder / "show.toml"
    settings.write_text(f'language = "en-GB"\n{settings.read_text("utf-8")}', encoding="utf-8")
    page = harbour.the("captions/*.html").read_text(encoding="utf-8")
    assert 'lang="en"' in page
    harbour.publish()
    newest = max(harbour.feed.glob("captions/*.html"), key=lambda path: path.stat().st_mtime_ns)
    assert 'lang="en-GB"' in newest.read_text(encoding="utf-8")


def _frames_start(data: bytes) -> int:
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    return size + 10


def test_an_mp3_at_the_target_keeps_its_frames(
    show: Callable[..., Any], recorded: Path, tmp_path: Path
) -> None:
    """A mastered MP3 is not encoded again: what is between the tags is the same, byte for byte."""
    from segmentcast import master
    from segmentcast.model import LoudnessTarget

    ready = tmp_path / "ready.mp3"
    master.encode_mp3(audio_io.open_source(recorded), ready, target=LoudnessTarget(), workers=2)
    harbour = show()
    folder = harbour.episode('recording = "from-the-studio.mp3"\n')
    (folder / "from-the-studio.mp3").write_bytes(
        b"ID3\x03\0\0\0\0\x07\x68" + b"stale" * 200 + ready.read_bytes()
    )
    outcome(harbour.publish())
    published = harbour.the("audio/*.mp3").read_bytes()
    assert published[_frames_start(published) :] == ready.read_bytes()
    assert b"stale" not in published


def test_times_of_a_timed_transcript_are_trusted_and_shifted(
    show: Callable[..., Any], recorded: Path, spoken: Any, turns: Any
) -> None:
    """The cues of a WebVTT file come out as they are, earlier by what was cut off the recording."""
    harbour = show()
    folder = harbour.episode()
    (folder / "transcript.txt").unlink()
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    lines = ["WEBVTT", ""]
    said = []
    for (who, sentences), times in zip(turns, spoken.times_ms, strict=True):
        for text, (first, end) in zip(sentences, times, strict=True):
            stamps = [f"00:00:{ms // 1000:02d}.{ms % 1000:03d}" for ms in (first, end)]
            lines += [f"{stamps[0]} --> {stamps[1]}", f"<v {who.title()}>{text}", ""]
            said.append((text, first))
    (folder / "transcript.vtt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "episode.toml").write_text('title = "Ferry"\n', encoding="utf-8")
    made = outcome(harbour.publish())
    trimmed = next(f for f in made.findings if f.rule == "recording-trimmed").what
    cut_s = float(trimmed.split(" s ")[0])
    starts = {one["body"]: one["startTime"] for one in segments(harbour)}
    first_text, first_ms = said[0]
    found = next(start for body, start in starts.items() if body.startswith(first_text))
    assert found == pytest.approx(first_ms / 1000 - cut_s, abs=0.06)


def test_recorded_turns_stand_among_narrated_ones(
    show: Callable[..., Any], spoken: Any, write: Any, at_rate: Any, heard: Any, turns: Any
) -> None:
    """The guest's clips are her own voice, the host is narrated, all at one level, and it is said who is which."""
    harbour = show()
    folder = harbour.episode('[[clips]]\nturn = 4\nfile = "tape.mp3"\nstart = "0:01.5"\n')
    write(folder / "turn-02.wav", spoken.turn(1, 800) * np.float32(0.05))
    tape = np.concatenate((np.zeros(36_000, np.float32), spoken.turn(3)))
    write(folder / "tape.mp3", at_rate(tape, 44_100), 44_100)
    made = outcome(harbour.publish())
    assert dict(made.voices) == {"Peter Aune": "hibari/heart"}
    captions = segments(harbour)
    assert captions[0]["startTime"] > 2, "the spoken notice comes first"
    samples, rate_hz = heard(harbour.the("audio/*.mp3"))
    levels: dict[int, float] = {}
    for number, (_, sentences) in enumerate(turns):
        mine = [
            one
            for one in captions
            if any(one["body"] in text or text in one["body"] for text in sentences)
        ]
        assert mine, (number, captions)
        first, end = mine[0]["startTime"], mine[-1]["endTime"]
        meter = audio_io.Meter(rate_hz, samples.shape[1])
        meter.push(np.ascontiguousarray(samples[int(first * rate_hz) : int(end * rate_hz)]))
        levels[number] = meter.finish().integrated_lufs
    assert max(levels.values()) - min(levels.values()) < 1.0, levels
    page = harbour.the("episodes/*/index.html").read_text(encoding="utf-8")
    assert (
        "The words of Peter Aune are spoken by a synthetic voice. Rosa Lind is heard in a recording."
        in page
    )
    made_of = page.partition('id="synthetic-parts"')[2].partition("</section>")[0]
    assert "Peter Aune" in made_of
    assert "Rosa Lind" not in made_of
    assert '"digitalSourceType":"https://schema.org/' in page.replace(" ", "")
    content = item(harbour).find(f"{PODCAST}txt[@purpose='ai-content']")
    assert content is not None
    assert content.text == "true"


def test_other_formats_are_offered_with_their_chapters(
    show: Callable[..., Any], recorded: Path
) -> None:
    """M4A and Opus stand in the feed with length and hash, as loud as the MP3, with title and cover."""
    harbour = show('\n[audio]\nformats = ["m4a", "opus"]\n')
    folder = harbour.episode()
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    outcome(harbour.publish())
    offered = item(harbour).findall(f"{PODCAST}alternateEnclosure")
    assert [node.get("type") for node in offered] == ["audio/x-m4a", "audio/ogg"]
    mp3 = audio_io.open_source(harbour.the("audio/*.mp3"))
    length = sum(len(block) for block in mp3.blocks()) / mp3.rate_hz
    for node, suffix in zip(offered, ("m4a", "opus"), strict=True):
        path = harbour.the(f"audio/*.{suffix}")
        assert int(node.get("length") or 0) == path.stat().st_size
        source = audio_io.open_source(path)
        level = audio_io.measure(source)
        assert level.integrated_lufs == pytest.approx(-16, abs=0.3)
        assert level.true_peak_dbtp <= -1
        seconds = sum(len(block) for block in source.blocks()) / source.rate_hz
        assert seconds == pytest.approx(length, abs=0.03)
    chapters = json.loads(harbour.the("chapters/*.json").read_text())["chapters"]
    with av.open(str(harbour.the("audio/*.m4a"))) as container:
        inside = container.chapters()
        titles = [chapter["metadata"]["title"] for chapter in inside]
        starts = [float(chapter["start"] * chapter["time_base"]) for chapter in inside]
    assert titles == [chapter["title"] for chapter in chapters]
    assert starts == pytest.approx([chapter["startTime"] for chapter in chapters], abs=0.002)
    m4a, opus = (mutagen.File(harbour.the(f"audio/*.{kind}")) for kind in ("m4a", "opus"))
    assert m4a["\xa9nam"] == opus["title"] == ["The ferry that came back"]
    assert m4a["covr"][0][:3] == b"\xff\xd8\xff"
    assert opus["chapter000"] == ["00:00:00.000"]
    before = {path: path.stat().st_mtime_ns for path in harbour.feed.glob("audio/*")}
    (folder / "cast.toml").write_text("# nothing\n", encoding="utf-8")
    outcome(harbour.publish())
    assert {path: path.stat().st_mtime_ns for path in harbour.feed.glob("audio/*")} == before


@pytest.mark.parametrize(
    ("settings", "names", "says"),
    [
        ('recording = "gone.wav"\n', (), 'no file "gone.wav"'),
        ("", ("recording.wav", "recording.mp3"), "more than one recording"),
        ("", ("recording.wav", "turn-02.wav"), "only one can be used"),
        ("", ("turn-09.wav",), "the transcript has only 4 turns"),
        ("[[clips]]\nturn = 2\n", (), "has no file"),
        (
            '[[clips]]\nturn = 2\nfile = "a.wav"\nstart = "0:09"\nend = "0:02"\n',
            ("a.wav",),
            "ends before",
        ),
        ('[around]\nintro = "music.wav"\n', (), "around.intro"),
    ],
)
def test_what_is_not_clear_is_asked(
    show: Callable[..., Any], settings: str, names: tuple[str, ...], says: str
) -> None:
    """Files that are missing or contradict each other fail the episode with a remedy; nothing is published."""
    harbour = show()
    folder = harbour.episode(settings)
    for name in names:
        (folder / name).write_bytes(b"RIFF")
    (one,) = harbour.publish().outcomes
    assert one.status == "failed"
    assert any(says in problem.what and problem.mend for problem in one.problems), one.problems
    assert not harbour.feed.joinpath("feed.xml").exists()


def test_another_talk_is_refused(show: Callable[..., Any], recorded: Path) -> None:
    """A recording in which none of the transcript's words is heard is not published."""
    harbour = show()
    folder = harbour.episode()
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    other = " ".join(
        f"Nobody expected seventeen purple elephants number {n} near Kraków." for n in range(9)
    )
    (folder / "transcript.txt").write_text(
        f"Elephants\n\nANNA BELL: {other}\n\nJOHN DOE: {other}\n", encoding="utf-8"
    )
    (one,) = harbour.publish().outcomes
    assert one.status == "failed"
    assert not harbour.feed.joinpath("feed.xml").exists()


@pytest.mark.parametrize(
    ("settings", "before", "after"),
    [
        ("", True, False),
        ('\n[notice]\nplace = "end"\ntext = "Machines have spoken here."\n', False, True),
        ('\n[notice]\nplace = "none"\n', False, False),
    ],
)
def test_the_spoken_notice_stands_where_it_is_wanted(
    show: Callable[..., Any], turns: Any, settings: str, before: bool, after: bool
) -> None:
    """It is heard before the talk unless it is wanted after it or not at all; captions are of the talk alone."""
    harbour = show(settings)
    toml = harbour.folder / "show.toml"
    plain = toml.read_text().replace("hibari/heart*0.80", "tone/high")
    toml.write_text(plain.replace("hibari/heart", "tone/low"))
    harbour.episode()
    outcome(harbour.publish())
    captions = segments(harbour)
    words = " ".join(one["body"] for one in captions)
    assert words == " ".join(text for _, sentences in turns for text in sentences)
    sound = audio_io.open_source(harbour.the("audio/*.mp3"))
    length_s = sum(len(block) for block in sound.blocks()) / sound.rate_hz
    assert (captions[0]["startTime"] > 1.5) == before
    assert (length_s - captions[-1]["endTime"] > 2.0) == after


def test_what_stands_around_the_talk_moves_the_captions(
    show: Callable[..., Any], spoken: Any, write: Any
) -> None:
    """Intro, sting, bed and outro of show.toml surround every talk; captions and chapters follow."""

    def published(settings: str) -> tuple[list[dict[str, Any]], float]:
        harbour = show(settings)
        toml = harbour.folder / "show.toml"
        plain = toml.read_text().replace("hibari/heart*0.80", "tone/high")
        toml.write_text(plain.replace("hibari/heart", "tone/low"))
        for name, seconds in (("intro", 3), ("outro", 4), ("sting", 1), ("bed", 2)):
            time = np.arange(24_000 * seconds) / 24_000
            write(
                harbour.folder / f"{name}.wav",
                (0.1 * np.sin(2 * np.pi * 500 * time)).astype(np.float32),
            )
        transcript = harbour.episode() / "transcript.txt"
        title, _, talk = transcript.read_text().partition("\n")
        transcript.write_text(f"{title}\n{talk * 4}")
        outcome(harbour.publish())
        sound = audio_io.open_source(harbour.the("audio/*.mp3"))
        length = sum(len(block) for block in sound.blocks()) / sound.rate_hz
        assert audio_io.measure(sound).integrated_lufs == pytest.approx(-16, abs=0.3)
        assert outcome(harbour.publish()).status == "unchanged"
        heard = segments(harbour)
        harbour.root.rename(harbour.root.with_name(f"done-{len(settings)}"))
        return heard, length

    bare, bare_s = published("")
    names = "\n".join(f'{name} = "{name}.wav"' for name in ("intro", "outro", "sting", "bed"))
    dressed, dressed_s = published(f"\n[around]\n{names}\ncrossfade_ms = 1000\n")
    moved = [
        after["startTime"] - before["startTime"]
        for before, after in zip(bare, dressed, strict=True)
    ]
    assert moved[0] == pytest.approx(2, abs=0.002)
    steps = sorted({round(one - 2, 2) for one in moved})
    assert steps[0] == 0
    assert len(steps) > 1
    assert all(step % 1.5 == pytest.approx(0, abs=0.01) for step in steps)
    assert dressed_s - bare_s == pytest.approx(2 + 3 + steps[-1], abs=0.03)
    assert [one["body"] for one in dressed] == [one["body"] for one in bare]


def page_text(show: Any) -> str:
    """The transcript as the listening page has it, without marks."""
    page = show.the("episodes/*/index.html").read_text(encoding="utf-8")
    body = page.partition("data-transcript")[2].partition("</section>")[0]
    return " ".join(re.sub("<[^>]*>", " ", body.partition(">")[2]).split())


@pytest.mark.parametrize("timed", [True, False])
def test_half_a_recording_loses_no_word_of_the_page(
    show: Callable[..., Any], spoken: Any, turns: Any, write: Any, timed: bool
) -> None:
    """The page has every sentence in its order, those without sound marked and without a time; the
    captions have what is heard; one warning says both. Made again, it is the same."""
    harbour = show()
    folder = harbour.episode()
    half_ms = spoken.times_ms[len(spoken.times_ms) // 2][0][0] - 150
    write(folder / "recording.wav", spoken.samples[: half_ms * 24])
    if timed:
        (folder / "transcript.txt").unlink()
        lines = ["WEBVTT", ""]
        for (who, sentences), times in zip(turns, spoken.times_ms, strict=True):
            for text, (first, end) in zip(sentences, times, strict=True):
                stamps = [f"00:00:{ms // 1000:02d}.{ms % 1000:03d}" for ms in (first, end)]
                lines += [f"{stamps[0]} --> {stamps[1]}", f"<v {who.title()}>{text}", ""]
        (folder / "transcript.vtt").write_text("\n".join(lines), encoding="utf-8")
        (folder / "episode.toml").write_text('title = "Ferry"\n', encoding="utf-8")
    made = outcome(harbour.publish())
    (warning,) = [f for f in made.findings if f.rule == "alignment-missing"]
    assert all(words in warning.what for words in ("page", "without", "no captions"))
    everything = [text for _, sentences in turns for text in sentences]
    shown = page_text(harbour)
    places = [shown.index(text) for text in everything]
    assert places == sorted(places)
    page = harbour.the("episodes/*/index.html").read_text(encoding="utf-8")
    unheard = " ".join(re.findall(r'<span class="unheard">(.*?)</span>', page))
    heard = " ".join(one["body"] for one in segments(harbour))
    for number, (_, sentences) in enumerate(turns):
        for text in sentences:
            assert (text in heard) == (number < len(turns) // 2), text
            assert (text in unheard) == (text not in heard), text
    for memory in (harbour.root / ".segmentcast").glob("records.sqlite*"):
        memory.unlink()
    outcome(harbour.publish())
    assert page_text(harbour) == shown


@pytest.fixture
def cut_off(spoken: Any, write: Any, tmp_path: Path) -> Path:
    """An MP3 whose copying broke off: its header still tells the length of all of it."""
    plain, path = write(tmp_path / "talk.wav", spoken.samples), tmp_path / "talk.mp3"
    subprocess.run(["ffmpeg", "-v", "error", "-i", plain, "-b:a", "64k", path], check=True)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 4])
    return path


def test_a_recording_that_is_cut_off_is_held_until_it_is_checked(
    show: Callable[..., Any], cut_off: Path
) -> None:
    """A quarter of a talk reaches nobody; `checked = true` releases it."""
    harbour = show()
    folder = harbour.episode()
    (folder / "recording.mp3").write_bytes(cut_off.read_bytes())
    held = outcome(harbour.publish())
    assert held.status == "held"
    assert "the file is cut off" in held.reasons[0]
    assert "recording-incomplete" in {finding.rule for finding in held.findings}
    settings = folder / "episode.toml"
    before = settings.read_text("utf-8") if settings.exists() else ""
    settings.write_text(f'checked = "0123456789ab"\n{before}', encoding="utf-8")
    assert outcome(harbour.publish()).status == "held"
    settings.write_text(f"checked = true\n{before}", encoding="utf-8")
    assert outcome(harbour.publish()).status == "made"


def test_a_published_episode_whose_new_recording_is_cut_off_keeps_its_place(
    show: Callable[..., Any], recorded: Path, cut_off: Path
) -> None:
    """Subscribers have the episode: a warning says what is wrong with its new sound."""
    harbour = show()
    folder = harbour.episode()
    (folder / "recording.wav").write_bytes(recorded.read_bytes())
    assert outcome(harbour.publish()).status == "made"
    (folder / "recording.wav").unlink()
    (folder / "recording.mp3").write_bytes(cut_off.read_bytes())
    again = outcome(harbour.publish())
    assert again.status == "made"
    assert "recording-incomplete" in {finding.rule for finding in again.findings}
