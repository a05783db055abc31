"""What a batch will compute, in words: which atoms one candidate replaces, and what the table says instead of the sentence."""

import itertools
from collections.abc import Iterable, Sequence

from agent.batch.messages import word
from agent.batch.spec import Laid, Spec, first_row
from tools.screening.substitutions import NAMES, label_of
from tools.screening.template import DEFAULTS

MOST_NAMED = 12


def understood(laid: Laid) -> str:
    """Places, elements and settings as they will be computed, groups written out; of several atoms, whether they are replaced at once."""
    spec = laid.spec
    settings = {name: value for name, value in spec.template.defaults.items() if value != DEFAULTS.get(name)}
    told = [f"{name}={value}" for name, value in settings.items()]
    if not spec.substituting:
        return " · ".join(told)
    columns = {NAMES.get(column.lower(), column) for column in first_row(laid)}
    parts, groups = _placed(spec, columns)
    return " · ".join([*parts, *told]) + "".join(f"\n{line}" for line in _at_once(groups, spec.wanted if not columns & _PLACING else ()))


_PLACING = {"site", "element"}


def _placed(spec: Spec, columns: set[str]) -> tuple[list[str], Sequence[Sequence[int]]]:
    """What is placed where, and the groups of indices that the sentence names."""
    if spec.wanted and not columns & _PLACING:
        return [word("of_each_path", candidates=named(label_of(one) for one in spec.wanted))], [tuple(one) for one in spec.wanted]
    sites = [_joined(group) for group in spec.sites]
    parts = []
    for column, said in (("site", sites), ("element", spec.elements)):
        if column in columns:
            parts.append(word(f"{column}_column") + (word("where_empty", said=", ".join(said)) if said else ""))
        elif said:
            parts.append(word(f"{column}_said", said=", ".join(said)))
    return parts or [word("host_alone")], spec.sites


def _at_once(groups: Sequence[Sequence[int]], wanted: Iterable[dict[int, str]]) -> list[str]:
    """Whether atoms are replaced together or one at a time, where there are several, and how to say the other."""
    several = list(dict.fromkeys(_joined(group) for group in groups if len(group) > 1))
    alone = list(dict.fromkeys(str(group[0]) for group in groups if len(group) == 1))
    told = [word("at_once", sites=", ".join(several))] if several else []
    if any(len(set(one.values())) == 1 < len(one) for one in wanted) and len({*itertools.chain(*map(dict.values, wanted))}) > 1:
        told.append(word("at_once_same"))
    return [*told, word("one_by_one", sites=", ".join(alone))] if len(alone) > 1 else told


def _joined(group: Sequence[int]) -> str:
    return "+".join(map(str, group))


def named(labels: Iterable[str]) -> str:
    """The first labels of many."""
    first = list(itertools.islice(labels, MOST_NAMED + 1))
    return ", ".join(first[:MOST_NAMED]) + (", …" if len(first) > MOST_NAMED else "")
