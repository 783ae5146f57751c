"""What an instructor decides about hidden checks, as it stands at one moment for one submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from autograder.attempts import Attempt
from autograder.errors import UsageError
from autograder.settings import Settings


class HiddenLevel(StrEnum):
    """How much students see of a hidden check.

    Not even that it exists, its name, its message too, or all that an instructor sees.
    """

    NOTHING = "nothing"
    NAME = "name"
    MESSAGE = "message"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """What the instructor decides about hidden checks.

    ``after_hidden`` shows what student code said when it could know hidden inputs. ``attempts`` is how many
    submissions of a student are told how hidden checks ended (0 for all), and ``attempt`` which of them this one
    is; one that nobody counted is told nothing. ``final_share`` is the share of hidden test functions held back.
    ``revealed_on`` is the day on which all of this ends, in words; empty where none is set.
    """

    hidden: HiddenLevel = HiddenLevel.MESSAGE
    hidden_metrics: bool = True
    after_hidden: bool = False
    attempts: int = 0
    attempt: Attempt | None = None
    final_share: float = 0.0
    revealed_on: str = ""

    @property
    def reveals(self) -> bool:
        """Whether everything is shown, so that nothing is left to be withheld."""
        return self.hidden is HiddenLevel.ALL

    @property
    def is_used_up(self) -> bool:
        """Whether this submission came after the last one that is told how hidden checks ended."""
        if self.reveals or not self.attempts:
            return False
        return self.attempt is None or self.attempt.number > self.attempts

    @property
    def shows_what_follows_hidden(self) -> bool:
        """Whether students see what their code said when it could know hidden inputs."""
        return self.reveals or self.after_hidden

    def about_attempts(self) -> str:
        """The sentence that tells a student how many attempts are left; empty where they are not counted."""
        if self.reveals or not self.attempts:
            return ""
        when = f"after {self.revealed_on}" if self.revealed_on else "when your instructor reveals them"
        has = "attempt" if self.attempts == 1 else f"{self.attempts} attempts"
        if self.is_used_up:
            return (
                f"You have used your {has} with hidden results; this one counts, and its hidden results are "
                f"shown {when}."
            )
        left = max(0, self.attempts - (self.attempt.total if self.attempt else 0))
        if not left:
            return (
                f"You have used your {has} with hidden results; what you hand in from now on counts, and its "
                f"hidden results are shown {when}."
            )
        of = f"{left} of your {has}" if self.attempts > 1 else "your attempt"
        return f"You have {of} with hidden results left; handing in the same files again uses none."


DEFAULT_POLICY = FeedbackPolicy()


def policy_for(settings: Settings, now: datetime, attempt: Attempt | None = None) -> FeedbackPolicy:
    """What students may see at the moment ``now`` (with a time zone); the only place that looks at the date.

    Raises:
        UsageError: a setting about feedback is wrong.
    """
    if settings.hidden_feedback not in set(HiddenLevel):
        raise UsageError(
            f"hidden_feedback is {settings.hidden_feedback!r}; it can be {', '.join(HiddenLevel)}"
        )
    day = settings.revealed_from
    revealed = day is not None and now >= day
    return FeedbackPolicy(
        HiddenLevel.ALL if revealed else HiddenLevel(settings.hidden_feedback),
        after_hidden=settings.outputs_after_hidden == "shown",
        attempts=settings.attempts,
        attempt=attempt,
        final_share=settings.final_share,
        revealed_on=f"{day:%Y-%m-%d %H:%M} {day.tzname()}" if day else "",
    )
