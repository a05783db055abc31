"""Our way to a language model beside llama.cpp's own bench tool, on the same file and threads.

`python -m bench.model FILE… --llama-bench TOOL`. The tool is built from the same source as the library: the sdist of
llama-cpp-python has it under vendor/llama.cpp (`cmake --build … --target llama-bench`). Both take turns in one run, and the ratio
is the median of the rounds' ratios, so that what else the machine does meets both.
"""

import argparse
import json
import re
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

import llama_cpp

from agent.modelcommand import first_tokens
from agent.prompts import system_prompt
from model.llama import load
from model.lookup import GUESSED, Lookup
from model.memory import Memory
from model.reader import EmbeddedChat
from model.request import Request, render
from model.throughput import costs, measure, numbers
from model.tuning import worth_guessing
from model.writing import write

READ, WRITTEN = 256, 64  # tokens
REQUESTS = Path(__file__).parents[1] / "model" / "dev_requests.jsonl"
# about as a general model's tokenizer cuts code: short words, single digits, single signs
PIECES = re.compile(r" ?[A-Za-z]{1,6}|\d|[぀-ヿ一-鿿]{1,2}|[^\sA-Za-z0-9]|\s+")


def by_the_tool(tool: str, file: Path, threads: int) -> tuple[float, float]:
    """(tokens read, tokens written) a second, as llama-bench says."""
    command = [tool, "-m", str(file), "-p", str(READ), "-n", str(WRITTEN), "-t", str(threads), "-r", "1", "-fa", "off", "-o", "jsonl"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    read, written = sorted((json.loads(line) for line in lines), key=lambda line: line["n_gen"])
    return read["avg_ts"], written["avg_ts"]


def compare(tool: str, file: Path, threads: int, rounds: int) -> None:
    """One line each: reading and writing, ours, the tool's, the ratio."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(by_the_tool(tool, file, threads))
        found = measure(file, threads, read=READ, written=WRITTEN)
        ours.append((found.read_per_s, found.write_per_s))
    for number, what in enumerate(("read", "write")):
        mine, its = (statistics.median(pair[number] for pair in pairs) for pairs in (ours, theirs))
        ratio = statistics.median(a[number] / b[number] for a, b in zip(ours, theirs, strict=True))
        said = f"{file.name:14s} {threads} threads  {what:5s}  ours {mine:8.1f}  llama-bench {its:8.1f} tokens/s"
        print(f"{said}  {ratio:6.1%} (median of {rounds})", flush=True)


def beside_llama(file: Path, threads: int) -> None:
    """CPU time of writing that is not llama.cpp's own decoding: what our way costs, whatever else the machine does."""
    llama = load(file, context=512, n_threads=threads)
    memory, decode, inside = Memory(llama), llama_cpp.llama_decode, 0.0

    def timed(*given: Any) -> int:
        nonlocal inside
        began = time.process_time()
        code = int(decode(*given))
        llama_cpp.llama_synchronize(llama.ctx)
        inside += time.process_time() - began
        return code

    shares = []
    llama_cpp.llama_decode = timed
    try:
        for _ in range(4):
            memory.read(numbers(llama, 1))
            memory.cut(0)
            inside, began = 0.0, time.process_time()
            written = sum(1 for _ in write(memory, numbers(llama, 1), longest=WRITTEN, go_on=lambda: None))
            whole = time.process_time() - began
            shares.append((inside / whole, 1000 * (whole - inside) / max(1, written)))
            memory.cut(0)
    finally:
        llama_cpp.llama_decode = decode
    share, aside = map(statistics.median, zip(*shares, strict=True))
    print(
        f"{file.name:14s} {threads} threads  write: {share:.1%} of the CPU time is llama.cpp's own, {aside:.2f} ms a token ours", flush=True
    )


def embedded(rounds: int) -> None:
    """How long the embedded reader takes from a request to its account and script, loading aside; a short request and a letter."""
    model = EmbeddedChat()
    model.prepare()
    letter = "お世話になっております。" + "11/24 の打ち合わせ(3 号館 402 号室)の続きで、前回は 20 番を Ag にして 0.41 eV でした。" * 4
    for name, text in (
        ("short", "22番をPdとAuに置換した障壁"),
        ("letter", f"{letter}今回は 22 番を Pd と Au に替えた障壁をお願いします。"),
    ):
        took = []
        for _ in range(rounds):
            began = time.perf_counter()
            next(model.readings([(Request(text, ("path.extxyz",)), None)]))
            took.append(time.perf_counter() - began)
        print(f"embedded, 1 thread, {name}: {statistics.median(took):.3f} s (median of {rounds}), {max(took):.3f} s (longest)")


def guessing(file: Path, threads: int) -> None:
    """What a wider read costs here, and how many guesses that is worth."""
    found = costs(file, threads, depth=1500)
    best = worth_guessing(found)
    wide = ", ".join(f"{cost / found[0]:.2f}" for cost in found)
    print(f"{file.name:14s} {threads} threads  1 … {len(found)} tokens read together cost {wide}: guess {best}", flush=True)


def kept() -> None:
    """Tokens kept and read a step when 0, 1, 2, … are guessed and the model writes the right script: `model.tuning`'s KEPT and WIDTH."""
    items = [json.loads(line) for line in REQUESTS.read_text(encoding="utf-8").splitlines()]
    single = [item for item in items if "script" in item and "instruction" in item]
    for guessed in range(GUESSED + 1):
        steps = [step for item in single for step in _steps(item, guessed)]
        means = (statistics.mean(step[number] for step in steps) for number in (1, 0))
        print(f"guessed {guessed}: kept {next(means):.2f}, read {next(means):.2f} tokens a step, {len(single)} scripts")


def _steps(item: dict[str, Any], guessed: int) -> list[tuple[int, int]]:
    """(tokens read, tokens kept) of each step in which the script of one request would be written with guesses."""
    request = Request(item["instruction"], tuple(item.get("files") or ()), tuple(item.get("picked") or ()))
    names: dict[str, int] = {}
    texts = (system_prompt() + render(request), item["script"])
    before, script = ([names.setdefault(piece, len(names)) for piece in PIECES.findall(text)] for text in texts)
    lookup, steps, place = Lookup([*before, script[0]]), [], 1
    while place < len(script):
        guess = lookup.guess(guessed) if guessed else []
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
        beside_llama(file, given.threads)
        guessing(file, given.threads)
        cold, warm, began = first_tokens(file, given.threads)
        print(f"{file.name:14s} first token: cold {cold:.2f} s, warm {warm:.2f} s ({began}), {cold / warm:.0f} times sooner", flush=True)
    embedded(given.rounds)
    kept()


if __name__ == "__main__":
    main()
