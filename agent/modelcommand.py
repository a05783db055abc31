"""`agent model`: which language models there are, fetch one, try its speed, serve it, make it the usual one."""

import argparse
import os
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent import stopping
from agent.messages import english
from agent.streams import note, out


def _t(japanese: str, other: str) -> str:
    return other if english() else japanese


def model_options(command: argparse.ArgumentParser) -> None:
    """What `agent model` takes."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help=_t("使えるモデルと、この機械に合うもの", "models, and which suits this machine"))
    pull = actions.add_parser("pull", help=_t("モデルを取り込む(途中から続けられる)", "download a model (goes on after a break)"))
    pull.add_argument("name", metavar="NAME")
    pull.add_argument("file", nargs="?", default="", metavar="FILE.gguf")
    pull.add_argument(
        "--from", dest="repository", default="", metavar="OWNER/REPO", help=_t("目録にないもの", "one that is not in the catalogue")
    )
    use = actions.add_parser("use", help=_t("ふだん使うモデルを決める", "choose the model that is usually taken"))
    use.add_argument("name", metavar="NAME|FILE.gguf|URL")
    bench = actions.add_parser("bench", help=_t("速さを測り、スレッド数を決める", "measure the speed, settle the number of threads"))
    bench.add_argument("name", nargs="?", default="", metavar="NAME|FILE.gguf")
    serve = actions.add_parser(
        "serve", help=_t("OpenAI 互換で、この機械のほかのプログラムに貸す", "lend it to other programs of this machine, OpenAI style")
    )
    serve.add_argument("name", nargs="?", default="", metavar="NAME|FILE.gguf")
    serve.add_argument("--port", type=int, default=8089, metavar="N")


def model_command(options: argparse.Namespace) -> int:
    """Carries out one of the actions."""
    return _ACTIONS[options.action](options)


def _list(_options: argparse.Namespace) -> int:
    from model.catalogue import entries
    from model.library import pins, pulled, usual
    from model.machine import Machine, suggested

    machine, chosen = Machine.here(), usual()[0]
    best = suggested(machine)
    out(_row(chosen, "embedded", _t("同梱のモデル", "the model that ships with kassei")))
    for entry in entries():
        here = _t("取り込み済み", "here") if pulled(entry.name) else "" if entry.file else _t("要変換", "to be converted")
        marks = [_t("日本語", "Japanese")] * entry.japanese + [_t("コード", "code")] * entry.coder + [here] * bool(here)
        marks += [_t("この機械に合う", "suits this machine")] * (entry == best)
        needs = _t(f"メモリ {entry.memory_gb:g} GB", f"{entry.memory_gb:g} GB of memory")
        out(_row(chosen, entry.name, f"{entry.parameters_b:g}B {entry.quantization}, {needs}, {entry.licence}, {' · '.join(marks)}"))
    for name in set(pins()) - {entry.name for entry in entries()}:
        out(_row(chosen, name, str(pulled(name) or "-")))
    if "/" in chosen:
        out(_row(chosen, chosen, ""))
    out(
        _t(
            "ほかに: FILE.gguf(手元の GGUF)、http(s)://…/v1(OpenAI 互換のサーバー)",
            "Also: FILE.gguf, http(s)://…/v1 (any OpenAI-compatible server)",
        )
    )
    out(suggestion(machine))
    return 0


def _row(chosen: str, name: str, text: str) -> str:
    return f"{'*' if name == chosen else ' '} {name:18s} {text}".rstrip()


def suggestion(machine: Any) -> str:
    """One line: what this machine has, and which larger model suits it."""
    from model.machine import suggested

    best = suggested(machine)
    has = _t(f"メモリ {machine.memory_gb:.0f} GB・{machine.cores} コア", f"{machine.memory_gb:.0f} GB of memory, {machine.cores} cores")
    if best is None:
        return _t(f"{has}: 同梱のモデルが合います", f"{has}: the embedded model suits it")
    return _t(
        f"{has}: 大きなモデルなら {best.name}(agent model pull {best.name})",
        f"{has}: a larger model that suits it is {best.name} (agent model pull {best.name})",
    )


def _pull(options: argparse.Namespace) -> int:
    from model.pull import pull

    if bool(options.repository) != bool(options.file):
        from agent.errors import RequestRefused

        raise RequestRefused(
            "usage_wrong", why=_t("--from と FILE.gguf は一緒に使います", "--from and FILE.gguf go together"), command="agent model pull"
        )
    file = pull(options.name, options.repository, options.file)
    out(_t(f"取り込みました: {file}", f"Downloaded: {file}"))
    note(_t(f"ふだん使うには: agent model use {options.name}", f"To use it from now on: agent model use {options.name}"))
    return 0


def _use(options: argparse.Namespace) -> int:
    from model.chat import open_model
    from model.library import use

    name = str(Path(options.name).expanduser().resolve()) if Path(options.name).expanduser().is_file() else options.name
    open_model(name)  # says what is wrong with it now, not at the next run
    out(_t(f"これからは {name} を使います({use(name)})", f"From now on {name} is used ({use(name)})"))
    return 0


def _bench(options: argparse.Namespace) -> int:
    """Reading and writing with each sensible number of threads, then the way to a first token with the fixed prefix read anew and kept."""
    from model.chat import open_model
    from model.library import usual
    from model.local import LlamaChat
    from model.reader import EmbeddedChat
    from model.throughput import candidates, measure
    from model.tuning import available

    model = open_model(options.name or usual()[0])
    if not isinstance(model, LlamaChat):
        out(_t("測れるのは、この機械で動かす GGUF だけです。", "Only a GGUF that runs on this machine can be measured."))
        return 2
    out(f"{model.file.name}, {model.file.stat().st_size / 1e9:.2f} GB")
    found = []
    for count in candidates(available()):
        found.append(measure(model.file, count))
        last = found[-1]
        out(
            _t(
                f"{count} スレッド: 読む {last.read_per_s:.1f}、書く {last.write_per_s:.1f} トークン/秒",
                f"{count} threads: reads {last.read_per_s:.1f}, writes {last.write_per_s:.1f} tokens/s",
            )
        )
    if isinstance(model, EmbeddedChat):
        return 0
    _settle(model, max(found, key=lambda one: one.write_per_s).threads)
    return 0


def _settle(model: Any, threads: int) -> None:
    """Keeps what suits this model here, and says how soon it answers."""
    from model.throughput import costs
    from model.tuning import Tuning, remember, worth_guessing

    forgets = model.forgets
    model.close()
    guessed = worth_guessing(costs(model.file, threads)) if forgets else 0
    remember(model.file, Tuning(threads, guessed))
    settled = _t(
        f"これからは {threads} スレッド、先読み {guessed} トークンで動かします。",
        f"From now on: {threads} threads, {guessed} guessed tokens.",
    )
    slow = _t(
        "記憶の一部を消せない型です: 書き直しは、決まった前置きの後から読み直します。",
        "It cannot forget in part: a retry is read again after the prefix.",
    )
    out(settled if forgets else f"{settled}\n{slow}")
    cold, warm, began = first_tokens(model.file, threads)
    out(
        _t(
            f"最初のトークンまで: {cold:.2f} 秒、二回目の実行から {warm:.2f} 秒({began})",
            f"first token after {cold:.2f} s, from the second run on {warm:.2f} s ({began})",
        )
    )


def first_tokens(file: Path, threads: int) -> tuple[float, float, str]:
    """Seconds to a first token of the demo's sentence with an empty cache, then by a fresh model from what that one kept.

    And how that one began.
    """
    from agent.demo import INSTRUCTION
    from agent.prompts import system_prompt, told
    from model.general import GGUFChat
    from model.request import Request

    asked = Request(INSTRUCTION, ("n2_ru.extxyz",))
    times, before = [], os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place
        try:
            for _ in range(2):
                model = GGUFChat(file=file, longest=1, n_threads=threads)
                model.prepare()
                said = told(model, system_prompt(), [], asked, [], {})
                began = time.perf_counter()
                model.invoke(said)
                times.append(time.perf_counter() - began)
                how = model.began
                model.close()
        finally:
            os.environ.pop("XDG_CACHE_HOME") if before is None else os.environ.update(XDG_CACHE_HOME=before)
    return times[0], times[1], how


def _serve(options: argparse.Namespace) -> int:
    """Until Ctrl-C. The token is from KASSEI_MODEL_KEY, else a new one, and is said on stderr alone."""
    from model.chat import open_model
    from model.library import usual
    from model.serve import ModelServer

    name = options.name or usual()[0]
    model = open_model(name)
    if hasattr(model, "prepare"):
        model.prepare()
    token = os.environ.get("KASSEI_MODEL_KEY") or secrets.token_urlsafe(24)
    server = ModelServer(model, Path(name).name, port=options.port, token=token)
    out(server.address)
    note(
        _t(
            f"使う側: KASSEI_MODEL_KEY={token} agent run … --model {server.address}(止めるには Ctrl-C)",
            f"To use it: KASSEI_MODEL_KEY={token} agent run … --model {server.address} (Ctrl-C ends it)",
        )
    )
    over = threading.Event()
    with stopping.ends_by(over.set):
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        while not over.wait(1.0):  # a wait without an end would keep signals from being heard
            pass
    server.shutdown()
    server.server_close()
    print(file=sys.stderr)
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {"list": _list, "pull": _pull, "use": _use, "bench": _bench, "serve": _serve}
