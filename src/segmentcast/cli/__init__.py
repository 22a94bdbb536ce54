"""The command line. Each command has its own module, which is imported on use."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
import threading
from dataclasses import replace
from typing import NoReturn

import click

from segmentcast import __version__, interruption
from segmentcast.errors import Problem, SegmentcastError, StoreError

INTERRUPTED_EXIT_CODE = interruption.EXIT_CODE
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's 700 has it look for garbage a hundred times while a command's modules are loaded."""
_STOPPED = "Stopped. Nothing is half-published; run the same command again to continue."

_COMMANDS = {
    "publish": "Produce what is new or changed, and add it to the feed.",
    "new": "Create a show that is ready to publish.",
    "add": "Create episodes from transcripts, recordings, and web pages.",
    "read": "Preview what will be said, by whom, in which voice, and why.",
    "turns": "List an episode's turns, or correct who says what.",
    "transcribe": "Write a draft of the transcript of a recording, offline.",
    "listen": "Hear an episode, and name what is heard otherwise than it is written.",
    "diff": "Show what a publish would change, and why.",
    "check": "Check the published feed and every file it names.",
    "embed": "Embed an episode in another page.",
    "clip": "Cut a clip from an episode, for social networks.",
    "doctor": "Examine a live feed as a podcast app would.",
    "hosting": "Print a server configuration for a show.",
    "prune": "List and remove published files that no feed refers to.",
    "cache": "Inspect, share, and prune the cache of earlier work.",
    "desk": "Do everything in the browser, on this machine.",
    "serve": "Preview the feed on this machine or the local network.",
    "voices": "List engines and voices, or listen to one.",
    "lexicon": "Find names that need a pronunciation; exchange lexicons.",
    "measure": "Measure loudness, true peak, length, and format of audio files.",
    "bench": "Measure what segmentcast costs on this machine.",
    "import": "Import an existing feed, with its GUIDs and dates.",
    "move": "Move the feed, and print redirects for the old address.",
    "provenance": "Sign episodes with Content Credentials, and verify anybody's.",
    "private": "Give subscribers private feeds, and revoke them.",
}
_MODULES = {
    "import": "moving_in",
    "move": "moving_out",
    **{name: f"words.{name}" for name in ("read", "turns", "transcribe", "listen", "lexicon")},
    **{
        name: f"published.{name}"
        for name in ("check", "embed", "clip", "doctor", "hosting", "prune")
    },
}
"""Commands whose module is in a room, or has another name: `import` is a Python keyword."""


class _Commands(click.Group):
    """Imports a command's module only when it is called; help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"segmentcast.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            meant = get_close_matches(args[0], _COMMANDS, n=1)
            if meant:
                error.message += f' Did you mean "{meant[0]}"?'
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="segmentcast")
def group() -> None:
    """From a newsroom's transcript to a podcast episode, offline, in one command.

    \b
    A first show:
      segmentcast new myshow          create a show with a sample episode
      segmentcast publish myshow      narrate it; write the feed and the pages
      segmentcast serve myshow        subscribe to it in a podcast app

    \b
    An episode is a folder that contains a transcript:
      myshow/episodes/2016-11-13-mosul/transcript.txt

    Run "segmentcast COMMAND --help" for details of a command.
    """


def main() -> NoReturn:
    """Runs the command line and exits: 0 success, 2 usage, an error's own code, 130 interrupted."""
    from segmentcast.cli.output.json_output import asks_for_json

    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    complained = threading.Event()

    def farewell() -> None:
        if not complained.is_set():
            interruption.say_at_last(_STOPPED)

    with interruption.ended_at_last(farewell):
        exit_code, problems = _run()
        complained.set()
    if asks_for_json(sys.argv[1:]):
        exit_code = _print_object(exit_code, problems)
    interruption.leave(exit_code)


def _run() -> tuple[int, tuple[Problem, ...]]:
    """Runs the command line. Returns the exit code, and the problems as printed to standard error."""
    try:
        result = group.main(standalone_mode=False)
    except SegmentcastError as error:
        _complain(str(error))
        return error.exit_code, error.problems
    except click.exceptions.Exit as leave:
        return leave.exit_code, ()
    except click.ClickException as error:
        if isinstance(error, click.NoSuchOption) and error.possibilities:
            error.message += "."  # a suggestion follows
        error.show()
        what = error.format_message()
        return error.exit_code, (
            Problem("", what, "segmentcast --help lists commands and options"),
        )
    except (KeyboardInterrupt, click.Abort):
        _complain(_STOPPED)
        return INTERRUPTED_EXIT_CODE, (Problem("", _STOPPED),)
    except BrokenPipeError:
        # The reader of our output exited (`segmentcast voices | head`), so there is nothing to report.
        _forget_output()
        return 0, ()
    except Exception as error:  # noqa: BLE001 - the last line of defence
        failure = _explained(error)
        _complain(str(failure))
        return failure.exit_code, failure.problems
    return result if isinstance(result, int) else 0, ()


def _print_object(exit_code: int, problems: tuple[Problem, ...]) -> int:
    """Prints the object for --json. Returns the exit code, which changes if the disk is full."""
    from segmentcast.cli.output.json_output import finish

    try:
        finish(exit_code, problems)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
    except OSError as error:
        failure = _explained(error)
        _complain(str(failure))
        return failure.exit_code
    return exit_code


def _complain(message: str) -> None:
    from segmentcast.cli.output.terminal import printable
    from segmentcast.vocabulary.private_paths import masked

    with contextlib.suppress(OSError):  # even on a full disk, the exit code must stay
        click.echo(printable(masked(message)), err=True)


def _explained(error: Exception) -> SegmentcastError:
    """An error outside of any episode: the machine's, or a defect of ours."""
    from segmentcast import defects

    if defects.is_memory(error):
        return defects.out_of_memory()
    from segmentcast import files
    from segmentcast.publish.failure import stops_publish

    if isinstance(error, OSError) and error.filename is None and files.is_known(error):
        _forget_output()  # the error of writing a file names the file
        from segmentcast.cli.output.accomplished import so_far

        (problem,) = files.explain(error, "standard output").problems
        if not so_far():
            return StoreError(problem)
        what = f"{problem.what}. {so_far()} anyway; only the report of it is lost"
        return StoreError(replace(problem, what=what))
    stopped = stops_publish(error)
    if stopped is not None:
        return stopped
    if isinstance(error, OSError) and error.filename and files.is_known(error):
        return files.explain(error, str(error.filename))
    return defects.explain(error)


def _forget_output() -> None:
    """Discards all further output, so that exiting doesn't fail for it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
