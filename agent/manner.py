"""How a request wants it: climbing, the unsubstituted path beside, together or alone, and the settings that a conversation keeps."""

from collections.abc import Iterator

from agent import intent
from agent.amounts import as_fmax, as_images, as_temperature, is_used
from agent.ground import Complaint, Ground, inherits, listed
from agent.use import Use


def manner(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Climbing, the unsubstituted path, together or alone."""
    text, texts = ground.last.text, ground.texts
    if use.climb_off and not any(intent.may_mean_no_climb(t) for t in texts):
        yield "script_rejected", "climb=False was not asked for"
    if use.climb_off and intent.says_climb(text):
        yield "script_rejected", "the request wants a climbing image: leave out climb=False"
    if intent.says_no_climb(text) and not use.climb_off:
        yield "script_rejected", "the request wants no climbing image: pass climb=False"
    if use.placed and () in use.barriers and not any(intent.may_want_host(t) for t in texts) and not _host_named(ground):
        yield "script_rejected", "the unsubstituted path was not asked for: leave out host=True"
    if use.placed and intent.wants_host(text) and () not in use.barriers:
        yield "script_rejected", "the request wants the unsubstituted path beside: pass host=True"
    several = any(len(b) > 1 for b in use.barriers)
    if intent.says_together(text) and len(use.sites) > 1 and not several:
        yield "script_rejected", "the request replaces the atoms at the same time: pass together=True"
    if intent.says_apart(text) and any(len(b) > 1 and len({e for _, e in b}) == 1 for b in use.barriers):
        yield "script_rejected", "the request replaces one atom at a time: leave out together=True"
    if several == all(len(b) > 1 for b in use.barriers if b) and len(use.sites) > 1 and intent.says_alone_and_at_once(text):
        yield "script_rejected", "the request wants atoms replaced alone, and all at once beside that: substitutions=[{…}, {…, …}]"
    if _nested(use) and not (_named_again(ground) or intent.may_mean_alone_and_at_once(text)):
        yield "script_rejected", "atoms alone, and the same ones at once beside that, were not asked for: one of the two"
    if len(set(use.barriers)) != len(use.barriers):
        yield "script_rejected", "the same candidate is computed twice"
    for index in ground.last.alone:
        if index in use.sites and not any([i for i, _ in b] == [index] for b in use.barriers):
            yield "script_rejected", f"the request wants index {index} replaced alone too"


def _nested(use: Use) -> bool:
    """Whether one candidate's substitution is a part of another's."""
    placed = [set(barrier) for barrier in use.barriers if barrier]
    return any(a < b for a in placed for b in placed)


def _named_again(ground: Ground) -> bool:
    """Whether an index is named more than once: one atom (23), and two (23, 24)."""
    named = [mention.value for mention in ground.last.index_mentions]
    return len(set(named)) < len(named)


def pairs_alike(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Places with an element each: all in one calculation, unless the words set the cases side by side."""
    text = ground.last.text
    if any(len({e for _, e in b}) > 1 for b in use.barriers) and intent.says_cases(text):
        yield "script_rejected", "the request computes each case by itself: substitutions=[{…}, {…}]"
    alone = [b[0] for b in use.barriers if len(b) == 1]
    paired = len(alone) == len({i for i, _ in alone}) == len({e for _, e in alone}) > 1
    if paired and len(alone) == len([b for b in use.barriers if b]) and not intent.may_mean_cases(text):
        yield "script_rejected", "the request replaces these atoms in one calculation: one mapping"


def _host_named(ground: Ground) -> bool:
    return any(m.value in ground.species for m in ground.last.of("element"))


def kept(use: Use, ground: Ground) -> Iterator[Complaint]:
    """Settings of the conversation that a request keeps when it goes on with it and says nothing else."""
    if not inherits(ground) or not use.functions & {"barrier", "screen", "vacancy_migration", "surface_hop"}:
        return
    texts = ground.texts[:-1]
    before = next((turn.use for turn in reversed(ground.earlier) if turn.use is None or turn.use.barriers), None)
    if before is not None:
        numbers = ground.last.of("number")
        settings = (
            ("n_images", use.images, before.images, [n for m in numbers for n in as_images(ground.last, m)]),
            ("fmax", use.fmax, before.fmax, [v for m in numbers for v in as_fmax(m)]),
            ("temperatures", use.temperatures_K, before.temperatures_K, [v for m in numbers for v in as_temperature(m)]),
        )
        for name, now, then, fresh in settings:
            lost = not now and not (name == "temperatures" and "verify" in use.functions)
            if then and (lost or (not fresh and set(now) - set(then))):
                yield "script_rejected", f"{name} {listed(then)} of the conversation is not in the script"
        if before.climb_off and not use.climb_off and not intent.says_climb(ground.last.text):
            yield "script_rejected", "the conversation wants no climbing image: pass climb=False"
        if before.placed and () in before.barriers and use.placed and () not in use.barriers and "verify" not in use.functions:
            yield "script_rejected", "the conversation wants the unsubstituted path beside: pass host=True"
        if before.calculators and not use.calculators:
            yield "script_rejected", f'the conversation wants calculator="{before.calculators[-1]}"'
        return
    asked = ground.earlier[-1].said
    for mention in asked.of("number"):
        if (
            mention.role.startswith("unit:")
            and mention.role not in ("unit:index", "unit:other")
            and not is_used(use, ground, mention, asked)
        ):
            yield "script_rejected", f"{mention.text} is in the conversation and not in the script"
    if intent.says_no_climb(texts[-1]) and not use.climb_off and not intent.says_climb(ground.last.text):
        yield "script_rejected", "the conversation wants no climbing image: pass climb=False"
    for name in asked.calculators:
        if name not in use.calculators and not ground.last.calculators and name != ground.calculator:
            yield "script_rejected", f'the conversation wants calculator="{name}"'
