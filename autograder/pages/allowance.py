"""How much one page may hold, so that no notebook makes a page that is slow to build or to open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Allowance:
    """What is left for a page: characters of formatted text, of any text, and of picture data, shown or looked at.

    Formatting costs time (up to ten microseconds a character on text made to be slow), so text
    beyond ``formatted`` is shown as it is, and text beyond ``text`` is cut.
    """

    formatted: int = 500_000
    text: int = 4_000_000
    pictures: int = 15_000_000
    looked_at: int = 30_000_000

    def may_format(self, text: str) -> bool:
        """Whether ``text`` may still be formatted; takes its length if so."""
        if len(text) > self.formatted:
            return False
        self.formatted -= len(text)
        return True

    def may_look_at(self, picture: str) -> bool:
        """Whether a picture may still be looked at, shown in the end or not; takes its length if so."""
        if len(picture) > self.looked_at:
            return False
        self.looked_at -= len(picture)
        return True

    def may_show_picture(self, uri: str) -> bool:
        """Whether a picture of that length may still be shown; takes its length if so."""
        if len(uri) > self.pictures:
            return False
        self.pictures -= len(uri)
        return True

    def take_text(self, text: str, limit: int) -> tuple[str, bool]:
        """``text`` cut to ``limit`` and to what is left of the page, and whether it was cut."""
        allowed = max(0, min(limit, self.text))
        shown = text[:allowed]
        self.text -= len(shown)
        return shown, len(text) > allowed
