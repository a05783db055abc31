"""A question of the model instead of a script: it reaches the person, unless the request holds what it asks for."""

from agent.check.named import Ground
from agent.complaint import Complaint
from agent.errors import AgentError, PersonQuestion, RequestRefused, ScriptRetry
from agent.messages import explain
from model.reading.script import QUESTIONS

# what is near to what can be computed, and is not offered
NOT_OFFERED = ("vacancy", "charge", "isotope")


def question(code: str, ground: Ground) -> AgentError:
    """The question or refusal that the model wants; a complaint where the request names what it asks for."""
    last = ground.last
    if code not in QUESTIONS:
        return _again(f'ask("{code}") is unknown', f"codes: {', '.join(QUESTIONS)}")
    if code in NOT_OFFERED:
        return RequestRefused("out_of_scope", *explain(f"{code}_not_offered"))
    if code == "label_unclear":
        return PersonQuestion("index_missing", *explain(code))
    place, element = bool(last.sites or last.request.picked), bool(last.put_in - ground.species)
    where = "pick_missing" if last.names("points") else "index_missing"
    if code in ("index_missing", "pick_missing") and place:
        return _again(f'ask("{code}")', "the request names an index") if element else PersonQuestion("element_missing")
    if code == "element_missing" and element:
        return _again(f'ask("{code}")', "the request names an element") if place else PersonQuestion(where)
    if code == "file_missing":
        files = last.request.files
        return _again(f'ask("{code}")', f"there is {', '.join(files)}") if files else PersonQuestion(code, file="", found="")
    if code == "element_unknown":
        unknown = ", ".join(m.text for m in last.of("unknown_element"))
        if element and not unknown:
            return _again(f'ask("{code}")', "every element of the request exists")
        return RequestRefused(code, given=unknown or last.request.instruction)
    if code == "out_of_scope":
        return RequestRefused(code)
    return PersonQuestion(where if code == "index_missing" else code)


def _again(text: str, fix: str) -> ScriptRetry:
    return ScriptRetry([Complaint(text, f"but {fix}")])
