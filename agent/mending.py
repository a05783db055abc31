"""A script mended without the model: options that nobody asked for are left out, those that the words demand are put in,
images are counted the other way, a series of temperatures is spelt out, nothing stands twice in a list.

Covered: keyword arguments that a complaint of the check names, one way or the other.
Not covered: anything else that is wrong. What comes out goes through the whole check again.
"""

import ast
import re

_UNASKED = (
    (re.compile(r"\bclimb=False was not asked for|leave out climb=False"), "climb"),
    (re.compile(r"leave out host=True"), "host"),
    (re.compile(r"leave out together=True"), "together"),
    (re.compile(r"\bn_images=\S+ was not asked for"), "n_images"),
    (re.compile(r"\bfmax=\S+ was not asked for"), "fmax"),
)
# a number of images that is two off, and the number that the request has
_OTHER_IMAGES = re.compile(r"\bn_images=(\d+) was not asked for.*?\b(\d+) is in the request and not in the script")
_SERIES = re.compile(r"the series of temperatures is ([\d., ]+): not all")
_WANTED = re.compile(r"pass (host=True|together=True|climb=False)")
_TAKES = {"host": ("screen",), "together": ("screen",), "climb": ("screen", "barrier")}


def mended(script: str, complaint: str) -> str:
    """The script with the keyword arguments that the complaint asks for, without those that it turns down; else the same script."""
    series = _SERIES.search(complaint)
    if series:
        return re.sub(r"(rates\(\w+, )\[[^\]]*\]", rf"\1[{series.group(1)}]", script)
    if "stands twice in a list" in complaint:
        return re.sub(r"\[([^\[\]{}]*)\]", lambda m: f"[{', '.join(dict.fromkeys(m.group(1).split(', ')))}]", script)
    images = _OTHER_IMAGES.search(complaint)
    if images:
        return _recounted(script, images)
    unasked = {name for pattern, name in _UNASKED if pattern.search(complaint)}
    wanted = _WANTED.findall(complaint)
    try:
        calls = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Call)] if unasked or wanted else []
    except SyntaxError:
        return script
    lines = script.encode().splitlines(keepends=True)  # offsets count UTF-8 bytes
    edits: list[tuple[int, int, int, bytes]] = []
    for call in calls:
        edits += [_cut(keyword) for keyword in call.keywords if keyword.arg in unasked and keyword.end_lineno == keyword.lineno]
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        end = ((call.end_lineno or 1) - 1, (call.end_col_offset or 1) - 1)
        edits += [(*end, end[1], f", {argument}".encode()) for argument in wanted if name in _TAKES[argument.partition("=")[0]]]
    for line, start, end_, new in sorted(edits, reverse=True):
        lines[line] = (lines[line][:start] if new else re.sub(rb",\s*$", b"", lines[line][:start])) + new + lines[line][end_:]
    return b"".join(lines).decode()


def _recounted(script: str, images: re.Match[str]) -> str:
    """The script with its images counted the other way: with both ends, or without."""
    written, said = int(images.group(1)), int(images.group(2))
    if written == said + 2:
        return re.sub(rf"n_images={said} \+ 2\b|n_images={written}\b", f"n_images={said}", script)
    return re.sub(rf"n_images={said}\b", f"n_images={said + 2}", script) if written == said else script


def _cut(keyword: ast.keyword) -> tuple[int, int, int, bytes]:
    return keyword.lineno - 1, keyword.col_offset, keyword.end_col_offset or keyword.col_offset, b""
