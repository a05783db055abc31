"""A request becomes the text of a message and comes back unchanged."""

from hypothesis import given
from hypothesis import strategies as st

from model.request import Request, parse, render

NAMES = st.from_regex(r"[A-Za-z0-9_\-]{1,12}\.(extxyz|traj|xyz)", fullmatch=True)


@given(st.text(min_size=1), st.lists(NAMES, max_size=3), st.lists(st.integers(0, 999), max_size=3))
def test_what_is_rendered_parses_back_to_the_same_request(instruction: str, files: list[str], picked: list[int]) -> None:
    request = Request(instruction, tuple(files), tuple(picked))
    assert parse(render(request)) == request


def test_lines_without_content_are_left_out() -> None:
    assert render(Request("22番をNiに")) == "request: 22番をNiに"
    assert render(Request("ここをNiに", ("path.extxyz",), (21, 24))) == "files: path.extxyz\npicked: 21, 24\nrequest: ここをNiに"


def test_a_text_that_is_no_rendered_request_is_an_instruction() -> None:
    assert parse("こんにちは") == Request("こんにちは")
