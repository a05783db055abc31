"""How soon the chat answers, in Chromium with a sandbox that is warm: `python tests/lab/latency.py [TIMES]`. Medians and the slowest.

feedback: from Enter until our first words are on the page; script: until its first line is; stopped: from the click on the stop button
until the page says so; ended: until no process of the run's sandbox is left. One run is stopped while its second candidate computes.
"""

import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from driven import STOP, Lab, await_stop_button, browsing, send, serving
from paths import write_adatom_path

REQUEST = "path.extxyz で 22番を Pd と Au に置換して障壁を計算してグラフにする。イメージは 31 枚で"
# the moments at which words come up in messages that were not there before, seen by the page itself
WATCH = """([words, stop]) => {
    const messages = () => [...document.querySelectorAll('.jp-chat-message-container')];
    const before = messages().length;
    const seen = (window.seen = {});
    const look = () => {
        const text = messages().slice(before).map(node => node.textContent).join(' ');
        for (const [name, word] of Object.entries(words)) if (!(name in seen) && text.includes(word)) seen[name] = performance.now();
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    document.addEventListener('keydown', event => { if (event.key === 'Enter') seen.enter ??= performance.now(); }, true);
    document.addEventListener('click', event => { if (event.target.closest(stop)) seen.stop ??= performance.now(); }, true);
}"""
WORDS = {"feedback": "読み取っています", "read": "ファイル: path", "script": "from sim import", "stopped": "中断"}


def measure(page: Any, lab: Lab) -> dict[str, float]:
    """One run, stopped on its way [s]."""
    _await_warm(lab)
    page.evaluate(WATCH, [WORDS, STOP])
    since = len(lab.messages())
    send(page, REQUEST)
    lab.await_words("| host | 収束", since=since)
    await_stop_button(page)
    computing = lab.sandboxes()  # the next one is started only after this run
    begun = time.monotonic()
    page.click(STOP)
    while computing & lab.sandboxes():
        time.sleep(0.01)
    ended = time.monotonic() - begun
    lab.await_end(since=since)
    page.wait_for_function("() => 'stopped' in window.seen")
    page.wait_for_timeout(500)
    seen = page.evaluate("window.seen")
    feedback = min(seen[name] for name in ("feedback", "read") if name in seen)
    moments = {"feedback": feedback - seen["enter"], "script": seen["script"] - seen["enter"], "stopped": seen["stopped"] - seen["stop"]}
    return {name: milliseconds / 1000 for name, milliseconds in moments.items()} | {"ended": ended}


def _await_warm(lab: Lab) -> None:
    """Waits until a sandbox stands ready: its processes stay as many, and idle."""
    before, since = -1.0, time.monotonic()
    while time.monotonic() < since + 60:
        spent = _cpu_s(lab)
        if lab.sandboxes() and spent == before:
            return
        before = spent
        time.sleep(1.5)


def _cpu_s(lab: Lab) -> float:
    """CPU seconds of all sandboxes until now."""
    total = 0.0
    for pid in lab.sandboxes():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def main(times: int) -> None:
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        folder, state = Path(place) / "desk", Path(place) / "state"
        folder.mkdir()
        state.mkdir()
        write_adatom_path(folder / "path.extxyz")
        with serving(folder, state, "--calculator", "emt") as lab, browsing(lab) as page:
            for _ in range(times):
                for name, seconds in measure(page, lab).items():
                    found[name].append(seconds)
    for name, seconds in found.items():
        print(f"{name:8} median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s ({len(seconds)} times)")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
