"""Numbers of a request as the settings that they can be: images, forces, temperatures, times."""

from collections.abc import Iterable

from agent import intent
from agent.ground import Ground
from agent.said import Said
from agent.use import Use
from agent.vocabulary import default
from model.mentions import Mention, normal


def equal(a: object, b: object) -> bool:
    return isinstance(a, int | float) and isinstance(b, int | float) and abs(a - b) <= 1e-9 * max(1.0, abs(a))


def whole(mention: Mention) -> bool:
    return mention.value.lstrip("-").isdigit()


def as_images(said: Said, mention: Mention) -> tuple[int, ...]:
    if mention.role not in ("", "unit:images") or not whole(mention):
        return ()
    return intent.image_counts(said.text, mention.span, int(mention.value))


def as_fmax(mention: Mention) -> tuple[float, ...]:
    if mention.role == "unit:meV":
        return (float(mention.value) / 1000,)
    return (float(mention.value),) if mention.role in ("", "unit:fmax", "unit:other") else ()


def as_temperature(mention: Mention) -> tuple[float, ...]:
    if mention.role == "unit:C":
        return (float(mention.value) + 273.15, float(mention.value) + 273)
    return (float(mention.value),) if mention.role in ("", "unit:K") else ()


def as_time(mention: Mention) -> tuple[float, ...]:
    if mention.role == "unit:fs":
        return (float(mention.value) / 1000,)
    return (float(mention.value),) if mention.role in ("", "unit:ps") else ()


def _images_left_out(use: Use, ground: Ground) -> list[float]:
    """How many images a script computes with that does not say how many: as many as the file has, or the function's default."""
    defaults = [default(name, "n_images") for name in use.functions]
    return [float(n) for n in (*(ground.sizes if use.paths else ()), *defaults) if isinstance(n, int)]


def is_used(use: Use, ground: Ground, mention: Mention, said: Said) -> bool:
    atoms = set(use.sites) | set(use.highlighted)
    ways: dict[str, tuple[Iterable[float], Iterable[float]]] = {
        "unit:images": (as_images(said, mention), use.images or _images_left_out(use, ground)),  # type: ignore[arg-type]
        "unit:fmax": (as_fmax(mention), use.fmax or [default("barrier", "fmax")]),  # type: ignore[list-item]
        "unit:K": (as_temperature(mention), use.temperatures_K or [default("molecular_dynamics", "temperature_K")]),  # type: ignore[list-item]
        "unit:ps": (as_time(mention), use.times_ps or [default("molecular_dynamics", "time_ps")]),  # type: ignore[list-item]
    }
    ways |= {"unit:meV": ways["unit:fmax"], "unit:C": ways["unit:K"], "unit:fs": ways["unit:ps"]}
    index = said.index(mention) if whole(mention) else None
    if said.only_counts(mention) and float(mention.value) in (1, len(use.sites), len(use.placed), len(use.barriers), len(use.highlighted)):
        return True
    if use.temperatures_K and intent.is_step(normal(said.text), mention.span) and said.series:
        return True
    if mention.role in ("unit:K", "unit:C") and intent.only_thought_of(said.text, mention.span):
        return True
    if mention.role in ("", "unit:index"):
        if index in atoms:
            return True
        if mention.role == "unit:index":
            return False
        loose = {float(item.value) for item in use.loose if isinstance(item.value, int | float)}
        value = float(mention.value)
        used = [*use.images, *use.fmax, *use.temperatures_K, *use.times_ps, *loose, *ground.sizes]
        return value in used or any(n in use.images for n in as_images(said, mention))
    asked, given = ways.get(mention.role, ((), ()))
    return mention.role not in ways or any(equal(a, g) for a in asked for g in given)
