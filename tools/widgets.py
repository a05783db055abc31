"""Which widgets of a kernel may live in the browser, where they would run with the user's rights.

Covered: modules, models and their views by allow-list (no HTML, no Output with its unfiltered outputs, no anywidget `_esm`), NGL's
methods by allow-list (its channel has `executeCode`, its colour registry compiles functions, its loader runs scripts), no picture by
URL, no style with one; links between widgets carry values alone, and bytes become a picture's value alone: both are applied in the
page, where they could set what is refused here. What a page is told that is opened again keeps to the same lists.
"""

import re
from typing import Any

NGL = "nglview-js-widgets"
_CONTROLS = """
Accordion BoundedFloatText BoundedIntText Box Button ButtonStyle Checkbox CheckboxStyle ColorPicker DescriptionStyle DirectionalLink
Dropdown FloatProgress FloatSlider FloatText GridBox HBox Image IntProgress IntSlider IntText Label LabelStyle Link Play ProgressStyle
RadioButtons Select SliderStyle Stack Tab Text TextStyle Textarea ToggleButton ToggleButtonStyle ToggleButtons ToggleButtonsStyle VBox Valid
"""
MODELS = {
    "@jupyter-widgets/base": frozenset({"LayoutModel"}),
    "@jupyter-widgets/controls": frozenset(f"{name}Model" for name in _CONTROLS.split()),
    NGL: frozenset({"NGLModel", "ColormakerRegistryModel"}),
}
# how they are drawn: a harmless model would be shown as HTML by the view of another
VIEWS = {
    "@jupyter-widgets/base": frozenset({"LayoutView", "StyleView"}),
    "@jupyter-widgets/controls": frozenset({*(f"{name}View" for name in _CONTROLS.split()), "ProgressView"}),
    NGL: frozenset({"NGLView", "ColormakerRegistryView"}),
}
IDENTITY = ("_model_module", "_model_name", "_view_module", "_view_name", "_esm", "_css", "_anywidget_id", "description_allow_html")
# what a scene needs: representations, camera, frames; nothing that loads, compiles or reaches the page
_METHODS = """
addRepresentation removeRepresentation removeRepresentationsByName setParameters setSelection setVisibility autoView setSpin setRock
setSize setDelay setUnSyncCamera setUnSyncFrame setSyncCamera setSyncFrame set_representation_from_backend removeAllRepresentations
updateRepresentationForComponent updateRepresentationsByName removeComponent replaceStructure addShape
control_rotate rotate orient zoom spin loadFile
"""
NGL_METHODS = frozenset(_METHODS.split())
LOADED = frozenset({"pdb", "cif", "mmcif", "gro", "sdf", "mol2", "pqr"})
LINKED = ("value", "min", "max", "index", "selected_index", "disabled", "frame", "max_frame")
_ID = re.compile(r"[0-9a-f]{32}")
COLOUR = re.compile(r"(?!.*(?:url|image))[#\w\s.,()%-]{0,100}", re.IGNORECASE)  # of CSS, without a place for an address


def clean_comm(kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """The content of a comm message, or None when it must not reach the browser."""
    data = content.get("data")
    if not isinstance(content.get("comm_id"), str) or not isinstance(data, dict):
        return None
    if kind == "comm_close":
        return content
    if kind == "comm_msg" and data.get("method") == "update_states":
        states = _known_states(data)
        return {"comm_id": content["comm_id"], "data": {**states, "method": "update_states"}} if states else None
    if any(path != ["value"] for path in data.get("buffer_paths") or []):
        return None
    if kind == "comm_open":
        known = content.get("target_name") == "jupyter.widget" and isinstance(data.get("state"), dict)
        return content if known and _is_model(data["state"]) and _is_harmless(data["state"]) else None
    method = data.get("method")
    if method == "custom":
        return content if _is_message(data.get("content")) else None
    if method in ("update", "echo_update"):
        state = data.get("state")
        if not isinstance(state, dict) or not _is_harmless(state):
            return None
        # what a model is does not change; a page that is opened again is told all of it
        return content if not any(key in state for key in IDENTITY) or _is_model(state) else None
    return None


def _known_states(data: dict[str, Any]) -> dict[str, Any] | None:
    """What a page that is opened again asks for, every model of the kernel: those that may live there, and what their bytes become."""
    given, paths = data.get("states"), data.get("buffer_paths") or []
    if not isinstance(given, dict) or not isinstance(paths, list):
        return None
    elsewhere = {str(path[0]) for path in paths if isinstance(path, list) and path and path[1:] != ["state", "value"]}
    names = ("model_name", "model_module", "model_module_version")
    kept = {
        name: {**{key: known[key] for key in names}, "state": known["state"]}
        for name, known in given.items()
        if _ID.fullmatch(name) and name not in elsewhere and isinstance(known, dict) and _is_named(known, names)
    }
    # bytes of a model that is left out keep their place in the row, and become nothing's
    placed = [path if isinstance(path, list) and path and str(path[0]) in kept else ["", "state", "value"] for path in paths]
    return {"states": kept, "buffer_paths": placed}


def _is_named(known: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Whether a model is what it says, allowed and harmless."""
    state = known.get("state")
    if not isinstance(state, dict):
        return False
    same = all(isinstance(known.get(name), str) and known[name] == state.get(f"_{name}") for name in names)
    return same and _is_model(state) and _is_harmless(state)


def _is_model(state: dict[str, Any]) -> bool:
    module, view, shown = state.get("_model_module"), state.get("_view_module"), state.get("_view_name")
    if not all(isinstance(name, str) for name in (module, state.get("_model_name"), *filter(None, (view, shown)))):
        return False
    fine = module in MODELS and state["_model_name"] in MODELS[module] and view in (None, module, "@jupyter-widgets/base")
    fine = fine and (not shown or shown in VIEWS[str(view or module)])
    return fine and not any(state.get(key) for key in ("_esm", "_css", "_anywidget_id", "description_allow_html"))


def _is_harmless(state: dict[str, Any]) -> bool:
    """Nothing that NGL would replay or compile, no picture by its address."""
    ends = [state[end] for end in ("source", "target") if state.get(end)]
    if not all(isinstance(end, list) and len(end) == 2 and end[1] in LINKED for end in ends):
        return False
    if not COLOUR.fullmatch(str(state.get("background", ""))):
        return False
    archive, queue = state.get("_ngl_msg_archive") or [], state.get("_msg_q") or []
    if not isinstance(archive, list) or not isinstance(queue, list) or state.get("_ngl_color_dict"):
        return False
    return all(map(_is_message, [*archive, *queue])) and state.get("format", "png") in ("png", "jpeg")


def _is_message(message: object) -> bool:
    """A custom message: for NGL, an allowed method with allowed arguments; focus and blur of a control."""
    if not isinstance(message, dict) or "executeCode" in message:
        return False
    if message.get("type") == "binary_single":
        return True
    if message.get("type") != "call_method":
        return set(message) <= {"do"}
    name, arguments = message.get("methodName"), message.get("args") or []
    if name not in NGL_METHODS or not isinstance(arguments, list) or message.get("reconstruc_color_scheme"):
        return False
    return _loads_text(arguments, message.get("kwargs")) if name in ("loadFile", "replaceStructure") else not _names_address(arguments)


def _loads_text(arguments: list[Any], options: object) -> bool:
    """A structure given as text in the message itself; its type is one without scripts."""
    blobs = [item for item in arguments if isinstance(item, dict)]
    extensions = [item.get("ext") for item in (*blobs, options) if isinstance(item, dict) and "ext" in item]
    texts = len(blobs) == len(arguments) and all(blob.get("type") == "blob" for blob in blobs)
    return texts and bool(blobs and extensions) and all(extension in LOADED for extension in map(str, extensions))


def _names_address(value: object) -> bool:
    if isinstance(value, str):
        return "//" in value or value.lower().startswith(("javascript:", "data:", "blob:"))
    if isinstance(value, dict):
        return any(map(_names_address, value.values()))
    return isinstance(value, list) and any(map(_names_address, value))
