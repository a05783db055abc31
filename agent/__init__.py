"""The conversation: a request becomes a script, the script is checked and run, the records become an answer."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "ask":  # heavy: imported by whoever wants it
        from agent.magic import ask

        return ask
    raise AttributeError(name)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext agent`."""
    from agent.magic import load

    load(shell)
