"""What reaches a front end, and what does not."""

import base64
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records import Barrier
from tools.cell import Gathering, one_line
from tools.outputs import _MESSAGES, ERROR, PLOTLY, PROGRESS, RECORD, REMOVED, TooMuch, clean, clean_bundle, clean_text, loads
from tools.sandbox.filter import DELIMITER, clean_message
from tools.sandbox.relay import MESSAGE_BYTES, Budget, Flood, Parser, encode
from tools.widgets import NGL, clean_comm

GREETING = bytes([0xFF, *[0] * 8, 0x7F, 3, 1]) + b"NULL".ljust(20, b"\0") + bytes(32)
HOSTILE_TYPES = [
    "text/html",
    "application/javascript",
    "image/svg+xml",
    "text/markdown",
    "application/vnd.jupyter.widget-state+json",
    "application/vnd.bokehjs_exec.v0+json",
    "text/vnd.mermaid",
    "application/geo+json",
    "application/pdf",
    "application/vnd.vegalite.v5+json",
]


@pytest.mark.parametrize("kind", HOSTILE_TYPES)
def test_what_a_browser_would_run_is_dropped(kind):
    assert clean_bundle({kind: "<script>alert(1)</script>"}) == {"text/plain": REMOVED}
    assert clean_bundle({kind: "x", "text/plain": "seen"}) == {"text/plain": "seen"}


def test_metadata_and_payloads_are_dropped():
    shown = clean("display_data", {"data": {"text/plain": "x"}, "metadata": {"text/html": {"isolated": False}}, "transient": {"other": 1}})
    assert shown == {"data": {"text/plain": "x"}, "metadata": {}, "transient": {}}
    reply = clean("execute_reply", {"status": "ok", "payload": [{"source": "set_next_input", "text": "!rm"}], "user_expressions": {"x": 1}})
    assert reply == {"status": "ok", "payload": [], "user_expressions": {}}
    assert clean("kernel_info_reply", {"help_links": [{"url": "javascript:x"}]}) == {}
    assert clean("a_message_of_its_own", {}) is None


def test_plots_fetch_nothing():
    figure = {
        "data": [{"type": "scatter", "y": [1, 2], "name": "Fe"}],
        "layout": {"title": {"text": "<A href='https://x'>t</a>"}, "images": [{"source": "https://x"}], "mapbox2": {"style": "https://x"}},
        "config": {"plotlyServerURL": "https://x", "displaylogo": False},
    }
    kept = clean_bundle({PLOTLY: figure})[PLOTLY]
    assert kept["data"] == figure["data"] and kept["config"] == {"displaylogo": False}
    assert "https" not in json.dumps(kept)
    for trace in ({"type": "image", "source": "https://x"}, {"type": "scattermapbox"}, {"type": "choropleth"}, "x"):
        assert PLOTLY not in clean_bundle({PLOTLY: {"data": [trace]}})
        assert PLOTLY not in clean_bundle({PLOTLY: {"data": [], "frames": [{"data": [trace]}]}})


@pytest.mark.parametrize(
    "text",
    [
        "<<a>a href='https://x'>t",
        "<span style='cursor:url(https://x)'>t</span>",
        "<span style='fill:&#117;rl(https://x)'>t</span>",
        "<span style='color:red' class='x' onclick='https://x'>t</span>",
        "<a href='https://x'",
        "$\\href{https://x}{t}$",
    ],
)
def test_a_plots_texts_lead_nowhere(text):
    figure = {"data": [{"type": "bar", "text": [text]}], "layout": {"title": {"text": text}}}
    kept = json.dumps(clean_bundle({PLOTLY: figure}))
    assert "https" not in kept or "&lt;a" in kept, kept


def test_a_plots_texts_keep_their_emphasis():
    text = '<b>Fe</b><br><span style="color:#0a0">✓</span> E<sub>a</sub> < 0.5 and > 0.1<extra></extra>'
    kept = clean_bundle({PLOTLY: {"data": [{"name": text}]}})[PLOTLY]
    assert kept["data"][0]["name"] == text


def test_no_button_of_a_plot_brings_in_what_fetches():
    put = {"args": [{"images[0].source": "https://x"}], "method": "relayout", "label": "x"}
    figure = {
        "data": [],
        "layout": {"updatemenus": [{"buttons": [put]}], "sliders": [{"steps": [put]}]},
        "frames": [{"data": [], "layout": {"images[0].source": "https://x", "mapbox.style": "https://x"}}],
    }
    assert "https" not in json.dumps(clean_bundle({PLOTLY: figure}))


@pytest.mark.parametrize("text", ["\\href{javascript:alert(1)}{x}", "\\require{html}", "\\style{color:red}{x}", "\\HTMLdata{a=b}{x}"])
def test_latex_keeps_to_formulas(text):
    assert clean_bundle({"text/latex": f"${text}$"}) == {"text/plain": REMOVED}
    assert clean_bundle({"text/latex": "$E_a$"}) == {"text/latex": "$E_a$"}


def picture(width, height):
    """The beginning of a PNG of this size."""
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(20)).decode()


def test_a_picture_is_base64_and_has_a_size():
    assert clean_bundle({"image/png": picture(800, 600)}) == {"image/png": picture(800, 600)}
    for wrong in ('" onerror="alert(1)', "iVBORw0KGgo=", "", picture(100_000, 100_000), picture(0, 600), "=" * 40, "AAAA" * 20):
        assert clean_bundle({"image/png": wrong}) == {"text/plain": REMOVED}


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b]0;title\x07",
        "\x1b]52;c;cm0gLXJm\x07",
        "\x1b]8;;http://x\x1b\\",
        "\x1b[2J",
        "\x1b[1;1H",
        "\x1b[6n",
        "\x1bP+q544e\x1b\\",
        "\x1b[?1049h",
        "\x1bc",
        "\x9b2J",
        "\x9d0;t\x9c",
        "\x08",
        "\x07",
        "\x1b",
        "\u202e",
        "\x1b[>c",
        "\x00",
        "\x1b_G\x1b\\",
        "\x1b[31\x1b[2Jm",
    ],
)
def test_a_terminal_gets_no_commands(sequence):
    kept = clean_text(f"a{sequence}b")
    assert not set(kept) & set("\x1b\x9b\x9d\x07\x08\x00\u202e") and kept.startswith("a")


def test_colours_and_lines_stay():
    assert clean_text("\x1b[31mred\x1b[0m\n\tnext\r") == "\x1b[31mred\x1b[0m\n\tnext\r"


def test_what_the_program_says_of_a_run_has_no_colours():
    """One of them hides letters: the rest of the terminal's text would be hidden too."""
    hidden = "\x1b[8mx"
    error = clean("error", {"ename": hidden, "evalue": hidden, "traceback": [hidden]})
    assert (error["ename"], error["evalue"], error["traceback"]) == ("x", "x", [hidden])
    assert clean_bundle({RECORD: {"records": [{"kind": "barrier", "label": hidden}]}})[RECORD]["records"][0]["label"] == "x"
    assert clean_bundle({ERROR: {"code": "file_missing", "message": hidden}})[ERROR]["message"] == "x"
    assert one_line(f"a\n{hidden}") == "x"


def test_no_notebook_learns_from_the_kernel_how_it_is_converted():
    reply = clean("kernel_info_reply", {"language_info": {"name": "x", "nbconvert_exporter": "os.path"}})
    assert reply["language_info"]["nbconvert_exporter"] == "python"


@given(st.text(alphabet="\x1b[]0123;mJ\x9b\x07\\Pab\x9c?"))
def test_of_any_text_only_colours_pass(text):
    rest = clean_text(text)
    while "\x1b[" in rest:
        head, _, tail = rest.partition("\x1b[")
        code, _, rest = tail.partition("m")
        assert set(code) <= set("0123456789;") and "\x1b" not in head
    assert not set(rest) & set("\x1b\x9b\x07\x9c")


def test_records_are_checked_for_shape_and_cleaned():
    bundle = clean_bundle({RECORD: {"records": [{"kind": "barrier", "label": "Fe\x1b[2J"}, 3, {"label": "x"}]}})
    assert bundle[RECORD] == {"records": [Barrier(label="Fe").to_dict()]}
    fields = (
        {"barrier_eV": "<b>"},
        {"substitution": ["x"]},
        {"status": "splendid"},
        {"rates": 3},
        {"verdict": [1]},
        {"n_images": True},
        {"kind": "x"},
    )
    for wrong in [*({"kind": "barrier"} | field for field in fields), {"kind": "view"}, {"kind": {}}]:
        assert clean_bundle({RECORD: {"records": [wrong]}}) == {RECORD: {"records": []}}
        assert clean_bundle({PROGRESS: {"event": "finished", "record": wrong}}) == {PROGRESS: {"event": "finished", "record": None}}
    for wrong in ("x", [], {}, {"records": 1}):
        assert clean_bundle({RECORD: wrong}) == {"text/plain": REMOVED}
    assert clean_bundle({PROGRESS: {"event": 1}}) == {"text/plain": REMOVED}
    for code in ("", "\x1b[2J", "isolation_unavailable", "limit_memory", "limit_disk", "timeout", "<b>"):
        assert clean_bundle({ERROR: {"code": code, "message": "x"}}) == {"text/plain": REMOVED}
    assert ERROR in clean_bundle({ERROR: {"code": "file_missing", "message": "x"}})


def test_records_do_not_grow_on_their_way():
    """Each gets all the fields of its kind: 80,000 of 30 bytes would be 40 MB."""
    assert clean_bundle({RECORD: {"records": [{"kind": "barrier", "label": ""}] * 2001}}) == {"text/plain": REMOVED}
    assert len(clean_bundle({RECORD: {"records": [{"kind": "barrier", "label": ""}] * 2000}})[RECORD]["records"]) == 2000


def comm(state, **more):
    return {"comm_id": "1", "target_name": "jupyter.widget", "data": {"state": state, **more}}


def model(name, module="@jupyter-widgets/controls", **state):
    return comm({"_model_module": module, "_model_name": name, "_view_module": module, **state})


def test_widgets_are_chosen_by_an_allow_list():
    assert clean_comm("comm_open", model("IntSliderModel"))
    assert clean_comm("comm_open", model("NGLModel", NGL))
    assert clean_comm("comm_open", model("FloatProgressModel", _view_name="ProgressView"))
    assert clean_comm("comm_open", model("LabelStyleModel", _view_module="@jupyter-widgets/base", _view_name="StyleView"))
    assert clean_comm("comm_open", model("LinkModel", _view_name=None))
    refused = [
        model("HTMLModel"),
        model("HTMLMathModel"),
        model("OutputModel", "@jupyter-widgets/output"),
        model("AnyModel", "anywidget", _esm="alert(1)"),
        model("IntSliderModel", _esm="alert(1)"),
        model("LabelModel", _view_name="HTMLView"),
        model("LabelModel", _view_module="@jupyter-widgets/base", _view_name="DOMWidgetView"),
        model("LabelModel", _view_name=["HTMLView"]),
        model("IntSliderModel", description_allow_html=True),
        model("X", "https://evil/x.js"),
        model("ImageModel", format="url"),
        model("ImageModel", format="svg+xml"),
        model("FigureModel", "jupyterlab-plotly"),
        comm({"_model_module": ["@jupyter-widgets/base"], "_model_name": "LayoutModel"}) | {"target_name": "other"},
    ]
    assert [clean_comm("comm_open", content) for content in refused] == [None] * len(refused)
    for key in ("_model_module", "_view_name", "_esm", "description_allow_html"):
        assert clean_comm("comm_msg", comm({key: "x"}, method="update")) is None
    assert clean_comm("comm_msg", comm({"value": 3}, method="update"))


def test_no_style_of_a_widget_has_an_address():
    for background in ("url(https://x)", "URL('//x')", "image-set('https://x' 1x)", "u\\72l(x)", 'src("https://x")', ["url(x)"]):
        assert clean_comm("comm_open", model("LabelStyleModel", background=background)) is None
        assert clean_comm("comm_msg", comm({"background": background}, method="update")) is None
    assert clean_comm("comm_open", model("LabelStyleModel", background="rgb(10, 20, 30)"))
    assert clean_comm("comm_open", model("LabelStyleModel", background=None))


def test_links_between_widgets_carry_values_alone():
    """A link is applied in the page: what it set there no filter would see."""
    for name in ("description_allow_html", "_ngl_color_dict", "background", "_view_module", ["value"]):
        assert clean_comm("comm_open", model("LinkModel", source=["IPY_MODEL_1", "value"], target=["IPY_MODEL_2", name])) is None
        assert clean_comm("comm_msg", comm({"target": ["IPY_MODEL_2", name]}, method="update")) is None
    assert clean_comm("comm_open", model("LinkModel", source=["IPY_MODEL_1", "value"], target=["IPY_MODEL_2", "frame"]))


@pytest.mark.parametrize(
    "path", [["__proto__", "x"], ["description_allow_html"], ["constructor", "prototype", "x"], ["_ngl_color_dict", "x"], "value"]
)
def test_bytes_beside_a_message_become_a_pictures_value_alone(path):
    assert clean_comm("comm_open", comm(model("ImageModel")["data"]["state"], buffer_paths=[path])) is None
    assert clean_comm("comm_msg", comm({}, method="update", buffer_paths=[path])) is None
    assert clean_comm("comm_open", comm(model("ImageModel")["data"]["state"], buffer_paths=[["value"]]))


def known(*models, paths=()):
    """Every model of a kernel, as it tells a page that is opened again."""
    states = {f"{number:032x}": one["data"]["state"] | {"_model_module_version": "2.0.0"} for number, one in enumerate(models)}
    named = {
        name: {**{key: state.get(f"_{key}") for key in ("model_name", "model_module", "model_module_version")}, "state": state}
        for name, state in states.items()
    }
    return {"comm_id": "1", "data": {"method": "update_states", "states": named, "buffer_paths": list(paths)}}


def told(content):
    """The names of the models that a page hears of, and the places of their bytes."""
    data = clean_comm("comm_msg", content)["data"]
    return [state["model_name"] for state in data["states"].values()], data["buffer_paths"]


def test_a_page_that_is_opened_again_gets_the_same_widgets_and_no_others():
    """All at once, or each by itself."""
    for one in (model("IntSliderModel", description_allow_html=False), model("NGLModel", NGL)):
        assert clean_comm("comm_msg", comm(one["data"]["state"], method="update"))
    for one in (model("HTMLModel"), model("LabelModel", _view_name="HTMLView"), model("AnyModel", "anywidget", _esm="alert(1)")):
        assert clean_comm("comm_msg", comm(one["data"]["state"], method="update")) is None
    hostile = [
        model("HTMLModel"),
        model("AnyModel", "anywidget", _esm="alert(1)"),
        model("IntSliderModel", description_allow_html=True),
        model("NGLModel", NGL, _ngl_msg_archive=[call("executeCode", "alert(1)")]),
        model("LabelStyleModel", background="url(//x)"),
        model("LinkModel", source=["IPY_MODEL_1", "value"], target=["IPY_MODEL_2", "_ngl_color_dict"]),
    ]
    assert told(known(model("IntSliderModel"), *hostile, model("NGLModel", NGL))) == (["IntSliderModel", "NGLModel"], [])
    masked = known(model("IntSliderModel"))
    for name in ("model_name", "model_module"):
        other = {**masked["data"]["states"][f"{0:032x}"], name: "HTMLModel"}
        assert told({"comm_id": "1", "data": {**masked["data"], "states": {f"{0:032x}": other, "__proto__": other}}}) == ([], [])


def test_bytes_of_a_widget_that_is_left_out_become_nothings():
    picture, other = f"{0:032x}", f"{1:032x}"
    fine, nothing = [picture, "state", "value"], ["", "state", "value"]
    assert told(known(model("ImageModel"), model("HTMLModel"), paths=[fine, [other, "state", "value"]]))[1] == [fine, nothing]
    for path in ([picture, "state", "__proto__", "x"], [picture, "model_name"], [picture]):
        assert told(known(model("ImageModel"), paths=[path])) == ([], [nothing])
    for path in (["__proto__", "state", "value"], [["x"]], "x", []):
        assert told(known(model("ImageModel"), paths=[path])) == (["ImageModel"], [nothing])
    assert clean_comm("comm_msg", {"comm_id": "1", "data": {"method": "update_states", "states": []}}) is None


def call(name, *arguments, **more):
    return {"type": "call_method", "target": "Widget", "methodName": name, "args": list(arguments), "kwargs": {}, **more}


@pytest.mark.parametrize(
    "message",
    [
        call("executeCode", "alert(1)"),
        {"executeCode": "alert(1)"},
        {"type": "callMethod", "methodName": "executeCode", "args": ["x"]},
        {"type": "callMethod", "methodName": "addScheme", "args": ["x", "alert(1)"]},
        call("addScheme", "x", "alert(1)"),
        call("loadFile", "https://evil/x.pdb"),
        call("loadFile", {"type": "blob", "data": "x", "ext": "ngl"}),
        call("loadFile", {"type": "blob", "data": "x"}, kwargs={"ext": "js"}),
        call("loadFile", {"type": "blob", "data": "x"}),
        call("setParameters", {"x": "https://evil"}),
        call("setParameters", {"x": "//evil/x"}),
        call("autoView", reconstruc_color_scheme=True),
        call("constructor"),
        "x",
    ],
)
def test_nglview_runs_no_scripts(message):
    assert clean_comm("comm_msg", comm({}, method="custom", content=message)) is None
    assert clean_comm("comm_msg", comm({"_ngl_msg_archive": [message]}, method="update")) is None
    assert clean_comm("comm_open", model("NGLModel", NGL, _msg_q=[message])) is None


def test_nglview_shows_structures():
    shown = [
        call("loadFile", {"type": "blob", "data": "ATOM", "binary": False}, kwargs={"ext": "pdb"}),
        call("addRepresentation", "spacefill"),
    ]
    for message in shown:
        assert clean_comm("comm_msg", comm({}, method="custom", content=message))


WIDE = "😀".encode()


@pytest.mark.parametrize("data", [b"[" * 2000 + b"]" * 2000, b"[" + b"{}," * 300_000 + b"{}]", b'["' + b"a" * (3 << 20) + WIDE + b'"]'])
def test_json_that_would_fill_the_memory_is_not_read(data):
    with pytest.raises(TooMuch):
        loads(data)


HEADER = {"msg_id": "1", "session": "2", "date": "2026-11-25T05:00:00Z", "version": "5.3"}


def signed(kind, content, *, channel="iopub", header=HEADER):
    parts = [json.dumps(part).encode() for part in ({"msg_type": kind, **header}, {}, {}, content)]
    return clean_message(channel, [b"topic", DELIMITER, b"forged", *parts, b"buffer"], b"key")


def test_a_message_is_cleaned_and_signed_anew():
    topic, delimiter, signature, *_, content = signed("stream", {"name": "stdout", "text": "a\x1b[2Jb"})
    assert (topic, delimiter, json.loads(content)) == (b"topic", DELIMITER, {"name": "stdout", "text": "ab"})
    assert signature not in (b"forged", b"")
    assert signed("invented", {}) == []
    assert signed("stream", {"text": "x"}, header={**HEADER, "session": "\x1b]0;t\x07"})[3].count(b"u001b") == 0
    for wrong in ({}, {**HEADER, "msg_id": {}}, {**HEADER, "date": None}, {**HEADER, "x": "y" * 70_000}):
        assert signed("stream", {"text": "x"}, header=wrong) == []
    assert clean_message("iopub", [b"no delimiter"], b"key") == []
    assert clean_message("iopub", [DELIMITER, b"", b"{", b"{}", b"{}", b"{}"], b"key") == []


@pytest.mark.parametrize("text", ["2026-01-01T00:00:00", "2026-99-99T00:00:00Z", "2026-01-01T00:00:00+99:99"])
def test_a_time_that_is_none_reaches_no_client(text):
    """Clients make a time of whatever looks like one in a header, and stumble over these."""
    assert signed("stream", {"text": "x"}, header={**HEADER, "date": text}) == []
    assert text.encode() not in b"".join(signed("stream", {"text": "x"}, header={**HEADER, "other": text, "deep": [text]}))
    assert signed("stream", {"text": "x"}) != []


def gathered(*messages):
    gathering = Gathering()
    for kind, content in messages:
        gathering.take(kind, clean(kind, content))
    return gathering


def test_what_is_kept_is_weighed_by_its_memory():
    lists = gathered(("display_data", {"data": {PLOTLY: {"data": [{"y": [[]] * 100_000}]}}}))
    assert lists.kept_bytes > 5_000_000, "two bytes of JSON, 56 of a list and 8 of its place"
    assert gathered(("stream", {"text": "a" * 100_000 + "😀"})).kept_bytes > 400_000


def test_an_update_costs_the_same_however_many_outputs_it_changes():
    shown = {"data": {"text/plain": "x"}, "transient": {"display_id": "a"}}
    gathering = gathered(*[("display_data", shown)] * 100)
    before = gathering.kept_bytes
    gathering.take("update_display_data", {**clean("update_display_data", shown), "data": {"text/plain": "y" * 1000}})
    assert gathering.kept_bytes - before < 3000
    assert [output["data"] for output in gathering.outputs] == [{"text/plain": "y" * 1000}] * 100


def test_only_numbers_that_every_reader_knows_pass():
    record = Barrier(label="x").to_dict() | {"barrier_eV": float("nan"), "more": [float("inf"), 1, 10**400, -2.5]}
    content = json.loads(signed("display_data", {"data": {RECORD: {"records": [record]}}})[-1])
    assert content["data"][RECORD]["records"] == [{**record, "barrier_eV": None, "more": [None, 1, None, -2.5]}]
    head = [DELIMITER, b"", json.dumps({"msg_type": "stream", **HEADER}).encode(), b"{}", b"{}"]
    assert clean_message("iopub", [*head, b'{"text": "x"}'], b"key") != []
    figure = b'{"data": {"application/vnd.plotly.v1+json": {"data": [{"y": [1e999]}]}}}'
    assert clean_message("iopub", [*head[:2], head[2].replace(b"stream", b"display_data"), *head[3:], figure], b"key") == []


JSON = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
FIELDS = st.sampled_from(["data", "name", "text", "traceback", "content", "state", "comm_id", "transient", "method", PLOTLY, RECORD])
CONTENT = st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON))


@given(st.sampled_from(sorted(_MESSAGES)), CONTENT)
def test_no_content_breaks_the_filter(kind, content):
    frames = signed(kind, content)
    assert not frames or json.loads(frames[-2] if kind.startswith("comm_") else frames[-1]) is not None


def test_the_relay_cuts_the_stream_into_messages():
    message = encode([b"", b"x" * 300])
    parser = Parser("hb", b"key")
    stream = GREETING + b"\x04\x05\x04PING" + b"\x04\x05\x04EVIL" + message
    out = b"".join(parser.feed(stream[i : i + 7]) for i in range(0, len(stream), 7))
    assert out == GREETING + b"\x04\x05\x04PING" + message


@pytest.mark.parametrize(
    "stream",
    [
        b"\x01\x00" * 64,
        GREETING[:10] + b"\x01" + GREETING[11:],
        GREETING.replace(b"NULL", b"CURV"),
        GREETING + b"\x02" + (MESSAGE_BYTES + 1).to_bytes(8, "big"),
        GREETING + b"\x01\x00" * 100,
        GREETING + b"\x06" + (1 << 40).to_bytes(8, "big"),
    ],
    ids=["not ZeroMQ", "old version", "another mechanism", "huge frame", "endless parts", "huge command"],
)
def test_a_stream_that_is_no_conversation_is_cut(stream):
    with pytest.raises(Flood):
        Parser("iopub", b"key").feed(stream)


def test_a_budget_refills():
    budget = Budget(100, rate=10**9)
    for _ in range(5):
        budget.spend(90)
        budget.since -= 1
    with pytest.raises(Flood):
        budget.spend(200)
