"""Programs that read MP3 files, on the files of a feed without and with Content Credentials."""

import json
import shutil
import subprocess
from pathlib import Path

from mutagen.mp3 import MP3


def said_by(*command: str) -> str:
    program = shutil.which(command[0])
    assert program, f"{command[0]} is not installed; .ci/run does that"
    done = subprocess.run(
        [program, *command[1:]], capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout + done.stderr


def test_ffprobe_exiftool_mp3val_and_mutagen_read_every_file(published: Path) -> None:
    """Title, picture, chapters and length are there, and none of them complains."""
    for path in sorted((published / "feed" / "audio").iterdir()):
        sound = MP3(path)
        frames = {key.partition(":")[0] for key in sound.tags}
        assert {"TIT2", "APIC", "SYLT", "CTOC", "CHAP"} <= frames
        shown = json.loads(
            said_by("ffprobe", "-v", "warning", "-of", "json", "-show_format", "-show_chapters", "-show_streams", str(path))
        )  # fmt: skip
        assert abs(float(shown["format"]["duration"]) - sound.info.length) < 0.1
        assert shown["format"]["tags"]["title"] == str(sound.tags["TIT2"])
        assert shown["chapters"]
        assert {stream["codec_name"] for stream in shown["streams"]} == {"mp3", "mjpeg"}
        (listed,) = json.loads(said_by("exiftool", "-json", str(path)))
        assert listed["Title"] == str(sound.tags["TIT2"])
        assert "Warning" not in listed
        assert "WARNING" not in said_by("mp3val", str(path))
