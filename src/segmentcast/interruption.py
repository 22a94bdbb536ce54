"""The end of a program that was asked to stop, and that waits for something which never answers.

Python hears of Ctrl-C between two of its own steps. A library that waits for a server in native
code takes none, and Python's own end waits for threads of pools. So a thread beside them gives the
work some seconds, and then ends the process. Nothing is lost by it: every file is written whole or
not at all, as after a crash.
"""

from __future__ import annotations

import _thread
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

GRACE_SECONDS = 10.0
"""For what is on its way, and for the work to come to its next step."""
EXIT_CODE = 130
_LEAVING_SECONDS = 2.0


def end_at_last(
    farewell: Callable[[], None] = lambda: None,
    seconds: float | None = None,
    exit_code: int = EXIT_CODE,
) -> None:
    """Ends this process after some seconds (`GRACE_SECONDS`), unless it has ended by itself by then.

    `farewell` is called before; it must not take a lock that the work could hold.
    """

    def end() -> None:
        time.sleep(GRACE_SECONDS if seconds is None else seconds)
        with suppress(Exception):
            farewell()
        os._exit(exit_code)

    _beside(end, "end at last")


def leave(exit_code: int) -> NoReturn:
    """Exits, and waits only a moment for threads that wait for something themselves."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    # Python would look through all objects for garbage once more, though all memory is about to go.
    gc.freeze()
    end_at_last(seconds=_LEAVING_SECONDS, exit_code=exit_code)
    sys.exit(exit_code)


def interrupt_main_thread() -> None:
    """Has the main thread heed Ctrl-C, whatever it waits for, if Python can be heard there at all."""
    if hasattr(signal, "pthread_kill"):
        # A signal to the process may go to any thread, and then wakes nobody who waits.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _beside(work: Callable[[], None], name: str) -> None:
    with suppress(RuntimeError):  # no memory for a thread: the program says that itself
        threading.Thread(target=work, name=name, daemon=True).start()


@contextmanager
def ended_at_last(farewell: Callable[[], None]) -> Iterator[None]:
    """Context manager for a program: a Ctrl-C that it doesn't heed ends it `GRACE_SECONDS` later.

    A program that ignores Ctrl-C, as one that a shell started in the background does, goes on.
    """
    heard, told = socket.socketpair()
    told.setblocking(False)  # as signals must not wait

    def listen() -> None:
        with suppress(OSError):  # it is closed
            while number := heard.recv(1):
                if number[0] in (signal.SIGINT, signal.SIGTERM):
                    end_at_last(farewell)
                    return

    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    _beside(listen, "interruptions")
    try:
        yield
    finally:
        # What ends after this, such as the threads that Python waits for, is ended all the same.
        signal.set_wakeup_fd(before)
        told.close()


def say_at_last(words: str) -> None:
    """Writes to standard error, past all locks of Python's own files."""
    with suppress(OSError, ValueError, AttributeError):
        os.write(sys.__stderr__.fileno(), f"{words}\n".encode())  # type: ignore[union-attr]
