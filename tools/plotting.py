"""Pictures that a script draws with matplotlib: shown in the kernel as PNG, Japanese in them readable.

matplotlib itself is not imported here; a kernel that waited in the pool may have imported it before there was a shell to show anything.
"""

import os
import sys
from typing import Any

BACKEND = "module://matplotlib_inline.backend_inline"
PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
# Files of Japanese fonts, and what matplotlib calls them
FONTS = {
    "NotoSansCJK-Regular.ttc": "Noto Sans CJK JP",
    "NotoSansCJKjp-Regular.otf": "Noto Sans CJK JP",
    "NotoSansJP-Regular.otf": "Noto Sans JP",
    "ipaexg.ttf": "IPAexGothic",
    "ipag.ttf": "IPAGothic",
    "VL-Gothic-Regular.ttf": "VL Gothic",
    "TakaoGothic.ttf": "TakaoGothic",
}


def set_up(shell: Any) -> None:
    """From now on `plt.show()` displays, and so does what a cell leaves open at its end."""
    os.environ["MPLBACKEND"] = BACKEND
    found = japanese_font()
    shell.config.InlineBackend.rc = {"font.family": ["DejaVu Sans", *([found] if found else [])]}
    if "matplotlib.pyplot" in sys.modules:
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        activate_matplotlib(BACKEND)
        configure_inline_support(shell, BACKEND)
    elif "matplotlib" in sys.modules:
        sys.modules["matplotlib"].use(BACKEND)


def japanese_font() -> str:
    """A Japanese font of this machine by its name, "" where there is none."""
    files = {name for place in PLACES for _, _, names in os.walk(place) for name in names}
    return next((name for file, name in FONTS.items() if file in files), "")
