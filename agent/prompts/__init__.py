"""What a general model is told before the first request: the vocabulary, from the functions themselves, and examples."""

from functools import lru_cache
from importlib.resources import files

from agent.vocabulary import words


@lru_cache(maxsize=1)
def system_prompt() -> str:
    """The system message: rules, signatures with their docstrings, examples."""
    told = [f"{word.name}{word.signature}\n    {word.summary}" for word in words().values()]
    template = files(__package__).joinpath("system.md").read_text(encoding="utf-8")
    return template.replace("{functions}", "\n".join(told))
