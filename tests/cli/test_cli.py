"""The command line, as a person runs it."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import uuid
import wave
from pathlib import Path

import pytest

from segmentcast import __version__
from tests.cli.conftest import segmentcast
from tests.interruption import interrupted


def run(
    *arguments: str | Path, cwd: Path | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture
def show(starter: Path, tmp_path: Path) -> Path:
    """A copy of it for the test alone, not published yet."""
    return Path(shutil.copytree(starter, tmp_path / "myshow"))


@pytest.fixture
def published(first_publish: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the published show for the test alone."""
    return Path(shutil.copytree(first_publish[0], tmp_path / "myshow"))


def test_version_and_help_are_told() -> None:
    """--version names the version; every command explains itself with an example or a rule."""
    assert __version__ in run("--version").stdout
    text = run("--help").stdout
    for name in ("publish", "new", "check", "serve", "voices"):
        assert name in text
        assert "Usage:" in run(name, "--help").stdout


def test_help_loads_neither_engine_nor_codec() -> None:
    """What is not used is not imported."""
    script = (
        "import sys\nsys.argv = ['segmentcast', '--help']\n"
        "from segmentcast.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'av', 'onnxruntime', 'feedgen', 'PIL', 'mutagen', 'jinja2', 'rich', 'scipy', 'starlette', 'lxml', 'pydub', 'gtts', 'msgspec'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "LOADED []" in done.stdout


def test_reading_a_file_loads_neither_numbers_nor_codec_nor_network() -> None:
    """`read` of a transcript is text from its beginning to its end."""
    script = (
        "import sys\nsys.argv = ['segmentcast', 'read', sys.argv[1]]\n"
        "from segmentcast.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'av', 'onnxruntime', 'PIL', 'mutagen', 'http.client', 'segmentcast.visitor'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    transcript = next((Path(__file__).parents[2] / "episodes").glob("*/transcript.txt"))
    done = subprocess.run(
        [sys.executable, "-c", script, str(transcript)], capture_output=True, text=True, check=True
    )
    assert "LOADED []" in done.stdout


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    """A typing error gets the right name."""
    assert 'Did you mean "publish"?' in run("publsih", code=2).stderr


def test_a_new_show_publishes_as_it_stands(
    first_publish: tuple[Path, str], published: Path
) -> None:
    """new, publish, check: no editing in between; the sample is heard with two voices."""
    assert "How a reading room became the busiest place in town" in first_publish[1]
    assert (published / "feed" / "feed.xml").is_file()
    checked = run("check", published).stdout
    assert "0 errors" in checked or "All is well" in checked
    again = run("publish", published)
    assert "Nothing changed" in again.stdout


def test_json_is_one_object_and_nothing_else(show: Path) -> None:
    """Machines read standard output alone."""
    report = json.loads(run("publish", show, "--json").stdout)
    (episode,) = report["episodes"]
    assert episode["status"] == "made"
    assert episode["integrated_lufs"] == pytest.approx(-16, abs=0.5)
    assert report["feed"].endswith("/feed.xml")


def test_new_never_overwrites(show: Path) -> None:
    """A second new in the same folder is refused and changes nothing."""
    toml = (show / "episodes" / "show.toml").read_text()
    assert "this folder already contains a show" in run("new", show, code=2).stderr
    assert (show / "episodes" / "show.toml").read_text() == toml


def test_new_takes_what_the_feed_will_need(tmp_path: Path) -> None:
    """Author, owner and address are in show.toml, and the GUID is that of the feed's address (PSP-1)."""
    segmentcast(
        "new", tmp_path / "a", "--title", "Quay", "--author", "The Desk", "--email", "a@news.example",
        "--base-url", "https://news.example/podcast",
    )  # fmt: skip
    show = tomllib.loads((tmp_path / "a/episodes/show.toml").read_text("utf-8"))
    assert show["owner"] == {"name": "The Desk", "email": "a@news.example"}
    assert show["base_url"] == "https://news.example/podcast/"
    address = "news.example/podcast/feed.xml"
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert uuid.UUID(show["guid"]) == uuid.uuid5(namespace, address)
    segmentcast("new", tmp_path / "b")
    segmentcast("new", tmp_path / "c")
    guids = {
        tomllib.loads((tmp_path / n / "episodes/show.toml").read_text("utf-8"))["guid"]
        for n in "bc"
    }
    assert len(guids) == 2
    assert {uuid.UUID(guid).version for guid in guids} == {5}
    refused = run(
        "new", tmp_path / "d", "--email", "nobody", "--base-url", "https://x.example/", code=2
    )
    assert "not an email address" in refused.stderr
    assert not (tmp_path / "d").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_new_asks_a_person_at_a_terminal(tmp_path: Path) -> None:
    """What is left out is asked for; Enter leaves a question for later."""
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, b"Quay\n\na@news.example\nhttps://news.example/podcast/\n")
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "new", str(tmp_path / "a")],
        stdin=theirs, stdout=theirs, stderr=theirs, timeout=120, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0
    show = tomllib.loads((tmp_path / "a/episodes/show.toml").read_text("utf-8"))
    assert (show["title"], show["author"]) == ("Quay", "Quay")
    assert show["owner"]["email"] == "a@news.example"
    assert show["base_url"] == "https://news.example/podcast/"


def test_new_gives_the_guest_a_voice_that_was_added(tmp_path: Path) -> None:
    """Where fenrir was added, show.toml names it, so that every machine knows; elsewhere it names nobody."""
    (tmp_path / "am_fenrir_v2.int8.onnx").write_bytes(b"the model")
    segmentcast("new", tmp_path / "rich", HIBARI_HOME=str(tmp_path))
    segmentcast("new", tmp_path / "plain")
    rich, plain = (
        tomllib.loads((tmp_path / name / "episodes" / "show.toml").read_text("utf-8"))
        for name in ("rich", "plain")
    )
    assert rich["voices"] == {"guest": "hibari/fenrir"}
    assert "voices" not in plain


def test_a_folder_without_a_show_says_how_to_make_one(tmp_path: Path) -> None:
    """publish, check and serve name the missing show.toml and the remedy."""
    for command in ("publish", "check", "serve"):
        assert "segmentcast new" in run(command, tmp_path, code=2).stderr


def test_a_show_and_an_episode_are_not_mistaken_for_each_other(show: Path) -> None:
    """The message says which of the two was given, and which is wanted."""
    episode = show / "episodes" / "2026-01-20-reading-room"
    assert "read one episode at a time" in run("read", show, code=2).stderr
    assert f"give the show's folder: {episode.parent}" in run("diff", episode, code=2).stderr


def test_failed_episodes_have_an_exit_code_of_their_own(show: Path) -> None:
    """20: some failed, the others were published."""
    (show / "episodes" / "2026-02-01-empty").mkdir()
    done = run("publish", show, code=20)
    assert "2026-02-01-empty" in done.stderr
    assert "no transcript" in done.stderr
    assert "Fix: " in done.stderr
    assert "How a reading room" in (show / "feed" / "feed.xml").read_text()
    assert "1 failed" in done.stdout
    assert "Nothing changed" not in run("publish", show, code=20).stdout


def test_a_wrong_show_toml_exits_with_the_code_of_configuration(show: Path) -> None:
    """3, with file, line and the key that was meant."""
    toml = show / "episodes" / "show.toml"
    toml.write_text('titel = "x"\n' + toml.read_text())
    done = run("publish", show, code=3)
    assert "show.toml:1" in done.stderr
    assert '"title"' in done.stderr


def test_voices_are_listed_with_licence_and_reason() -> None:
    """Each engine has its rows; what cannot be used says why."""
    rows = json.loads(run("voices", "--json").stdout)["results"]
    by_voice = {row["voice"]: row for row in rows}
    assert by_voice["hibari/heart"]["usable"]
    assert by_voice["piper/joe"]["licence"]
    assert all(row["usable"] or (row["why_not"] and row["mend"]) for row in rows)
    assert "hibari/heart" in run("voices").stdout


def test_a_sample_is_written(tmp_path: Path) -> None:
    """--say writes a WAV file that other programs read."""
    path = tmp_path / "hello.wav"
    run("voices", "--say", "Hello there.", "--voice", "tone/low", "-o", path)
    with wave.open(str(path)) as sound:
        assert sound.getnframes() > sound.getframerate() // 4


def test_ctrl_c_leaves_nothing_half_published(show: Path) -> None:
    """Interrupted in the middle: exit 130, one line, no feed; the next run finishes the work."""
    long = "\n\n".join(f"    This is sentence number {n} of a very long page." for n in range(1500))
    transcript = next((show / "episodes").rglob("transcript.txt"))
    whole = transcript.read_text()
    transcript.write_text(whole.replace("    For six evenings", long + "\n\n    For six evenings"))
    done = interrupted("publish", show, ending=".speech")
    assert done.returncode == 130, done.stderr
    assert "Stopped." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (show / "feed" / "feed.xml").exists()
    transcript.write_text(whole)
    run("publish", show)
    assert (show / "feed" / "feed.xml").is_file()


def test_hostile_text_cannot_command_the_terminal(show: Path) -> None:
    """Control characters of a title are not printed."""
    episode = next((show / "episodes").glob("*/transcript.txt")).parent
    (episode / "episode.toml").write_text('title = "Red \\u001b[31mletters"\n')
    done = run("publish", show)
    assert "\x1b[31m" not in done.stdout


def test_diff_tells_by_its_exit_code_whether_there_is_something_to_do(
    starter: Path, published: Path
) -> None:
    """30 before the first publish, 0 after it, 20 with a broken episode."""
    assert "new" in run("diff", starter, code=30).stdout
    show = published
    assert "Nothing to publish" in run("diff", show).stdout
    (show / "episodes" / "templates").mkdir()
    own = show / "episodes" / "templates" / "corrections.html"
    own.write_text('{% extends "base.html" %}')
    done = run("diff", show, code=30)
    assert "templates/corrections.html is new" in done.stdout
    assert "0 GUIDs and 0 dates change" in done.stdout
    assert json.loads(run("diff", show, "--json", code=30).stdout)["something_to_do"] is True
    assert "templates/corrections.html is new" in run("publish", show, "--dry-run").stdout
    own.unlink()
    run("diff", show)
    (show / "episodes" / "2026-02-01-empty").mkdir()
    assert "no transcript" in run("diff", show, code=20).stderr


def test_read_says_who_speaks_and_why(show: Path) -> None:
    """Names, parts, evidence and unknown names; --json has the same as one object; nothing is made."""
    folder = next((show / "episodes").glob("*/transcript.txt")).parent
    text = run("read", folder).stdout
    assert "Tom Whitlock" in text
    assert "joins Tom Whitlock" in text
    data = json.loads(run("read", folder / "transcript.txt", "--json").stdout)
    assert {row["name"]: row["part"] for row in data["speakers"]} == {
        "Tom Whitlock": "host",
        "Ines Calder": "guest",
    }
    assert len(data["turns"]) == 7
    assert all(row["evidence"] for row in data["speakers"])
    assert not (show / "feed").exists()


def test_lexicon_suggests_exchanges_and_reads_back(show: Path, tmp_path: Path) -> None:
    """Unknown names are listed; a lexicon goes out as PLS and comes back as TOML."""
    words = [
        row["word"]
        for row in json.loads(run("lexicon", "suggest", show, "--json").stdout)["results"]
    ]
    assert "Calder" in words
    toml = show / "episodes" / "show.toml"
    toml.write_text(toml.read_text() + '\n[lexicon]\n"Calder" = "Kalder"\n')
    words = [
        row["word"]
        for row in json.loads(run("lexicon", "suggest", show, "--json").stdout)["results"]
    ]
    assert "Calder" not in words
    run("lexicon", "export", show, "-o", tmp_path / "words.pls")
    assert '"Calder" = { say = "Kalder"' in run("lexicon", "import", tmp_path / "words.pls").stdout


def test_help_of_groups_is_whole() -> None:
    """The lists of sub-commands cut no sentence."""
    for group in ("cache", "lexicon", "private"):
        listed = run(group, "--help").stdout.partition("Commands:")[2]
        assert "..." not in listed
        assert listed.rstrip().endswith(".")


@pytest.mark.parametrize("columns", ["60", "100", "200"])
def test_tables_break_no_word(published: Path, columns: str) -> None:
    """Where a table would be too narrow for its words there is a block of lines an episode instead."""
    toml = next((published / "episodes").glob("*/transcript.txt"))
    toml.write_text(toml.read_text().replace("For six evenings", "For seven evenings"))
    done = subprocess.run(
        [sys.executable, "-m", "segmentcast", "diff", published],
        capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": columns},
    )  # fmt: skip
    words = set(done.stdout.split())
    assert {"reading", "busiest", "(2026-01-20-reading-room)"} <= words, done.stdout
    assert ("  Why: " in done.stdout) is (columns == "60")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_commands(shell: str) -> None:
    """The script that the README tells of is printed, and completes commands and options."""
    program = Path(sys.executable).with_name("segmentcast")
    told = {"_SEGMENTCAST_COMPLETE": f"{shell}_source"}
    script = subprocess.run([program], capture_output=True, text=True, check=True, env={**os.environ, **told})  # fmt: skip
    assert "segmentcast" in script.stdout
    words = {"COMP_WORDS": "segmentcast pub", "COMP_CWORD": "1" if shell != "fish" else "pub"}
    asked = {**os.environ, **words, "_SEGMENTCAST_COMPLETE": f"{shell}_complete"}
    done = subprocess.run([program], capture_output=True, text=True, check=False, env=asked)
    assert "publish" in done.stdout
