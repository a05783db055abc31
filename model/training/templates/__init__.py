"""The data that the embedded model learns from: requests as many different people write them, and the script each one means.

`samples(seed, n)` draws conversations from the families below; nothing is stored. A family is a file: it draws what is meant
(`meaning.py`), says it with templates (`*.txt`, expanded by `grammar.py`), and writes the script.
"""

from model.training.templates.draw import Sample, samples

__all__ = ["Sample", "samples"]
