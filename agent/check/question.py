"""A question of the model instead of a script: it reaches the person, unless the request holds what it asks for."""

from agent.check.named import Ground
from agent.complaint import Complaint
from agent.errors import AgentError, PersonQuestion, RequestRefused, ScriptRetry

ASKED = ("index_missing", "element_missing", "pick_missing", "element_unknown", "file_missing", "out_of_scope")


def question(code: str, ground: Ground) -> AgentError:
    """The question or refusal that the model wants; a complaint where the request names what it asks for."""
    if code not in ASKED:
        return _again(f'ask("{code}") is unknown', f"codes: {', '.join(ASKED)}")
    place, element = bool(_places(ground)), bool(_elements(ground))
    if code in ("index_missing", "pick_missing", "element_missing") and not ground.earlier:
        if element and not place:
            return PersonQuestion("pick_missing" if code == "pick_missing" or ground.last.names("points") else "index_missing")
        if place and not element:
            return PersonQuestion("element_missing")
    if code == "index_missing" and ground.last.names("points") and not place:
        return PersonQuestion("pick_missing")
    if code in ("index_missing", "pick_missing"):
        return _again(f'ask("{code}")', "the request names an index") if place else PersonQuestion(code)
    if code == "element_missing":
        return _again(f'ask("{code}")', "the request names an element") if element else PersonQuestion(code)
    if code == "element_unknown":
        if element and place:
            return _again(f'ask("{code}")', "every element of the request exists")
        return RequestRefused(code, given=ground.last.request.instruction)
    if code == "file_missing":
        files = ground.last.request.files
        return _again(f'ask("{code}")', f"there is {', '.join(files)}") if files else PersonQuestion(code, file="", found="")
    if place and element and ground.last.request.files:
        return _again('ask("out_of_scope")', "the request names elements and an index of the path")
    return RequestRefused("out_of_scope")


def _again(text: str, fix: str) -> ScriptRetry:
    return ScriptRetry([Complaint(text, f"but {fix}")])


def _places(ground: Ground) -> set[int]:
    """Atoms that the request may mean."""
    last = ground.last
    return last.indices | set(last.request.picked)


def _elements(ground: Ground) -> set[str]:
    """Elements that the request may want put in."""
    return ground.last.placeable - ground.species
