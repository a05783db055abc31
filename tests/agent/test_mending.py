"""Scripts whose options are put right without the model, and nothing else of them."""

import pytest
from written import screen_script

from agent.mending import mended

SCREEN = screen_script("8", "Ni")


@pytest.mark.parametrize(
    ("before", "complaint", "after"),
    [
        (", host=True", "the unsubstituted path was not asked for: leave out host=True", ""),
        (", host=True, climb=False", "climb=False was not asked for; the unsubstituted path was not asked for: leave out host=True", ""),
        (", together=True", "the request replaces one atom at a time: leave out together=True", ""),
        (", n_images=8, fmax=0.05", "n_images=8 was not asked for", ", fmax=0.05"),
        ("", "the request replaces the atoms at the same time: pass together=True", ", together=True"),
        ("", "the request wants the unsubstituted path beside: pass host=True", ", host=True"),
        ("", "the request wants no climbing image: pass climb=False", ", climb=False"),
        (", n_images=9 + 2", "n_images=11 was not asked for; 9 is in the request and not in the script", ", n_images=9"),
        (", n_images=5", "n_images=5 was not asked for; 5 is in the request and not in the script", ", n_images=7"),
    ],
)
def test_options_are_left_out_or_put_in_as_the_complaint_wants(before, complaint, after):
    script, wanted = (SCREEN.replace('elements=["Ni"]', 'elements=["Ni"]' + options) for options in (before, after))
    assert mended(script, complaint) == wanted


def test_a_series_of_temperatures_is_spelt_out():
    script = "table = rates(table, [400, 700, 100])\n"
    complaint = "the series of temperatures is 400.0, 500.0, 600.0, 700.0: not all of it is in the script"
    assert mended(script, complaint) == "table = rates(table, [400.0, 500.0, 600.0, 700.0])\n"


def test_what_stands_twice_in_a_list_stands_once():
    script = SCREEN.replace('["Ni"]', '["Ni", "Pd", "Ni"]')
    assert mended(script, "line 4: the same site or element stands twice in a list") == SCREEN.replace('["Ni"]', '["Ni", "Pd"]')


@pytest.mark.parametrize("complaint", ["Pt is in the request and not in the script", "index 9 was not asked for; the request names 8", ""])
def test_any_other_complaint_changes_nothing(complaint):
    assert mended(SCREEN, complaint) == SCREEN


def test_a_text_that_is_no_python_stays_as_it_is():
    assert mended("screen(path,, host=True", "leave out host=True") == "screen(path,, host=True"
