"""How ways are measured beside each other."""

from segmentcast.benchmark.results import Row
from segmentcast.benchmark.stopwatch import side_by_side, timed


def test_ways_take_turns_and_the_first_is_the_floor() -> None:
    """Each way has one go a round, another one begins each time, and only the floor has no ratio."""
    calls: list[str] = []

    def work(name: str) -> None:
        calls.append(name)
        sum(range(200_000))

    rows = side_by_side(
        "counting",
        {"floor": lambda: work("floor"), "ours": lambda: work("ours")},
        amount=7,
        unit="sums",
        rounds=3,
    )
    assert calls == ["floor", "ours", "ours", "floor", "floor", "ours"]
    assert [(row.way, row.against, row.amount, row.unit) for row in rows] == [
        ("floor", "", 7, "sums"),
        ("ours", "floor", 7, "sums"),
    ]
    assert rows[0].ratio is None
    assert rows[1].ratio is not None


def test_processor_time_counts_threads_and_not_waiting() -> None:
    """Work done by other threads is counted, time spent asleep is not."""
    import threading
    import time

    def in_a_thread() -> None:
        thread = threading.Thread(target=lambda: sum(range(3_000_000)))
        thread.start()
        thread.join()

    asleep, busy = timed(lambda: time.sleep(0.2)), timed(in_a_thread)
    assert busy.processor_s > asleep.processor_s
    assert asleep.wall_s >= 0.2


def test_a_rate_is_work_for_each_second_of_one_core() -> None:
    """Ten units in two seconds of processor are five a second; no time at all is no rate."""
    assert Row("a", "b", 2.0, 9.0, 10, "units").rate == 5
    assert Row("a", "b", 0.0, 0.0, 10, "units").rate == 0
