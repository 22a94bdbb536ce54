"""What the views of one desk share: the show's folder, its secrets, and the messages to show."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict

from starlette.exceptions import HTTPException
from starlette.requests import Request

from segmentcast.config import ShowConfig
from segmentcast.desk.checking import FeedCheck
from segmentcast.desk.jobs.background_job import BackgroundJob
from segmentcast.desk.jobs.recording_work import RecordingWork
from segmentcast.desk.refreshing import AFTER_WRITING_SECONDS, OverviewRefresh
from segmentcast.workspace.episode_folder import EpisodeFolder, find_episode
from segmentcast.workspace.show_files import read_show
from segmentcast.workspace.show_folder import ShowFolder

_MOST_MESSAGES = 200


class DeskState:
    """One desk on one show; views get it with `desk_of(request)`.

    `place` is the show's folder and `origin` the desk's own address without a slash at its end.
    `token` is the value of the cookie. `writing` is held while a view reads a file, compares it with
    what the browser knew, and writes it, so that two windows write one after the other.
    `overview` looks after the states of all episodes; a view that wrote something calls `written`.
    """

    def __init__(
        self, place: ShowFolder, port: int, *, seconds: float = AFTER_WRITING_SECONDS
    ) -> None:
        """`seconds`: how long a page that is to show what was written waits for it."""
        self.place = place
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        self.token = secrets.token_urlsafe(32)
        self.writing = threading.RLock()
        self.overview = OverviewRefresh(place, seconds=seconds)
        self.feed_check = FeedCheck(place)
        self.publishing = BackgroundJob(place, begin=self.begin_work, end=self._publish_ended)
        self.recordings = RecordingWork(place, begin=self.begin_work, end=self.end_work)
        self._key = secrets.token_urlsafe(32)
        self._messages: OrderedDict[str, str] = OrderedDict()
        self._guard = threading.Lock()
        self._last_used = time.monotonic()
        self._at_work = 0

    @property
    def cookie(self) -> str:
        """The cookie's name. Browsers share cookies among ports, so the port is part of it."""
        return f"segmentcast-desk-{self.port}"

    @property
    def first_address(self) -> str:
        """The address that opens the desk, once; after that there is another one."""
        return f"{self.origin}/open/{self._key}"

    def redeem(self, key: str) -> bool:
        """Whether `key` is that of the first address. It is used up by this."""
        with self._guard:
            right = secrets.compare_digest(key.encode(), self._key.encode())
            if right:
                self._key = secrets.token_urlsafe(32)
            return right

    def show(self) -> ShowConfig:
        """The show's settings as they are now. Raises ConfigError or StoreError."""
        return read_show(self.place)

    def episode(self, id_: str) -> EpisodeFolder:
        """The folder of an episode. Raises HTTPException 404 if there is none of this id.

        The id comes from the browser; it is only compared with the names that are there.
        """
        folder = find_episode(self.place, id_)
        if folder is None:
            raise HTTPException(404)
        return folder

    def written(self) -> None:
        """Notes that a view wrote something, so that the overview is made again."""
        self.overview.ask(written=True)

    # --- messages ---------------------------------------------------------------------------------

    def keep_message(self, text: str) -> str:
        """Keeps a message for the next page. Returns its key."""
        key = secrets.token_urlsafe(8)
        with self._guard:
            self._messages[key] = text
            while len(self._messages) > _MOST_MESSAGES:
                self._messages.popitem(last=False)
        return key

    def message(self, key: str) -> str:
        """The message of a key, or an empty text."""
        return self._messages.get(key, "")

    # --- whether anybody is there -----------------------------------------------------------------

    def used(self) -> None:
        """Notes that somebody uses the desk now."""
        self._last_used = time.monotonic()

    def begin_work(self) -> None:
        """Notes that work has begun (a publish): the desk does not stop until `end_work`."""
        with self._guard:
            self._at_work += 1

    def end_work(self) -> None:
        """Notes that work has ended."""
        with self._guard:
            self._at_work -= 1
        self.used()

    def _publish_ended(self) -> None:
        self.end_work()
        self.written()

    def unused_seconds(self) -> float:
        """How long nobody has used the desk; 0 while work is going on."""
        return 0.0 if self._at_work else time.monotonic() - self._last_used


def desk_of(request: Request) -> DeskState:
    """The desk that answers this request."""
    state: DeskState = request.app.state.desk
    return state
