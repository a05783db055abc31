"""A request read by rules: mentions, key words and their order. The measured baseline; nothing of the product falls back on it.

Covered: one substitution or several sites, the common options, the other functions by their names, a follow-up that changes one thing.
Not covered: corrections within a sentence, pairs of sites and elements, most of what makes language language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.mentions import Mention, mentions, normal
from model.request import Request


@dataclass(frozen=True)
class Reading:
    """What the rules found: sites and elements of a substitution, keyword options, and the other function if it is one."""

    files: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    together: bool = False
    pointing: bool = False
    substituting: bool = False
    options: tuple[tuple[str, str], ...] = ()
    temperatures: tuple[str, ...] = ()
    verify: bool = False
    call: str = ""
    known: bool = True


_POINTING = re.compile(
    r"矢印|選[んば択]|クリック|ここ|この(?:原子|サイト|位置|子)"
    r"|指し|指定した|マーク|印の|ハイライト|ピック|ポイント|selected|picked|clicked|arrow|highlighted|this (?:atom|site)|\bhere\b"
)
_CHANGE = re.compile(
    r"置換|置き?換|変え|替え|換え|差し替|入れ|置い|ドープ|→|->|にし|swap|replace|substitut|dop(?:e|ing)|put|instead|\bat\b", re.IGNORECASE
)
_BARRIER = re.compile(r"障壁|活性化|バリア|NEB|経路|遷移状態|鞍点|Ea|パス|barrier|activation|path|saddle|transition|反応", re.IGNORECASE)
_TOGETHER = re.compile(r"同時|まとめて|一緒|いっしょ|両方|全部|一度に|すべて|ペア|simultaneous|both|at once|together|same time")
_INNER = re.compile(r"中間|途中|内側|内部|両端を除|端の|間に|挟ん|intermediate|between|inner")
_VERIFY = re.compile(r"虚数|虚振動|本物|imaginary|(?:鞍点|遷移状態|TS).{0,6}(?:確認|確か|検証|妥当)|verify")
_HOST = re.compile(r"置換前|未置換|元の|もとの|純粋な|無置換|pristine|unsubstituted|undoped|host")
_FLAT = re.compile(
    r"(?:climb\w*(?: image)?|CI|クライミング\w*|クライミングイメージ)\s*(?:は|を|法)?\s*(?:なし|無し|切|オフ|off|使わ|不要)"
    r"|(?:no|without) (?:the )?climb"
    r"|(?:普通|通常|ふつう)のNEB|climb=False",
    re.IGNORECASE,
)
_SITES = (
    ("ontop", r"on-?\s?top|オントップ|直上|atop"),
    ("bridge", r"bridge|ブリッジ|橋"),
    ("fcc", r"fcc"),
    ("hcp", r"hcp"),
    ("hollow", r"hollow|ホロー"),
)
_FUNCTIONS = (
    ("lattice_constant", r"格子定数|格子長|lattice (?:constant|parameter)|体積弾性率|状態方程式"),
    ("adsorption_energy", r"吸着|adsor|bind"),
    ("surface_energy", r"表面エネルギ|surface energy"),
    ("vacancy_migration", r"空孔.{0,8}(?:移動|拡散|移る|動)|vacanc.{0,12}(?:migration|diffusion|mov)"),
    ("vacancy_formation", r"空孔|vacanc|抜く"),
    ("surface_hop", r"拡散|ホップ|hop|diffusion|動く"),
    ("relax", r"緩和|最適化|relax|optimi"),
    ("vibrations", r"振動|ゼロ点|零点|vibration|frequenc"),
    ("molecular_dynamics", r"MD|分子動力学|動かして|シミュレ|molecular dynamics"),
    ("view", r"表示|見せ|眺め|ハイライト|可視化|show|display|view"),
)


def extract(conversation: Sequence[tuple[Request, str | None]]) -> str:
    """The script's body for the last request of a conversation."""
    last: Reading | None = None
    for request, _ in conversation:
        found = read(request)
        last = found if last is None else merged(last, found)
    return write(last) if last else 'ask("out_of_scope")'


def read(request: Request) -> Reading:
    """One sentence by itself."""
    text = normal(request.instruction)
    found = mentions(request.instruction, request.files)
    numbers = [m for m in found if m.kind == "number" and m.role not in ("counter", "ordinal", "retracted")]
    options, temperatures, used = _options(text, found, numbers)
    sites = tuple(m.value for m in numbers if m not in used)
    span = re.search(r"\d\s*番?(?:から|[-~–]| to )\s*\d", text)
    if span and len(sites) == 2 and sites[0].isdecimal() and sites[1].isdecimal():
        sites = tuple(str(i) for i in range(int(sites[0]), min(int(sites[1]), int(sites[0]) + 20) + 1))
    elements: list[str] = []
    for m in found:
        if m.kind in ("element", "group", "unknown_element") and not m.role:
            elements += [e for e in m.value.split(",") if e not in elements]
    pointing = bool(_POINTING.search(text))
    return Reading(
        files=request.files,
        named=tuple(m.value for m in found if m.kind == "file"),
        sites=sites or tuple(str(i) for i in request.picked),
        elements=tuple(elements),
        together=bool(_TOGETHER.search(text)),
        pointing=pointing and not sites and not request.picked,
        substituting=bool(_CHANGE.search(text)),
        options=options,
        temperatures=temperatures,
        verify=bool(_VERIFY.search(text)),
        call=_call(text, found, numbers, sites, request),
        known=bool(_BARRIER.search(text) or _CHANGE.search(text)),
    )


def _options(
    text: str, found: tuple[Mention, ...], numbers: list[Mention]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], list[Mention]]:
    """Keyword options in canonical order, temperatures, and the numbers that they use up."""
    options: dict[str, str] = {}
    temperatures: list[str] = []
    used: list[Mention] = []
    for m in numbers:
        before = text[max(0, m.span[0] - 12) : m.span[0]]
        if m.role in ("unit:K", "unit:C"):
            temperatures.append(m.value + (" + 273.15" if m.role == "unit:C" else ""))
        elif m.role == "unit:images" or re.search(r"(?:イメージ|画像|像|images)\D{0,4}$", before):
            options["n_images"] = m.value + (" + 2" if _INNER.search(before + text[m.span[1] : m.span[1] + 14]) else "")
        elif "." in m.value and m.role not in ("unit:ps", "unit:fs", "unit:other"):
            options["fmax"] = m.value
        elif m.role not in ("unit:ps", "unit:fs"):
            continue
        used.append(m)
    if _FLAT.search(text):
        options["climb"] = "False"
    if calculator := next((m.value for m in found if m.kind == "calculator"), ""):
        options["calculator"] = f'"{calculator}"'
    if _HOST.search(text):
        options["host"] = "True"
    order = ("host", "n_images", "fmax", "climb", "calculator")
    return tuple((k, options[k]) for k in order if k in options), tuple(temperatures), used


def _call(text: str, found: tuple[Mention, ...], numbers: list[Mention], sites: tuple[str, ...], request: Request) -> str:
    """The call of another function, "" if the sentence names none."""
    name = next((n for n, pattern in _FUNCTIONS if re.search(pattern, text, re.IGNORECASE)), "")
    first = {kind: next((m.value for m in found if m.kind == kind), "") for kind in ("element", "surface", "molecule", "file")}
    file = first["file"] or (request.files[0] if request.files else "")
    what = first["molecule"] or first["element"]
    if name in ("lattice_constant", "vacancy_formation", "vacancy_migration") and first["element"]:
        return f'{name}("{first["element"]}"'
    if name == "surface_energy" and first["surface"]:
        return f'{name}("{first["surface"]}"'
    if name in ("adsorption_energy", "surface_hop") and first["surface"] and what:
        site = next((s for s, pattern in _SITES if name == "adsorption_energy" and re.search(pattern, text, re.IGNORECASE)), "")
        return f'{name}("{what}", "{first["surface"]}"' + (f', site="{site}"' if site else "")
    if name == "relax" and file and not _BARRIER.search(text):
        return f'relax("{file}"'
    if name == "vibrations" and not _VERIFY.search(text) and (first["molecule"] or file):
        return f'vibrations("{first["molecule"] or file}"'
    if name == "molecular_dynamics" and file:
        return f'molecular_dynamics("{file}"{_md(numbers)}'
    if name == "view" and request.files and not (first["element"] or re.search("障壁|活性化|barrier|NEB", text)):
        picks = sites or tuple(str(i) for i in request.picked)
        return f'view(read_path("{request.files[0]}")' + (f", highlight=[{', '.join(picks)}]" if picks else "")
    return ""


def _md(numbers: list[Mention]) -> str:
    """Temperature and time of a molecular dynamics run."""
    text = "".join(
        f", temperature_K={m.value}{' + 273.15' if m.role == 'unit:C' else ''}" for m in numbers if m.role in ("unit:K", "unit:C")
    )
    return text + "".join(
        f", time_ps={m.value}{' / 1000' if m.role == 'unit:fs' else ''}" for m in numbers if m.role in ("unit:ps", "unit:fs")
    )


def merged(old: Reading, new: Reading) -> Reading:
    """A follow-up: what it does not say stays as it was."""
    if new.call or (old.call and not (new.elements or new.options)):
        return new
    if not (new.sites or new.elements or new.options or new.temperatures or new.verify):
        return new if not new.known else replace(old, verify=new.verify)
    options = tuple((dict(old.options) | dict(new.options)).items())
    return replace(
        old,
        files=new.files or old.files,
        named=new.named or old.named,
        sites=new.sites or old.sites,
        elements=new.elements or old.elements,
        substituting=True,
        pointing=False,
        together=new.together or old.together,
        options=options,
        temperatures=new.temperatures or old.temperatures,
        verify=new.verify,
    )


def write(found: Reading) -> str:
    """The script's body of a reading, or the question that it leaves open."""
    keys = "".join(f", {k}={v}" for k, v in found.options if k != "host")
    if found.call.startswith("view("):
        file = found.call.split('"')[1]
        return f'path = read_path("{file}")\nscene({found.call.replace(f"read_path({chr(34)}{file}{chr(34)})", "path")}))'
    if found.call:
        options = "".join(f", {k}={v}" for k, v in found.options if k in ("fmax", "calculator"))
        return f"result = {found.call}{options})\nchart(result)\nscene(result)"
    if not found.known and not found.sites:
        return 'ask("out_of_scope")'
    if found.pointing:
        return 'ask("pick_missing")'
    files = found.named or found.files
    if not files:
        return 'ask("file_missing")' if found.known else 'ask("out_of_scope")'
    if found.substituting and found.elements and not found.sites:
        return 'ask("index_missing")'
    if found.sites and not found.elements:
        return 'ask("element_missing")'
    path = f'path = interpolate("{files[0]}", "{files[1]}")' if len(files) == 2 else f'path = read_path("{files[0]}")'
    if not found.sites:
        call = f"barrier(path{keys})"
        lines = [path, f"result = verify({call})" if found.verify else f"result = {call}"]
        return _ended(lines, "result", found)
    if found.verify and len(found.sites) == len(found.elements) == 1:
        return _ended(
            [path, f'result = verify(barrier(substitute(path, {{{found.sites[0]}: "{found.elements[0]}"}}){keys}))'], "result", found
        )
    what = f"sites=[{', '.join(found.sites)}], elements=[" + ", ".join(f'"{e}"' for e in found.elements) + "]"
    together = ", together=True" if found.together and len(found.sites) > 1 else ""
    host = ", host=True" if ("host", "True") in found.options else ""
    return _ended([path, f"table = screen(path, {what}{together}{host}{keys})"], "table", found)


def _ended(lines: list[str], name: str, found: Reading) -> str:
    """The lines with the rates, the chart and the scene behind them."""
    if found.temperatures:
        lines.append(f"{name} = rates({name}, [{', '.join(found.temperatures)}])")
    return "\n".join([*lines, f"chart({name})", "scene(table.lowest)" if name == "table" else "scene(result)"])
