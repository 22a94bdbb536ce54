"""Many listeners at once."""

from __future__ import annotations

import asyncio
import random

import httpx

AUDIO = "/audio/one-0123456789ab.mp3"


def test_200_ranges_at_once_are_all_right(address: str, sound: bytes) -> None:
    """Two hundred clients ask for parts at the same moment, and each gets its own bytes."""
    chance = random.Random(11)
    wanted = [sorted(chance.sample(range(len(sound)), 2)) for _ in range(200)]

    async def ask(client: httpx.AsyncClient, start: asyncio.Event, first: int, last: int) -> None:
        await start.wait()
        got = await client.get(AUDIO, headers={"Range": f"bytes={first}-{last}"})
        assert got.status_code == 206
        assert got.headers["content-range"] == f"bytes {first}-{last}/{len(sound)}"
        assert got.content == sound[first : last + 1]

    async def ask_all() -> None:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(
            base_url=address, trust_env=False, limits=limits, timeout=60
        ) as client:
            start = asyncio.Event()
            asking = [asyncio.ensure_future(ask(client, start, *pair)) for pair in wanted]
            await asyncio.sleep(0)
            start.set()
            await asyncio.gather(*asking)

    asyncio.run(ask_all())
