"""Scripts as a model would write them."""

SCREEN = """from kassei import chart, read_path, scene, screen


path = read_path("path.extxyz")
table = screen(path, sites=[{sites}], elements=[{elements}]{options})
chart(table)
scene(table.lowest)
"""


def screen_script(sites: str, elements: str, options: str = "") -> str:
    """A script that screens: screen_script("22", "Al Ag")."""
    return SCREEN.format(sites=sites, elements=", ".join(f'"{e}"' for e in elements.split()), options=options)


def reply(script: str) -> str:
    return f"```python\n{script}```"
