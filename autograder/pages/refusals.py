"""Why a part of a notebook is left out of a page."""

from __future__ import annotations


class NotShownError(ValueError):
    """This part may not be shown; the text completes "it is not shown because …"."""
