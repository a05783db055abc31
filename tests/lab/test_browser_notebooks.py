"""A notebook beside the chat, in Chromium: atoms are clicked there, it is opened again, and a hostile one does nothing. Slow."""

import nbformat
import pytest
from driven import browsing

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
BOOK, CHIP = ".jp-NotebookPanel", ".kassei-chip"
REFUSED = "widget model not found"  # what Lab says of a widget that did not pass
VIEWS = """\
import nglview
from ase.build import fcc100
from ipywidgets import IntSlider, VBox
view = nglview.show_ase(fcc100("Cu", (3, 3, 2), vacuum=6.0))
VBox([IntSlider(value=42, description="目盛り"), view])"""
MARK = "document.documentElement.dataset.hostile = 1"
HOSTILE = f"""\
from IPython.display import HTML, Javascript, Markdown, SVG, display
from ipywidgets import HTML as Page, HTMLMath, Label, Output, IntSlider
code = "{MARK}"
picture = f'<img src="x" onerror="{{code}}">'
display(HTML(f"<script>{{code}}</script>{{picture}}"), Javascript(code), Markdown(picture))
display(SVG(f'<svg xmlns="http://www.w3.org/2000/svg" onload="{{code}}"></svg>'))
display({{"application/vnd.kassei.structure+json": {{"symbols": [picture], "frames": [[[0, 0, 0]]]}}, "text/plain": picture}}, raw=True)
display({{"application/vnd.kassei.actions+json": {{"actions": [{{"name": "run", "label": picture}}]}}, "text/plain": "-"}}, raw=True)
axis = {{"title": {{"text": picture + '<a href="javascript:' + code + '">x</a>'}}}}
display({{"application/vnd.plotly.v1+json": {{"data": [], "layout": {{"xaxis": axis}}}}, "text/plain": "-"}}, raw=True)
inside = Output()
inside.append_display_data(HTML(picture))
for widget in (Page(picture), HTMLMath(picture), inside, IntSlider(description=picture, description_allow_html=True)):
    display(widget)
class Masked(Label):
    _view_name = Label._view_name.__class__("HTMLView").tag(sync=True)
display(Masked(picture))
print("<script>" + code + "</script>", "a" * 3_000_000)"""


@pytest.fixture
def page(lab):
    with browsing(lab, width=1920, height=1080) as page:
        yield page
        assert [words for words in page.wrong if REFUSED not in words] == []


@pytest.fixture
def opened(page, lab):
    """Opens a notebook of these cells beside the chat, and executes them."""

    def opened(name, *cells):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata.kernelspec = {"name": "kassei", "display_name": "kassei", "language": "python"}
        nbformat.write(book, lab.folder / name)
        page.click("[data-command='filebrowser:refresh']")
        page.dblclick(f".jp-DirListing-item:has-text('{name}')")
        page.wait_for_selector(f"{BOOK} .jp-Cell")
        page.wait_for_selector("#jp-main-statusbar >> text=アイドル", timeout=60_000)
        for _ in cells:
            page.keyboard.press("Shift+Enter")
        return lab.folder / name

    return opened


def test_an_atom_clicked_in_an_nglview_is_marked_in_the_chat_and_the_widgets_are_there_after_a_reload(page, lab, opened):
    file = opened("views.ipynb", VIEWS)
    canvas = page.locator(f"{BOOK} .jp-OutputArea canvas").last
    canvas.wait_for(timeout=60_000)
    page.wait_for_timeout(3000)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(CHIP).wait_for(state="attached", timeout=10_000)
    assert page.locator(CHIP).text_content().startswith("Cu ")
    assert not any(REFUSED in words for words in page.wrong)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    assert "widget-view" in file.read_text()
    page.goto(f"{lab.root}/lab/tree/{file.name}?token={lab.token}")
    page.locator(f"{BOOK} .widget-readout:has-text('42')").wait_for(timeout=30_000)
    page.locator(f"{BOOK} .jp-OutputArea canvas").last.wait_for(timeout=30_000)


def test_a_scene_of_a_cell_is_drawn_and_an_atom_clicked_in_it_is_marked(page, opened):
    cell = "from ase.build import fcc100\nfrom tools.show import scene\nscene(fcc100('Cu', (3, 3, 2), vacuum=6.0))"
    opened("scene.ipynb", cell)
    canvas = page.locator(f"{BOOK} .kassei-scene canvas")
    canvas.wait_for(timeout=60_000)
    page.wait_for_timeout(3000)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(CHIP).wait_for(state="attached", timeout=10_000)
    assert "層目・可動" in page.locator(CHIP).text_content()


def test_nothing_of_a_hostile_output_runs_in_the_page(page, opened):
    opened("hostile.ipynb", HOSTILE, "'to ' + 'the end'")
    page.wait_for_selector(f"{BOOK} .jp-OutputArea-output:has-text('to the end')", timeout=60_000)
    page.wait_for_timeout(3000)
    assert page.evaluate("document.documentElement.dataset.hostile") is None
    assert (
        page.locator(f"{BOOK} .jp-OutputArea script, {BOOK} .jp-OutputArea img[onerror], {BOOK} .jp-OutputArea a[href^=javascript]").count()
        == 0
    )
