"""What a sandbox says of a candidate's journal is written only where and how it may be."""

import base64

import pytest

from tools.checkpoints import append, file_of, forget

KEY = "ab" * 32


def said(data, offset=0, key=KEY):
    return {"event": "forces", "key": key, "offset": offset, "data": base64.b64encode(data).decode()}


def test_entries_follow_each_other_and_a_new_attempt_overwrites_a_torn_tail(tmp_path):
    append(tmp_path, said(b"aaaa"))
    append(tmp_path, said(b"bbbb", 4))
    append(tmp_path, said(b"cc", 4))
    assert file_of(tmp_path, KEY).read_bytes() == b"aaaacc"
    forget(tmp_path, KEY)
    forget(tmp_path, KEY)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "event",
    [
        said(b"x", key="../../evil"),
        said(b"x", offset=9),
        said(b"x", offset=-1),
        {**said(b"x"), "data": "no base64!"},
        {**said(b"x"), "offset": "0"},
    ],
)
def test_what_is_no_journal_is_left_alone(tmp_path, event):
    append(tmp_path, event)
    assert not [file for file in tmp_path.rglob("*") if file.stat().st_size] and not list(tmp_path.parent.glob("evil*"))


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "mine").write_text("mine")
    file_of(tmp_path, KEY).symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match="symbolic"):
        append(tmp_path, said(b"x"))
    assert (tmp_path / "mine").read_text() == "mine"
