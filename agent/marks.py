"""Atoms that were clicked in this notebook, in an nglview or in a scene of ours: what 「この原子」 means in its next request.

A click marks an atom, a second one takes the mark away; the marks go with a request and are gone with it, as in the chat.
"""

import sys
import time
import weakref
from typing import Any

TARGET = "kassei.picks"  # the labextension tells of clicks in our scenes through a comm of this name
TWICE_S = 0.3  # nglview tells of one click once or twice
MOST = 100


class Marks:
    """The marks of one kernel."""

    def __init__(self) -> None:
        self._atoms: list[int] = []
        self._told: tuple[int, float] = (-1, 0.0)
        self._views: weakref.WeakSet[Any] = weakref.WeakSet()
        self._comm: Any = None

    def watch(self, *_: object) -> None:
        """Listens to every nglview there is; what was clicked in one before it was listened to counts too."""
        module = sys.modules.get("nglview")
        if module is None:
            return
        from ipywidgets.widgets.widget import _instances  # there is no public list of the widgets of a kernel

        for view in list(_instances.values()):
            if isinstance(view, module.NGLWidget) and view not in self._views:
                self._views.add(view)
                view.observe(self._clicked, "picked")
                self._take(view.picked)

    def listen(self) -> None:
        """Opens the way by which the labextension tells of clicks in our scenes; without one, nobody answers."""
        if self._comm is None:
            from comm import create_comm

            self._comm = create_comm(target_name=TARGET)
            self._comm.on_msg(lambda message: self._mark(message["content"]["data"].get("index")))

    def taken(self) -> tuple[int, ...]:
        """The marks, which are gone then."""
        self.watch()
        atoms, self._atoms = tuple(self._atoms), []
        return atoms

    def _clicked(self, change: Any) -> None:
        self._take(change["new"])

    def _take(self, picked: object) -> None:
        atom = picked.get("atom1") if isinstance(picked, dict) else None
        if isinstance(atom, dict):
            self._mark(atom.get("index"))

    def _mark(self, index: object) -> None:
        if not isinstance(index, int) or isinstance(index, bool) or index < 0:
            return
        (before, at), now = self._told, time.monotonic()
        self._told = (index, now)
        if index == before and now - at < TWICE_S:
            return
        if index in self._atoms:
            self._atoms.remove(index)
        elif len(self._atoms) < MOST:
            self._atoms.append(index)
