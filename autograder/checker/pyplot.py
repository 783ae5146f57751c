"""``matplotlib.pyplot`` as check cells see it: the current figure is the one that the student's code drew."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from autograder.checker.proxy import Proxy

if TYPE_CHECKING:
    from autograder.checker.names import CheckNames

_OF_THE_STUDENT: Final = frozenset(
    "gcf gca gci sca get_fignums get_figlabels fignum_exists figure subplots subplot axes close clf cla show "
    "draw ion ioff".split()
)
"""What finds, makes and ends figures. All else is the host's: what a check draws may hold what is hidden."""

_READS: Final = frozenset("xlim ylim xticks yticks".split())


class StudentsPyplot(types.ModuleType):
    """Asks the guest for figures and axes, which come as proxies, and the host's own module for the rest."""

    def __init__(self, names: CheckNames, module: Any) -> None:
        super().__init__("matplotlib.pyplot")
        self._names = names
        self._module = module
        self.is_used = False

    def __getattr__(self, name: str) -> Any:
        own = getattr(self._module, name)
        if name not in _OF_THE_STUDENT and name not in _READS:
            return own
        return self._asking(name, own)

    def _asking(self, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            mine = any(not isinstance(a, Proxy) and isinstance(a, self._module.Figure) for a in args)
            if mine or (name in _READS and (args or kwargs)):
                return own(*args, **kwargs)
            self.is_used = True
            return self._names.guest.verb("pyplot", name, args, kwargs)

        return ask
