"""What goes wrong inside one episode is that episode's failure; the others are published."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest

from segmentcast.errors import EngineError, PublishStopped, StoreError, VoiceError
from segmentcast.publish.failure import failure_of, stops_publish

GOOD = "2026-03-14-ferry"
BAD = "2026-03-15-bad"
HOSTED = """\
date = 2016-01-02

[enclosure]
url = "https://media.example/old.mp3"
type = "audio/mpeg"
"""


def statuses(report: object) -> dict[str, str]:
    return {outcome.folder: outcome.status for outcome in report.outcomes}


def m4a(path: Path, seconds: float = 1.0) -> bytes:
    """A short sound as AAC in an MP4 file."""
    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=44_100)
        stream.layout = "mono"
        wave = (np.sin(np.arange(int(seconds * 44_100)) * 0.05) * 0.3).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = 44_100
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path.read_bytes()


def docx(text: str) -> bytes:
    """The smallest Word document with these paragraphs."""
    rows = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{rows}</w:body></w:document>',
        )
    return stream.getvalue()


def test_a_recording_whose_codec_nobody_knows_fails_by_itself(show: object, tmp_path: Path) -> None:
    """A damaged m4a is told as a sound that cannot be used; the other episode is published."""
    show.episode(GOOD)
    folder = show.episode(BAD)
    data = m4a(tmp_path / "sound.m4a")
    damaged = data.replace(b"mp4a", b"zq7x").replace(b"esds", b"zzzz")
    (folder / "recording.m4a").write_bytes(damaged)
    report = show.publish()
    assert statuses(report) == {GOOD: "made", BAD: "failed"}
    (problem,) = report.failed[0].problems
    assert "codec of its sound is unknown" in problem.what
    assert problem.where.endswith("recording.m4a")


@pytest.mark.parametrize("name", ["transcript.txt", "episode.toml", "cast.toml", "pictures"])
def test_a_link_to_itself_fails_by_itself(show: object, name: str) -> None:
    """Inside an episode's folder such a link is that episode's failure, and named."""
    show.episode(GOOD)
    folder = show.episode(BAD)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(name)
    report = show.publish()
    assert statuses(report) == {GOOD: "made", BAD: "failed"}
    assert "link" in report.failed[0].problems[0].what


def test_an_episode_folder_that_is_a_link_to_itself_fails_by_itself(show: object) -> None:
    """The other episodes are published, this time and the next."""
    show.episode(GOOD)
    (show.folder / BAD).symlink_to(BAD)
    assert statuses(show.publish()) == {GOOD: "made", BAD: "failed"}
    assert statuses(show.publish()) == {GOOD: "unchanged", BAD: "failed"}
    assert statuses(show.publish(only=(GOOD,))) == {GOOD: "unchanged"}


def without_privileges() -> None:
    """From the next program on, the superuser heeds the permissions of files as everybody else does."""
    if os.geteuid() == 0:
        drop, override, read_search = (
            24,
            1,
            2,
        )  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        assert [prctl(drop, each, 0, 0, 0) for each in (override, read_search)] == [0, 0]


def test_a_folder_that_may_not_be_read_fails_by_itself(show: object) -> None:
    """A user without the right to list one folder publishes the others, and what was published of it stays."""
    show.publish_first(GOOD, BAD)
    show.episode("2026-03-16-new")
    (show.folder / BAD).chmod(0)
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "publish", str(show.root)],
        capture_output=True,
        text=True,
        preexec_fn=without_privileges,
        check=False,
    )
    (show.folder / BAD).chmod(0o755)
    assert done.returncode == 20, done.stderr
    assert "no permission" in done.stderr
    assert (show.feed / "feed.xml").read_text().count("<item>") == 3


def test_a_hosted_episode_without_a_title_fails_by_itself(show: object) -> None:
    """An imported episode that cannot be published is named; the others are in the feed, and its GUID is kept."""
    show.episode(GOOD)
    hosted = show.episode(BAD)
    (hosted / "transcript.txt").unlink()
    (hosted / "episode.toml").write_text(HOSTED, encoding="utf-8")
    report = show.publish()
    assert statuses(report) == {GOOD: "made", BAD: "failed"}
    assert "no title" in report.failed[0].problems[0].what


def mutants(kind: str, data: bytes, count: int) -> list[bytes]:
    """The data with bytes changed, taken out, put in, and cut short; always the same ones."""
    chance = random.Random(kind)
    made = []
    for _ in range(count):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 3, 20])):
            place = chance.randrange(len(damaged) + 1)
            match chance.randrange(4):
                case 0:
                    damaged[place : place + 1] = bytes([chance.randrange(256)])
                case 1:
                    del damaged[place : place + chance.randrange(40)]
                case 2:
                    damaged[place:place] = chance.choice(
                        [b"\0", b'"', b"[", b"\xff\xfe", b"\xed\xa0\x80", b"=" * 30, b"9" * 400]
                    )
                case _:
                    if chance.random() < 0.2:
                        del damaged[place:]
        made.append(bytes(damaged))
    return made


TEXT = """\
The ferry came back

Read the Full Transcript


    Joining me now is Rosa Lind, who captains it. Rosa, how was it?


    It was crowded.
"""
EPISODE = """\
title = "The ferry"
summary = "A ferry"
date = 2026-03-14T10:00:00+01:00
tags = ["sea"]
season = 1
number = 2
[voices]
host = "tone/low@0.5"
[lexicon]
Lind = "lint"
[[corrections]]
date = 2026-03-15
note = "A name"
"""
CAST = '[speakers]\n"Rosa Lind" = { part = "guest", role = "captain" }\n'
CUES = """\
WEBVTT

00:00.000 --> 00:02.000
<v Rosa Lind>It was crowded.
"""


def test_two_hundred_damaged_inputs_leave_the_other_episode_published(
    show: object, tmp_path: Path
) -> None:
    """Whatever is wrong with an episode's files, nothing else fails, and no failure is a defect of ours."""
    show.episode(GOOD)
    sound = m4a(tmp_path / "sound.m4a", 0.3)
    hosted = HOSTED + "length = 1000\nduration = 100\n"
    inputs: dict[str, tuple[dict[str, bytes], str]] = {
        "text": ({"transcript.txt": TEXT.encode()}, "transcript.txt"),
        "toml": (
            {"transcript.txt": TEXT.encode(), "episode.toml": EPISODE.encode()},
            "episode.toml",
        ),
        "cast": ({"transcript.txt": TEXT.encode(), "cast.toml": CAST.encode()}, "cast.toml"),
        "hosted": ({"episode.toml": hosted.encode()}, "episode.toml"),
        "docx": ({"transcript.docx": docx(TEXT)}, "transcript.docx"),
        "webvtt": ({"transcript.vtt": CUES.encode()}, "transcript.vtt"),
        "sound": ({"transcript.txt": TEXT.encode(), "recording.m4a": sound}, "recording.m4a"),
    }
    for kind, (files, target) in inputs.items():
        for number, damaged in enumerate(mutants(kind, files[target], 29)):
            folder = show.folder / f"2026-04-{number + 1:02d}-{kind}"
            folder.mkdir()
            for name, data in files.items():
                (folder / name).write_bytes(damaged if name == target else data)
    report = show.publish()
    assert statuses(report)[GOOD] == "made"
    assert "The ferry that came back" in (show.feed / "feed.xml").read_text(encoding="utf-8")
    assert len(report.outcomes) == 1 + 7 * 29
    assert len(report.failed) > 50
    told = [problem for outcome in report.failed for problem in outcome.problems]
    assert all(problem.where and problem.what for problem in told)
    assert [str(problem) for problem in told if "defect in segmentcast" in problem.what] == []


def test_a_defect_of_ours_is_the_failure_of_its_episode_with_a_report(tmp_path: Path) -> None:
    """The message names the episode and a file with the traceback; the same defect again names the same file."""

    def failing() -> Exception:
        try:
            {}["nothing"]
        except KeyError as error:
            return error
        raise AssertionError

    first, again = (failure_of(failing(), name) for name in ("one", "another"))
    assert (first.exit_code, first.problems[0].where, again.problems[0].where) == (
        70,
        "one",
        "another",
    )
    report = Path(first.problems[0].mend.removeprefix("report it with "))
    assert "failing" in report.read_text(encoding="utf-8")
    assert first.problems[0].mend == again.problems[0].mend
    report.unlink()


def test_what_the_machine_lacks_stops_every_episode_and_is_told_as_such() -> None:
    """A full disk and no memory are found behind whatever hides them; other errors are an episode's own."""

    def hidden(cause: BaseException, error: Exception) -> Exception:
        error.__cause__ = cause
        return error

    full = OSError(errno.ENOSPC, "No space left on device", "feed/audio")
    stopped = stops_publish(hidden(full, StoreError.at("feed/audio", "cannot be written")))
    assert isinstance(stopped, PublishStopped)
    assert stopped.problems[0].what == "the disk is full"
    assert "take" not in stopped.problems[0].mend
    assert stops_publish(MemoryError()) is not None
    assert stops_publish(hidden(MemoryError(), EngineError.at("", "engine failed"))) is not None
    unmapped = ImportError("libx.so: failed to map segment from shared object")
    assert stops_publish(unmapped) is not None
    assert stops_publish(hidden(unmapped, VoiceError.at("", "cannot be imported"))) is not None
    assert stops_publish(RuntimeError("can't start new thread")) is not None
    assert stops_publish(OSError(errno.ENOMEM, "Cannot allocate memory")) is not None
    assert stops_publish(ImportError("cannot import name 'x'")) is None
    # The codec library says so of a damaged file.
    assert stops_publish(av.error.MemoryError(errno.ENOMEM, "Cannot allocate memory")) is None
    assert stops_publish(PermissionError(errno.EACCES, "no", "x")) is None
    assert stops_publish(StoreError.at("x", "no permission")) is None
