"""What a reply says, without what the model thought before it and without its markers."""

import re

# gpt-oss speaks in channels, the last one being what is said aloud; most others think between two tags
ALOUD = re.compile(r".*(?:<\|channel\|>final(?:<\|message\|>)?|</think(?:ing)?>|</seed:think>|\[/THINK\])", re.DOTALL)
UNFINISHED = re.compile(r"(?:<\|channel\|>analysis|<think(?:ing)?>|<seed:think>|\[THINK\]).*", re.DOTALL)
MARKER = re.compile(r"<\|[a-z_]+\|>")


def aloud(reply: str) -> str:
    """The reply itself; "" when the model never came to an end with thinking."""
    return MARKER.sub("", UNFINISHED.sub("", ALOUD.sub("", reply)))
