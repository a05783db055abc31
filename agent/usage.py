"""The command line's own mistakes: said in the user's language, as an error like every other."""

import argparse
import re
from typing import NoReturn

from agent.errors import RequestRefused
from agent.messages import USAGE, english


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises RequestRefused; each command's parser is one too."""

    def error(self, message: str) -> NoReturn:
        raise RequestRefused("usage_wrong", why=_said(message), command=self.prog)


def _said(message: str) -> str:
    """argparse's words, in Japanese where that is the language."""
    if english():
        return message
    found = ((re.fullmatch(pattern, message, re.DOTALL), text) for pattern, text in USAGE)
    return next((match.expand(text) for match, text in found if match), message)
