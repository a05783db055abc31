"""Our way to a language model beside llama.cpp's own bench tool, on the same file and threads.

`python -m bench.model FILE… --llama-bench TOOL`. The tool is built from the same source as the library: the sdist of
llama-cpp-python has it under vendor/llama.cpp (`cmake --build … --target llama-bench`). Both take turns in one run. Seconds are the
processor's, not the clock's, so that a busy machine changes them little; with one thread on an idle machine they are the same.
"""

import argparse
import contextlib
import json
import re
import resource
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

from agent.modelcommand import first_tokens
from agent.prompts import system_prompt
from model.llama import candidates, load
from model.local import EMBEDDED, EmbeddedChat
from model.lookup import GUESSED, Lookup
from model.memory import Memory
from model.request import Request, render
from model.throughput import measure, numbers

READ, WRITTEN = 256, 32  # tokens
REQUESTS = Path(__file__).parents[1] / "model" / "dev_requests.jsonl"
# about as a general model's tokenizer cuts code: short words, single digits, single signs
PIECES = re.compile(r" ?[A-Za-z]{1,6}|\d|[぀-ヿ一-鿿]{1,2}|[^\sA-Za-z0-9]|\s+")


def by_the_tool(tool: str, file: Path, threads: int) -> tuple[float, float]:
    """(tokens read, tokens written) in a second of the processor, by llama-bench: from two runs of different length."""

    def spent(read: int, written: int) -> float:
        command = [tool, "-m", str(file), "-p", str(read), "-n", str(written), "-t", str(threads), "-r", "1", "-fa", "off"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)

    return READ / (spent(READ + 32, 0) - spent(32, 0)), WRITTEN / (spent(0, WRITTEN + 8) - spent(0, 8))


def compare(tool: str, file: Path, threads: int, rounds: int) -> None:
    """One line each: reading and writing, ours, the tool's, the ratio."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(by_the_tool(tool, file, threads))
        found = measure(file, threads, read=READ, written=WRITTEN, clock=time.process_time)
        ours.append((found.read_per_s, found.write_per_s))
    for number, what in enumerate(("read", "write")):
        mine, its = (statistics.median(pair[number] for pair in pairs) for pairs in (ours, theirs))
        print(
            f"{file.name:14s} {threads} threads  {what:5s}  ours {mine:8.1f}  llama-bench {its:8.1f} tokens/s  {mine / its:6.1%}",
            flush=True,
        )


def embedded(tool: str, rounds: int) -> None:
    """The embedded model's own search, and the time from a sentence to the first token and to the script."""
    model = EmbeddedChat()
    model.prepare()
    llama, speeds, its = model._llama, [], []
    prompt = numbers(llama, 100)
    for _ in range(rounds):
        its.append(by_the_tool(tool, EMBEDDED, 1))
        llama.n_tokens = 0
        llama.eval(prompt)
        began, count = time.process_time(), 0

        def one() -> None:
            nonlocal count
            count += 1
            if count > WRITTEN:
                raise StopIteration

        with contextlib.suppress(RuntimeError):  # what a generator makes of our StopIteration
            list(candidates(llama, prompt, end=-1, go_on=one, longest=10 * WRITTEN, worst=1e9))
        speeds.append(WRITTEN / (time.process_time() - began))
    print(
        f"embedded, 1 thread, write  ours {statistics.median(speeds):.0f}  llama-bench {statistics.median(w for _, w in its):.0f} tokens/s"
    )
    first = [_first(llama) for _ in range(20)]
    print(f"embedded, load aside: first token after {statistics.median(first):.3f} s (median), {max(first):.3f} s (longest of 20)")


def _first(llama: Any) -> float:
    began = time.process_time()
    llama.reset()
    llama.eval(numbers(llama, 100))
    return time.process_time() - began


def guessing(file: Path, threads: int) -> None:
    """What prompt lookup is worth where the model writes the right script: how often it guesses right, what a wider read costs here."""
    llama = load(file, n_threads=threads)
    memory = Memory(llama)
    memory.read(numbers(llama, 1500))
    costs = {}
    for width in range(1, GUESSED + 2):
        times = []
        for _ in range(5):
            memory.cut(1500)
            began = time.process_time()
            memory.read(numbers(llama, width), every=True)
            times.append(time.process_time() - began)
        costs[width] = min(times)
    llama.close()
    alone = spent = tokens = 0.0
    for line in REQUESTS.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if "script" in item and "instruction" in item:
            steps = _steps(item)
            tokens += sum(kept for _, kept in steps)
            spent += sum(costs[width] for width, _ in steps)
            alone += sum(kept for _, kept in steps) * costs[1]
    print(f"{file.name:14s} {threads} threads  a read of {GUESSED + 1} tokens costs {costs[GUESSED + 1] / costs[1]:.2f} of one;", end=" ")
    print(f"with guessing {alone / spent:.2f} times as fast over {tokens:.0f} tokens of right scripts", flush=True)


def _steps(item: dict[str, Any]) -> list[tuple[int, int]]:
    """(tokens read, tokens kept) of each step in which the script of one request would be written with guesses."""
    request = Request(item["instruction"], tuple(item.get("files") or ()), tuple(item.get("picked") or ()))
    names: dict[str, int] = {}
    texts = (system_prompt() + render(request), item["script"])
    before, script = ([names.setdefault(piece, len(names)) for piece in PIECES.findall(text)] for text in texts)
    lookup, steps, place = Lookup([*before, script[0]]), [], 1
    while place < len(script):
        guess = lookup.guess()
        right = next((i for i, token in enumerate(guess) if place + i >= len(script) or token != script[place + i]), len(guess))
        kept = script[place : place + right + 1]
        steps.append((1 + len(guess), len(kept)))
        lookup.extend(kept)
        place += len(kept)
    return steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--llama-bench", required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    for file in given.files:
        compare(given.llama_bench, file, given.threads, given.rounds)
        guessing(file, given.threads)
        cold, warm, began, _ = first_tokens(file)
        print(f"{file.name:14s} first token: cold {cold:.2f} s, warm {warm:.2f} s ({began}), {cold / warm:.0f} times sooner", flush=True)
    embedded(given.llama_bench, given.rounds)


if __name__ == "__main__":
    main()
