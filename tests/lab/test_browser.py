"""The chat driven in Chromium as a person drives it. Slow; where there is no Chromium it says so and fails (`make chromium`)."""

import json
import os
import shutil
import time

import pytest
from driven import INPUT, STOP, await_stop_button, browsing, ready, send

from agent.demo import bundled_path

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
REQUEST = "22番を Pd と Au に置換して障壁を計算してグラフにする"
WIDE = "wide.chat"
CHART, CHIP, SCENE, LIST = ".js-plotly-plot", ".kassei-chip", ".kassei-scene", ".jp-chat-messages-container"


@pytest.fixture
def page(lab):
    with browsing(lab) as page:
        yield page
        assert page.wrong == []


@pytest.fixture
def bundled(lab):
    """The bundled path of 194 atoms in the server's folder."""
    return shutil.copy(bundled_path(), lab.folder / "ru_ch.extxyz").name


@pytest.fixture
def wide_dark_page(lab):
    """1920 wide; the theme is changed while the page is open, and changed back."""
    (lab.folder / WIDE).write_text('{"messages": [], "users": {}, "attachments": {}, "metadata": {}}', encoding="utf-8")
    with browsing(lab, width=1920, height=1080, chat=WIDE) as page:
        _theme(page, "ダーク")
        yield page
        _theme(page, "ライト")
        assert page.wrong == []


def _theme(page, name):
    page.click(".lm-MenuBar-item:has-text('設定')")
    page.hover(".lm-Menu-item:has-text('テーマ') >> nth=0")
    page.click(f".lm-Menu-item:has-text('JupyterLab {name}') >> nth=0")
    page.wait_for_timeout(1500)


def _place(page, lab, run, index):
    """Where an atom of the last scene is on the page."""
    atom = json.loads((lab.folder / run / "scenes" / "0.json").read_text())["frames"][0][index]
    return page.locator(SCENE).last.evaluate(
        """(box, atom) => {
            const stage = box.kassei.stage;
            const at = stage.viewerControls.getPositionOnCanvas(new NGL.Vector3(...atom).applyMatrix4(stage.compList[0].matrix));
            const canvas = box.querySelector('canvas').getBoundingClientRect();
            return [canvas.left + at.x, canvas.bottom - at.y];
        }""",
        atom,
    )


def _bright(page):
    """How much of the last scene's canvas is drawn on, of 1."""
    return page.locator(SCENE).last.evaluate(
        """box => {
            const stage = box.kassei.stage;
            stage.viewer.render();
            const canvas = box.querySelector('canvas');
            const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
            const context = copy.getContext('2d');
            context.drawImage(canvas, 0, 0);
            const pixels = context.getImageData(0, 0, copy.width, copy.height).data;
            const key = i => `${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`;
            let other = 0;
            for (let i = 0; i < pixels.length; i += 4) if (key(i) !== key(0)) other += 1;
            return (4 * other) / pixels.length;
        }"""
    )


def test_an_enter_that_confirms_a_conversion_sends_nothing(page, lab):
    before = len(lab.messages())
    typed = page.context.new_cdp_session(page)
    page.click(INPUT)
    typed.send("Input.imeSetComposition", {"text": "けいろ", "selectionStart": 3, "selectionEnd": 3})
    key = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "nativeVirtualKeyCode": 13}
    typed.send("Input.dispatchKeyEvent", key)
    typed.send("Input.insertText", {"text": "経路"})
    page.wait_for_timeout(500)
    assert len(lab.messages()) == before and page.input_value(INPUT) == "経路"
    page.fill(INPUT, "")


def test_an_atom_is_clicked_and_replaced_and_the_notebook_opens_beside(page, lab):
    send(page, "path.extxyz の経路を見せて")
    page.wait_for_selector(f"{SCENE} canvas", timeout=90_000)
    canvas = page.locator(f"{SCENE} canvas").last
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(CHIP)
    index = int(page.locator(CHIP).get_attribute("data-index"))
    send(page, "この原子を Pd に置換して障壁を計算してグラフにする")
    lab.await_words(f"Pd@{index}")
    assert page.locator(CHIP).count() == 0
    page.wait_for_selector(CHART, timeout=30_000)
    page.locator("button[data-name=notebook]").last.click()
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=30_000)


def test_a_stopped_run_says_so_within_a_second_and_goes_on_without_computing_anything_again(page, lab):
    since = len(lab.messages())
    send(page, f"path.extxyz で {REQUEST}。イメージは 31 枚で")
    lab.await_words("| host | 収束", since=since)
    await_stop_button(page)
    begun = time.monotonic()
    page.click(STOP)
    page.wait_for_selector("text=中断 >> nth=-1", timeout=10_000)
    took = time.monotonic() - begun
    print(f"from the click to the word on the page: {took:.2f} s, load {os.getloadavg()[0]:.1f}")
    assert took < 1.0
    since = len(lab.messages())
    page.locator("button[data-name=resume]").last.click()
    lab.await_words("Au@22", since=since)


def test_atom_189_of_the_bundled_path_is_clicked_in_a_wide_dark_window(wide_dark_page, lab, bundled):
    page = wide_dark_page
    send(page, f"{bundled} の経路を見せて")
    assert lab.await_end(chat=WIDE) == "done"
    run = lab.messages(WIDE)[1]["metadata"]["kassei"]["run"]
    page.wait_for_selector(f"{SCENE} canvas")
    page.wait_for_timeout(2500)
    page.locator(SCENE).last.scroll_into_view_if_needed()
    assert _bright(page) > 0.05
    page.mouse.click(*_place(page, lab, run, 189))
    page.wait_for_selector(CHIP)
    assert page.locator(CHIP).inner_text().startswith("Ru 189(4 層目・可動)")
    assert page.locator(".jp-mod-error, .jp-RenderedText[data-mime-type*=stderr]").count() == 0


def test_a_chart_fits_its_column_when_the_notebook_opens_beside_it(page, lab):
    since = len(lab.messages())
    send(page, f"path.extxyz で {REQUEST}")
    assert lab.await_end(since=since) == "done"
    page.wait_for_selector(CHART)
    page.locator("button[data-name=notebook]").last.click()
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=30_000)
    page.wait_for_timeout(2000)
    drawn, column = (page.locator(name).last.bounding_box() for name in (f"{LIST} {CHART} .main-svg", LIST))
    assert drawn["x"] + drawn["width"] <= column["x"] + column["width"] + 1


def test_a_reload_in_the_middle_of_a_run_loses_nothing(page, lab):
    since = len(lab.messages())
    send(page, f"path.extxyz で {REQUEST}")
    lab.await_words("計算中", since=since)
    page.reload()
    ready(page)
    assert lab.await_end(since=since) == "done"
    page.wait_for_selector(CHART, timeout=30_000)


def test_the_script_is_shown_before_it_runs_where_the_person_wants_that_and_can_be_edited(page, lab):
    # the last one of this file: a chat keeps what was chosen for a while, whoever opens it again
    page.click("text=すぐ実行 >> visible=true")
    page.click("text=確認する >> visible=true")
    since = len(lab.messages())
    send(page, "path.extxyz で 22番を Pd に置換して障壁を計算してグラフにする")
    assert lab.await_end(since=since) == "waiting"
    page.locator("button[data-name=edit]").last.click()
    area = page.locator(".kassei-script").last
    area.fill(area.input_value().replace('"Pd"', '"Au"'))
    since = len(lab.messages())
    page.locator("button[data-name=edit]").last.click()
    assert lab.await_end(since=since) == "done"
    lab.await_words("Au@22", since=since)
