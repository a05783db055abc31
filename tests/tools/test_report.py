"""The report: complete, offline, and nothing from a run runs in it."""

import base64
import hashlib
import html.parser
import json
import re

import pytest
from shown import mixed_table, outputs

from sim.records import Export, Series, Value
from tools.figures import figure_of
from tools.markup import number, power, prose
from tools.outputs import PLOTLY, RECORD, STRUCTURE
from tools.report import write_report

TAG = "<img src=x onerror=alert(1)>"


def written(folder, **changes):
    table = mixed_table()
    given = {
        "instruction": "index 17 の原子を Fe, Co に置換",
        "answer": "鉄が有望です。0.600 eV です[Fe@17]。\n1. Fe@17: 0.600 eV\n・Xe@17: 計算できず",
        "records": json.loads(json.dumps(table.to_dict()["records"])),
        "outputs": outputs(table),
        "script": 'chart(screen(path, sites=[17], elements=["Fe"]))',
        "provenance": {"versions": {"ase": "3.29"}, "command": ["agent", "run"]},
    }
    return write_report(folder, **(given | changes)).read_text(encoding="utf-8")


class Page(html.parser.HTMLParser):
    """Tags with their attributes, the text of scripts, and the other text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.scripts, self.blocks, self.text, self._open = [], [], [], "", None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._open = (tag, dict(attributes))

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        tag, attributes = self._open or ("", {})
        if tag == "script":
            (self.blocks if attributes.get("type") else self.scripts).append(data)
        elif tag != "style":
            self.text += data


def test_the_report_holds_request_answer_ranking_script_and_provenance(tmp_path):
    text = Page(written(tmp_path)).text
    for piece in (
        "index 17 の原子を",
        "鉄が有望です。",
        "Fe@17",
        "計算できず",
        "500 ステップで届かず",
        "sites=[17]",
        "3.29",
        "結晶の計算データ",
    ):
        assert piece in text


def test_every_candidate_stands_in_the_ranking_with_its_state(tmp_path):
    rows = re.findall(r"<tr>(.*?)</tr>", written(tmp_path).split('class="ranking"')[1].split("</table>")[0])[1:]
    texts = [Page(row).text for row in rows]
    assert [text[0] for text in texts] == ["1", "–", "基", "–", "–", "–"]  # Co failed a check, the others have no settled value
    assert ["収束" in t for t in texts[:3]] == [True] * 3 and "未収束" in texts[3] and "1.250" in texts[3]
    assert "障壁なし" in texts[4] and "計算できず" in texts[5] and "基準" in texts[2]


def test_a_doubt_stands_beside_the_number_and_is_not_said_twice(tmp_path):
    doubt = "この計算器は結晶の計算データで学習したものです。"
    text = written(tmp_path)
    assert text.count('class="caveats"') == 1 and f'<span class="mark" title="{doubt}">⚠</span>' in text
    said = written(tmp_path, answer=f"0.600 eV です[Fe@17]。\n注意:\n⚠ {doubt}")
    assert f'<p class="doubt">⚠ {doubt}</p>' in said and 'class="caveats"' not in said


def test_fields_of_other_records_have_names_and_units(tmp_path):
    record = {"kind": "surface_energy", "label": "Pt(100)", "surface": "Pt(100)", "energy_J_per_m2": 0.8758, "converged": False}
    text = Page(written(tmp_path, records=[record], outputs=[])).text
    assert (
        all(piece in text for piece in ("表面エネルギー Pt(100)", "表面エネルギー / J m⁻²", "0.876", "未収束")) and "J_per_m2" not in text
    )


def test_only_our_scripts_run(tmp_path):
    page = Page(written(tmp_path))
    (policy,) = [a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv")]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    assert {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts} == allowed
    assert len(page.scripts) == 4 and "default-src 'none'" in policy and "unsafe-eval" not in policy
    assert not re.search(r"script-src[^;]*unsafe", policy)


def test_nothing_is_fetched(tmp_path):
    for tag, attributes in Page(written(tmp_path)).tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")
        assert not attributes.get("src") and not re.match(r"[a-z]+:|//", attributes.get("href") or "")


@pytest.mark.parametrize("place", ["instruction", "answer", "script"])
def test_text_is_never_markup(tmp_path, place):
    page = Page(written(tmp_path, **{place: f"{TAG} </script><script>alert(1)</script> **{TAG}** `{TAG}`"}))
    assert "img" not in [tag for tag, _ in page.tags] and len(page.scripts) == 4 and TAG in page.text


def test_hostile_records_are_shown_as_text(tmp_path):
    records = [
        {
            "kind": "barrier",
            "label": TAG,
            "status": TAG,
            "barrier_eV": "1e9",
            "reason": {"text": TAG},
            "verdict": {"checks": [{"name": TAG}, 3]},
        },
        {"kind": "barrier", "barrier_eV": float("nan"), "rates": [{"rate_per_s": TAG}], "warnings": [{"text": TAG}, 1], "energies_eV": {}},
        {"kind": TAG, TAG: [TAG, {"x": TAG}]},
    ]
    page = Page(written(tmp_path, records=records))
    assert "img" not in [tag for tag, _ in page.tags] and "1e9" not in page.text


def test_data_cannot_close_its_block(tmp_path):
    shown = outputs(mixed_table())
    shown[2]["data"][STRUCTURE]["title"] = "</script><script>alert(1)</script>"
    page = Page(written(tmp_path, outputs=shown))
    assert len(page.scripts) == 4 and json.loads(page.blocks[1])["title"] == "</script><script>alert(1)</script>"
    assert not any("<" in block for block in page.blocks)


def test_a_hostile_scene_is_left_out(tmp_path):
    shown = outputs(mixed_table())
    shown[2]["data"][STRUCTURE]["symbols"][0] = TAG
    page = Page(written(tmp_path, outputs=shown))
    assert len(page.blocks) == 1 and len(page.scripts) == 2


def test_a_report_without_pictures_carries_no_script(tmp_path):
    text = written(tmp_path, outputs=[], records=[])
    assert Page(text).scripts == [] and len(text) < 50_000 and "script-src 'none'" in text


SERIES = Series(label="E(ε)", x=(0.0, 1.0), y=(-93.2, 4.5), y_label="E", y_unit="eV", slope=97.7, intercept=-93.2)
OWN = [Value(label=f"E {TAG}", value=-93.2144, unit="eV"), SERIES, Export(label="cu.cif", file="exports/cu.cif", format="cif")]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def own_outputs():
    """What a script of plain ASE shows: a series with its chart, a picture of matplotlib, printed text."""
    figure = json.loads(figure_of(SERIES).to_json())
    return [
        {"output_type": "display_data", "data": {"text/plain": "s", PLOTLY: figure, RECORD: {"records": [SERIES.to_dict()]}}},
        {"output_type": "display_data", "data": {"text/plain": "<Figure>", "image/png": PIXEL}},
    ]


def test_what_the_script_computed_itself_stands_apart(tmp_path):
    """Under its own heading: no chart and no value of it among the results that were checked."""
    table = mixed_table()
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "cu.cif").write_text("x")
    records = [*json.loads(json.dumps(table.to_dict()["records"])), *(one.to_dict() for one in OWN)]
    page = written(tmp_path, records=records, outputs=[*outputs(table), *own_outputs()])
    apart = page.split('<section class="unverified">')[1].split("</section>")[0]
    rest = page.replace(apart, "").split("</section>\n<script>")[0]
    assert all(
        piece in apart
        for piece in ("検証していない値", "−93.214", "傾き 97.7", "chart-data", "data:image/png;base64,", 'href="exports/cu.cif"')
    )
    assert "−93.214" not in rest and PIXEL not in rest and rest.count('class="chart-data"') == 1 and "Fe@17" not in apart
    assert TAG not in page and TAG in Page(page).text


def test_a_report_without_such_values_has_no_such_heading(tmp_path):
    assert "検証していない値" not in written(tmp_path)


def test_hostile_values_are_shown_as_text(tmp_path):
    records = [
        {"kind": "value", "label": TAG, "value": TAG, "unit": TAG},
        {"kind": "value", "value": float("nan"), "unit": 3},
        {"kind": "series", "label": TAG, "x": [TAG], "y": {}, "x_label": TAG, "x_unit": TAG, "slope": TAG, "intercept": None},
        {"kind": "series", "x": 3, "y": [1.0, 2.0], "y_label": TAG, "y_unit": TAG},
        {"kind": "export", "file": "exports/../../secret"},
        {"kind": "export", "file": TAG},
        {"kind": "export", "file": None},
    ]
    (tmp_path / "run").mkdir()
    (tmp_path / "secret").write_text("x")
    page = Page(written(tmp_path / "run", records=records, outputs=[]))
    assert "img" not in [tag for tag, _ in page.tags] and not any("secret" in (a.get("href") or "") for _, a in page.tags)
    assert "1.000 〜" not in page.text and "1 〜 2" in page.text


def test_pictures_that_were_only_saved_are_shown_too(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    (files / "図.png").write_bytes(base64.b64decode(PIXEL))
    (files / "no.png").write_text(TAG)
    (files / "link.png").symlink_to("/etc/passwd")
    (files / "e.csv").write_text("1")
    page = Page(written(tmp_path, records=[], outputs=[]))
    assert [a["alt"] for tag, a in page.tags if tag == "img"] == ["図.png"]
    links = [a["href"] for tag, a in page.tags if tag == "a"]
    assert "files/%E5%9B%B3.png" in links and "files/e.csv" in links and "files/link.png" not in links
    shown = Page(written(tmp_path, records=[], outputs=own_outputs()))
    assert [a["alt"] for tag, a in shown.tags if tag == "img"] == ["スクリプトの図 1"]


def test_lines_that_were_printed_keep_their_columns(tmp_path):
    page = written(tmp_path, answer=f"そのまま:\n    1. a   b\n    \n    {TAG}\nend")
    assert "<pre>1. a   b\n\n&lt;img src=x onerror=alert(1)&gt;</pre><p>end</p>" in page


def test_files_are_linked_by_quoted_relative_names(tmp_path):
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / 'a"b#c@1.extxyz').write_text("")
    (tmp_path / "paths" / "link.extxyz").symlink_to("/etc/passwd")
    links = [a["href"] for tag, a in Page(written(tmp_path)).tags if tag == "a"]
    assert "paths/a%22b%23c%401.extxyz" in links and not any("link" in link for link in links)


def test_a_report_replaces_the_one_before_whole(tmp_path):
    first = written(tmp_path)
    assert written(tmp_path) == first and [f.name for f in tmp_path.iterdir()] == ["report.html"]


def test_the_report_is_english_where_the_locale_is(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    text = written(tmp_path)
    assert '<html lang="en">' in text and "Provenance" in text and "not verified" in text


def test_light_markdown_makes_lists_and_escapes():
    assert prose("**a** < `b`\n1. x\n・y") == "<p><strong>a</strong> &lt; <code>b</code></p><ol><li>x</li></ol><ul><li>y</li></ul>"


def test_numbers_have_a_real_minus_and_no_number_is_a_dash():
    assert (number(-0.5), number(0.5, sign=True), number(None), number("1"), number(True), number(float("inf"))) == (
        "−0.500",
        "+0.500",
        *"––––",
    )
    assert power(4.016e7) == "4.02×10⁷" and power(8e-7) == "8.00×10⁻⁷" and power("x") == "–"
