"""What can go wrong with a language model.

ModelError                     the base: every one carries code, message and hint
├── ModelMissingError          the model named is not here: no such file, name or server (model_missing)
├── ModelFailedError           it is here and does not work: damaged file, garbage, time-out (model_failed)
└── ReplyCancelledError        the caller asked to stop while the model was writing (model_failed)
"""

from model import messages


class ModelError(Exception):
    """A language model cannot answer. `kind` names the advice in messages.py; the details fill it in."""

    code = "model_failed"

    def __init__(self, kind: str, **details: object):
        self.message, self.hint = messages.advice(kind, **details)
        self.reason = str(details.get("reason", self.message))
        super().__init__(f"{self.message} {self.hint}".strip())


class ModelMissingError(ModelError):
    code = "model_missing"


class ModelFailedError(ModelError):
    pass


class ReplyCancelledError(ModelError):
    pass
