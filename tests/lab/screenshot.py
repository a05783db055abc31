"""The picture of the README, taken of a real run: `python tests/lab/screenshot.py docs/lab.png` (or `make screenshot`)."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from driven import browsing, send, serving
from paths import write_adatom_path

REQUEST = "22番を Pd と Au に置換して障壁を計算してグラフと構造を見せて"
CHART = ".js-plotly-plot"


def take(picture: Path) -> None:
    """One request answered in the chat, its notebook open at the right."""
    with tempfile.TemporaryDirectory() as place:
        folder, state = Path(place) / "desk", Path(place) / "state"
        folder.mkdir()
        state.mkdir()
        write_adatom_path(folder / "path.extxyz")
        with serving(folder, state, "--calculator", "emt") as lab, browsing(lab) as page:
            send(page, REQUEST)
            assert lab.await_end() == "done", lab.messages()[-1]
            page.wait_for_selector(CHART)
            _close_the_file_browser(page)
            page.locator("button[data-name=notebook]").last.click()
            page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
            page.wait_for_timeout(2000)
            page.locator(".jp-NotebookPanel .jp-WindowedPanel-outer").evaluate("node => node.scrollTo(0, node.scrollHeight)")
            page.wait_for_timeout(2000)
            _show(page, ".jp-NotebookPanel .kassei-structure", "end")
            _show(page, ".jp-chat-messages-container p:has-text('が有望です')", "start")
            _show(page, ".jp-NotebookPanel .kassei-scene", "end")
            page.mouse.move(640, 790)
            page.wait_for_timeout(3000)
            picture.parent.mkdir(exist_ok=True)
            page.screenshot(path=picture)
            assert page.wrong == []


def _close_the_file_browser(page: Any) -> None:
    page.locator(".jp-SideBar .lm-TabBar-tab.lm-mod-current").first.click()


def _show(page: Any, name: str, edge: str) -> None:
    """Scrolls until this edge is in sight."""
    page.locator(name).last.wait_for(state="attached", timeout=20_000)
    page.locator(name).last.evaluate("(node, edge) => node.scrollIntoView({ block: edge })", edge)
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/lab.png"))
