"""What a chart says of a barrier: its name, its state, the words at the end of its row and those under the pointer.

A number never stands bare: the row says whether it converged and was verified, or why there is none.
"""

import re

from sim.messages import word
from sim.records import Barrier
from tools.captions import caption
from tools.lettering import columns, plain, signed, wrap
from tools.palette import ALARM, GOOD

DETAIL_WIDTH, DETAIL_LINES = 34, 2


def name(barrier: Barrier) -> str:
    """What a person calls this candidate."""
    return named(barrier.label, is_host=barrier.is_host)


def named(label: str, *, is_host: bool) -> str:
    """A label in the user's words: "hop host (9 images)" has its word for the unsubstituted path."""
    return re.sub(r"(?<!\S)host(?!\S)", word("host"), label) or word("host") if is_host else label


def settled(barrier: Barrier) -> bool:
    """Converged, and no check of its verdict failed."""
    return barrier.status == "converged" and not _failed(barrier)


def state(barrier: Barrier) -> str:
    """Converged or not, and verified or not, in a few words."""
    words = word(barrier.status)
    return f"{words}・{_proof(barrier)}" if barrier.status == "converged" else words


def doubt(barrier: Barrier) -> str:
    """What is in doubt about its number, or why there is none, in a word; "" for one that converged and passed every check."""
    if barrier.status != "converged":
        return word(barrier.status)
    if not _checked(barrier):
        return word("not_verified")
    return word("doubtful", checks="").strip(": ") if _failed(barrier) else ""


def row(barrier: Barrier) -> list[str]:
    """The lines at the end of the row, as Plotly's text: the number with its state, then why it is in doubt."""
    if barrier.barrier_eV is None:
        said = f"<b>{word(barrier.status)}</b>"
        return [_alarm(said) if barrier.status == "failed" else said, *_detail(barrier.reason.text if barrier.reason else "")]
    value = f"{barrier.barrier_eV:.3f} eV"
    if barrier.status != "converged":
        return [f"{value} {_alarm(f'⚠ <b>{word(barrier.status)}</b>')}", *_detail(f"fmax {_force(barrier.fmax_reached)} eV/Å")]
    if failed := _failed(barrier):
        return [f"<b>{value}</b> {_alarm('⚠ ' + word('doubtful', checks='').strip(': '))}", *_detail(", ".join(failed))]
    proof = f'<span style="color:{GOOD}">✓</span> {word("verified")}' if _checked(barrier) else word("not_verified")
    return [f"<b>{value}</b> {proof}"]


def width(barrier: Barrier) -> int:
    """How wide the row's lines are, in half-width columns; those in small type count for less."""
    first, *rest = (columns(re.sub(r"<[^>]*>", "", line)) for line in row(barrier))
    return max([first, *(round(0.85 * line) for line in rest)])


def hover(barrier: Barrier) -> str:
    """What is read under the pointer, as Plotly's text."""
    text = caption(
        "hover_barrier",
        label=name(barrier),
        value=_value(barrier.barrier_eV),
        state=state(barrier),
        reaction=caption("no_value") if barrier.reaction_energy_eV is None else f"{signed(barrier.reaction_energy_eV)} eV",
        reverse=_value(barrier.reverse_barrier_eV),
        reached=_force(barrier.fmax_reached),
        asked=f"{barrier.fmax:g}",
        calls=barrier.force_calls,
    )
    return text + "".join(f"<br>{plain(line)}" for line in wrap(barrier.reason.text, 60)) if barrier.reason else text


def _proof(barrier: Barrier) -> str:
    if not _checked(barrier):
        return word("not_verified")
    failed = _failed(barrier)
    return word("doubtful", checks=", ".join(failed)) if failed else word("verified")


def _checked(barrier: Barrier) -> bool:
    return barrier.verdict is not None and bool(barrier.verdict.checks)


def _failed(barrier: Barrier) -> list[str]:
    return [word(check.name) for check in barrier.verdict.checks if not check.passed] if barrier.verdict else []


def _value(energy: float | None) -> str:
    return caption("no_value") if energy is None else f"{energy:.3f} eV"


def _force(fmax: float | None) -> str:
    return "–" if fmax is None else f"{fmax:.3f}"


def _detail(said: str) -> list[str]:
    """The reason in short; the whole of it is under the pointer and in the table."""
    lines = wrap(said, DETAIL_WIDTH) if said else []
    if len(lines) > DETAIL_LINES:
        lines = [*lines[: DETAIL_LINES - 1], lines[DETAIL_LINES - 1].rstrip("。、") + "…"]
    return [f'<span style="font-size:11px">{plain(line)}</span>' for line in lines]


def _alarm(said: str) -> str:
    return f'<span style="color:{ALARM}">{said}</span>'
