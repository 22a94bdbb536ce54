"""What is damaged in a sound file that could be read all the same."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Loss:
    """Sound that the file no longer has, at `at_ms` of what is read; `length_ms` is 0 if unknown.

    Silence of that length is in its place, except at the end and where the length is unknown.
    """

    at_ms: int
    length_ms: int


@dataclass(frozen=True, slots=True)
class Damage:
    """The damage in a file. `foreign_ms` are the places of bytes that are no sound, between the
    sound; `unreal` counts samples that were no numbers, or none that a sound can have.
    """

    losses: tuple[Loss, ...] = ()
    foreign_ms: tuple[int, ...] = ()
    unreal: int = 0

    def __bool__(self) -> bool:
        return bool(self.losses or self.foreign_ms or self.unreal)

    @property
    def lost_ms(self) -> int:
        """How much is lost, as far as that is known."""
        return sum(loss.length_ms for loss in self.losses)


@dataclass(slots=True)
class DamageLog:
    """Collects the damage while a file is read."""

    losses: list[Loss] = field(default_factory=list)
    foreign_ms: list[int] = field(default_factory=list)
    unreal: int = 0

    def lose(self, at_ms: int, length_ms: int) -> None:
        """Notes a loss; one that overlaps the last, or follows directly on it, belongs to it."""
        if self.losses:
            last = self.losses[-1]
            last_end_ms = last.at_ms + last.length_ms
            if at_ms - last_end_ms <= 1:
                end_ms = max(last_end_ms, at_ms + length_ms)
                self.losses[-1] = Loss(last.at_ms, end_ms - last.at_ms)
                return
        self.losses.append(Loss(at_ms, length_ms))

    def end_early(self, at_ms: int, missing_ms: int) -> None:
        """Notes that `missing_ms` are missing at the end, in place of what was noted there."""
        if self.losses and self.losses[-1].at_ms + 1 >= at_ms:
            self.losses.pop()
        self.losses.append(Loss(at_ms, missing_ms))

    def finish(self) -> Damage:
        """The damage of the whole file."""
        return Damage(tuple(self.losses), tuple(self.foreign_ms), self.unreal)
