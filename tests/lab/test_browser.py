"""The chat driven in Chromium as a person drives it. Slow; where there is no Chromium it says so and fails (apt-get install chromium)."""

import shutil
import time

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
INPUT = ".jp-chat-input-container textarea"
REQUEST = "22番を Pd と Au に置換して障壁を計算してグラフにする"


@pytest.fixture
def page(lab):
    """The chat, and what went wrong in the browser meanwhile: errors, failed requests, addresses outside."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "these tests need Chromium: apt-get install chromium fonts-noto-cjk"
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja-JP").new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("requestfailed", lambda request: wrong.append(f"{request.url} {request.failure}"))
        page.on(
            "request",
            lambda request: wrong.append(request.url) if "//127.0.0.1" not in request.url and request.url.startswith("http") else None,
        )
        page.goto(lab.url)
        page.wait_for_selector(INPUT, timeout=60_000)
        page.wait_for_selector("text=活性エージェント", timeout=60_000)
        page.wait_for_timeout(1500)
        page.wrong = wrong
        yield page
        assert wrong == []
        browser.close()


def send(page, text):
    page.click(INPUT)
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def last_answer(lab, words, seconds=120):
    end = time.monotonic() + seconds
    while not any(words in message["body"] for message in lab.messages()[-6:]):
        assert time.monotonic() < end, lab.messages()[-1]
        time.sleep(0.2)


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
    page.wait_for_selector(".kassei-scene canvas", timeout=90_000)
    canvas = page.locator(".kassei-scene canvas").last
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".kassei-chip")
    index = int(page.locator(".kassei-chip").get_attribute("data-index"))
    send(page, "この原子を Pd に置換して障壁を計算してグラフにする")
    last_answer(lab, f"Pd@{index}")
    assert page.locator(".kassei-chip").count() == 0
    page.wait_for_selector(".js-plotly-plot", timeout=30_000)
    page.locator("button[data-name=notebook]").last.click()
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=30_000)


def test_a_stopped_run_goes_on_without_computing_anything_again(page, lab):
    send(page, f"path.extxyz で {REQUEST}。イメージは 31 枚で")
    page.wait_for_selector("text=計算中 >> nth=-1", timeout=60_000)
    stop = page.locator(".jp-jai-stopButton")
    page.wait_for_function("() => !document.querySelector('.jp-jai-stopButton').disabled", timeout=20_000)
    stop.click()
    last_answer(lab, "中断", seconds=10)
    page.locator("button[data-name=resume]").last.click()
    last_answer(lab, "Au@22")


def test_a_reload_loses_nothing(page, lab):
    kept = len(lab.messages())
    page.reload()
    page.wait_for_selector(".jp-chat-message-container", timeout=60_000)
    assert len(lab.messages()) >= kept
