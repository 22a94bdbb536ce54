"""How the desk starts and ends, as the command."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from segmentcast import desk, editing
from segmentcast.desk.refreshing import SMALL
from segmentcast.errors import StoreError
from segmentcast.workspace.show_folder import ShowFolder, locate
from tests.desk.conftest import SilentVoice, publisher_of

NEVER_READ = """
import os, pathlib, sys, time

def watch(name, arguments):
    if name == "open" and str(arguments[0]).endswith("transcript.txt"):
        pathlib.Path({told!r}).write_text(str(os.getpid()))
        while True:
            time.sleep(0.05)

if any("{module}" in word for word in sys.orig_argv):
    sys.addaudithook(watch)
"""
"""Has every process of this module tell its number, and wait, when it opens the words of an episode."""


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "segmentcast", "desk", *map(str, arguments), "--no-browser"]


def test_the_command_prints_its_address_and_ends_with_ctrl_c(starter: Path) -> None:
    """The printed address opens the desk, and Ctrl-C ends it without a word of complaint."""
    with subprocess.Popen(
        command(starter, "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/open/\S+", running.stdout.readline())
        assert found is not None
        assert httpx.get(found[0], trust_env=False, timeout=60).status_code == 200
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (0, "")
    assert out.endswith("Stopped.\n")


def test_ctrl_c_ends_a_desk_that_waits_for_a_voice(show: Path, silent_voice: SilentVoice) -> None:
    """A turn that is spoken by a server which never answers doesn't hold up the end of the desk."""
    silent_voice.give(show, "Ines Calder")
    (folder,) = (path for path in (show / "episodes").iterdir() if path.is_dir())
    words = folder / "transcript.txt"
    words.write_text("A talk\n\nInes Calder: Good evening.\n\nTom Whitlock: Yes.\n", "utf-8")
    with subprocess.Popen(
        command(show, "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)/open/\S+", running.stdout.readline())
        assert found is not None
        with (
            httpx.Client(trust_env=False, timeout=None) as browser,
            ThreadPoolExecutor(1) as window,
        ):
            browser.get(found[0])
            sound = f"{found[1]}/episodes/{folder.name}/turns/1.wav"
            answer = window.submit(browser.get, sound)
            silent_voice.wait_until_asked()
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=300)  # the voice's own is 600
            assert answer.result().status_code == 503
    assert running.returncode == 0
    assert "Traceback" not in err


def test_a_publish_ends_with_a_desk_that_is_killed(show: Path, silent_voice: SilentVoice) -> None:
    """After a kill -9 of the desk, nobody is left at work, and the command publishes what is there."""
    silent_voice.give(show, "Ines Calder")
    with subprocess.Popen(
        command(show, "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)/open/\S+", running.stdout.readline())
        assert found is not None
        with httpx.Client(trust_env=False, headers={"Origin": found[1]}, timeout=60) as browser:
            browser.get(found[0])
            page = browser.get(f"{found[1]}/publish").text
            browser.post(
                f"{found[1]}/publish",
                data=dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)),
            )
        silent_voice.wait_until_asked()
        publisher = os.pidfd_open(publisher_of(show))
        running.kill()
    assert select.select([publisher], [], [], 120)[0]
    os.close(publisher)
    assert not (show / "feed" / "feed.xml").exists()
    silent_voice.take_back()
    again = [sys.executable, "-m", "segmentcast", "publish", str(show)]
    assert subprocess.run(again, capture_output=True, check=False).returncode == 0
    assert b"<item>" in (show / "feed" / "feed.xml").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="pidfd_open is a call of Linux")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
@pytest.mark.parametrize(("module", "path"), [("look_process", "/"), ("names_reading", "/names")])
def test_what_reads_a_large_show_ends_with_its_desk(
    show: Path, tmp_path: Path, module: str, path: str, end: signal.Signals
) -> None:
    """Processes that read a show of a thousand folders, here for ever, don't go on for nobody."""
    for number in range(SMALL + 1):
        (show / "episodes" / f".kept-{number}").touch()
    told = tmp_path / "told"
    os.mkfifo(told)
    (tmp_path / "sitecustomize.py").write_text(NEVER_READ.format(module=module, told=str(told)))
    paths = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH", ""))))
    with subprocess.Popen(
        command(show, "--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as running:
        assert running.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)/open/\S+", running.stdout.readline())
        assert found is not None
        with httpx.Client(trust_env=False, timeout=60) as browser:
            browser.get(found[0])
            browser.get(f"{found[1]}{path}")
        reader = os.pidfd_open(int(told.read_text()))
        running.send_signal(end)
        running.communicate(timeout=120)
    try:
        assert select.select([reader], [], [], 60)[0]
    finally:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(reader, signal.SIGKILL)
        os.close(reader)


def test_a_taken_port_is_said_in_one_message(starter: Path) -> None:
    """The message names another port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            command(starter, "--port", str(port)), capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"--port {port + 1}" in done.stderr


def test_it_ends_by_itself_when_unused(starter: Path) -> None:
    """After the time given without a request, it has stopped and says that it was unused."""
    addresses: list[str] = []
    assert desk.run(locate(starter), port=0, idle_seconds=0.2, on_ready=addresses.append)
    assert addresses[0].startswith("http://127.0.0.1:")


def test_a_show_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A folder in which nothing can be kept is refused before anything starts."""
    (tmp_path / "file").write_text("in the way of a folder")
    place = ShowFolder(tmp_path, tmp_path / "feed", tmp_path / "file" / "work")
    with pytest.raises(StoreError):
        desk.run(place, port=0, on_ready=lambda _address: None)


@pytest.mark.skipif(sys.platform != "linux", reason="setpriv is a program of Linux")
@pytest.mark.parametrize("folder", [".", "episodes"])
def test_a_read_only_folder_is_refused_in_one_message(show: Path, folder: str) -> None:
    """Where nothing can be written, the desk does not start, and says which folder to change."""
    shutil.rmtree(show / ".segmentcast", ignore_errors=True)
    place = show / folder
    bound = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    mode = place.stat().st_mode
    place.chmod(0o555)
    try:
        done = subprocess.run(
            [*(bound if os.geteuid() == 0 else ()), *command(show, "--port", "0")],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    finally:
        place.chmod(mode)
    assert done.returncode == 8
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert str(show) in done.stderr
    assert "Fix:" in done.stderr


def test_a_machine_without_a_browser_gets_the_address(starter: Path) -> None:
    """No display, no browser: one line asks to open the address elsewhere, and the desk runs."""
    graphical = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    bare = {name: value for name, value in os.environ.items() if name not in graphical}
    asked = [word for word in command(starter, "--port", "0") if word != "--no-browser"]
    with subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=bare
    ) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=120)
    assert said.startswith("Open this address in a browser; it works once: http://127.0.0.1:")
    assert (running.returncode, err) == (0, "")


def test_an_edit_that_was_cut_off_is_finished_when_the_desk_or_a_publish_starts(
    starter: Path, tmp_path: Path
) -> None:
    """Neither reads half of an edit: what the journal has begun is written first."""
    for number, start in enumerate(("desk", "publish")):
        root = Path(shutil.copytree(starter, tmp_path / start / "myshow"))
        place = locate(root)
        folder = next(path for path in (root / "episodes").iterdir() if path.is_dir())
        kept = folder / "episode.toml"
        before = kept.read_bytes() if kept.exists() else None
        editing.commit_settings(place, folder.name, before, b"draft = true\n", "Held.")
        entry = next((place.work / "edits").rglob("*.json"))
        entry.write_text(entry.read_text().replace('"begun": false', '"begun": true'))
        kept.unlink() if before is None else kept.write_bytes(before)
        if number:
            done = subprocess.run(
                [sys.executable, "-m", "segmentcast", "publish", str(root)], check=False
            )
            assert done.returncode == 0
        else:
            assert desk.run(place, port=0, idle_seconds=0.1, on_ready=lambda _address: None)
        assert kept.read_bytes() == b"draft = true\n"


def test_two_producers_write_one_after_the_other(
    show: Path, open_desk: Callable[[Path], httpx.Client]
) -> None:
    """Two desks on one show send the same form at once: one is written, the other gets both versions."""
    folder = next(path for path in (show / "episodes").iterdir() if path.is_dir())
    windows = [open_desk(show), open_desk(show)]
    address = f"/episodes/{folder.name}/turns"
    given = []
    for window, person in zip(windows, ("Ada Rowe", "Otto Brand"), strict=True):
        page = window.get(address).text
        revision = re.findall(r'name="revision" value="([^"]+)"', page)[0]
        given.append({"revision": revision, "turn": "2", "do": "person", "other": person})
    with ThreadPoolExecutor(2) as both:
        sent = [
            both.submit(window.post, address, data=fields)
            for window, fields in zip(windows, given, strict=True)
        ]
        answers = [one.result() for one in sent]
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    lost, won = sorted(range(2), key=lambda at: answers[at].status_code == 303)
    cast = (folder / "cast.toml").read_text()
    assert given[won]["other"] in cast
    assert given[lost]["other"] not in cast
    assert given[lost]["other"] in answers[lost].text


def test_a_broken_show_is_explained_on_the_page(
    show: Path, open_desk: Callable[[Path], httpx.Client]
) -> None:
    """What is wrong with show.toml stands on the page, with its place and remedy."""
    client = open_desk(show)
    (show / "episodes" / "show.toml").write_text("title = 5\n")
    answer = client.get("/")
    assert answer.status_code == 422
    assert "Fix:" in answer.text
    assert "base_url" in answer.text
