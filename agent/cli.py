"""The command `agent`: reads the command line, chooses the parts (model, prompt, kernel) and joins them. Nobody else chooses.

Covered: no traceback ever reaches the person; what is unexpected is written into a file that the message names.
Exit: 0 done · 1 the run failed · 2 wrong usage or a request that cannot be carried out · 3 no isolation · 130 interrupted.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from agent import stopping
from agent.batch.options import screen_options
from agent.messages import english, explain
from agent.modelcommand import model_command, model_options
from agent.usage import Parser
from model.library import usual


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of a command line."""
    words = sys.argv[1:] if argv is None else list(argv)
    options = argparse.Namespace(json="--json" in words, instruction="")
    try:
        stopping.heed()
        options = parsed(words)
        return int(_COMMANDS[options.command](options))
    except KeyboardInterrupt:
        return interrupted(as_json=getattr(options, "json", False), instruction=getattr(options, "instruction", ""))
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 (whoever read us has gone; the interpreter still flushes)
        return 1
    except Exception as error:  # the outermost edge
        from agent.edge import last_word

        return last_word(error, as_json=bool(getattr(options, "json", False)), instruction=getattr(options, "instruction", ""))
    finally:
        stopping.ignore()


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """The options of a command line; files may stand before and after options."""
    top = parser()
    options, rest = top.parse_known_args(words)
    if rest and (not hasattr(options, "files") or any(word.startswith("-") and word != "-" for word in rest)):
        top.error("unrecognized arguments: " + " ".join(rest))
    if rest:
        options.files += rest
    if vars(options).get("model", "") is None:
        options.model, options.named_by = usual()
    return options


def interrupted(*, as_json: bool, instruction: str = "") -> int:
    """The end of a command that was stopped before its run had begun: no folder, nothing to keep."""
    stopping.ignore()
    message, hint = explain("interrupted_early")
    print(message, file=sys.stderr)
    if as_json:
        nothing = dict.fromkeys(("question", "answer", "script", "notebook", "report"))
        error = {"code": "interrupted", "message": message, "hint": hint}
        said = {"version": 1, "instruction": instruction, "status": "failed", "error": error}
        print(json.dumps({**said, **nothing, "records": []}, ensure_ascii=False, indent=1))
    return stopping.EXIT


def parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    top = Parser(
        prog="agent", description=_t("日本語の指示から、反応の障壁を計算します。", "Computes reaction barriers from a request in words.")
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help=_t("指示を一つ計算する", "carry out one request"))
    run.add_argument("instruction", type=_sentence, help=_t("指示の文", "the request"))
    run.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help=_t(
            "構造のファイル(なければ、このフォルダに一つだけある経路)と、矢印を描いた絵(PNG・JPEG)",
            "structure files (else the one path of this folder), and a picture with an arrow (PNG, JPEG)",
        ),
    )
    _run_options(run)
    run.add_argument("--after", metavar="RUN", help=_t("前の実行の会話の続き", "go on with the conversation of an earlier run"))
    demo = commands.add_parser("demo", help=_t("同梱の 194 原子の経路で、Fe・Co・Pt を比べる", "Fe, Co and Pt on the bundled path"))
    _run_options(demo)
    chat = commands.add_parser("chat", help=_t("端末で会話する", "the same conversation in a terminal"))
    chat.add_argument("files", nargs="*", metavar="FILE")
    part_options(chat)
    lab = commands.add_parser("lab", help=_t("JupyterLab で会話する", "the conversation in JupyterLab"))
    _lab_options(lab)
    resume = commands.add_parser("resume", help=_t("途中で止まった実行を続ける", "go on after a crash"))
    resume.add_argument("run", metavar="RUN")
    resume.add_argument("--json", action="store_true", help=_t("標準出力に results.json だけを出す", "results.json alone on stdout"))
    _timeout_option(resume)
    drawn = commands.add_parser("picture", help=_t("矢印を描くための、構造の絵を作る", "draw a structure, for an arrow to be drawn on it"))
    drawn.add_argument("file", metavar="FILE")
    drawn.add_argument(
        "--out", type=_filled, metavar="FILE.png", help=_t("絵のファイル(既定 構造の名前.png)", "the picture (default NAME.png)")
    )
    screen_options(commands.add_parser("screen", help=_t("一つの指示を、表の候補すべてに", "one request over a table of candidates")))
    commands.add_parser("doctor", help=_t("隔離・モデル・ポテンシャルを調べる", "look at isolation, model and potentials"))
    model_options(commands.add_parser("model", help=_t("言語モデルの一覧・取り込み・速さ・貸し出し", "language models")))
    _evaluation_options(commands.add_parser("eval", help=_t("指示の組を計算して採点する", "score a set of requests")))
    return top


def part_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--calculator", metavar="NAME", help="chgnet, emt, sevennet, mace, …")
    command.add_argument("--model", type=_filled, metavar="NAME|FILE.gguf|URL")
    command.add_argument("--isolation", default="strong", choices=("strong", "reduced", "none"))
    command.add_argument("--processes", type=_positive, metavar="N", help=_t("同時に計算する候補の数", "candidates at once"))
    _timeout_option(command)


def _timeout_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--timeout", type=_seconds, metavar="S", help=_t("計算の制限時間(秒)", "time limit of the computation [s]"))


def pick_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--pick",
        type=int,
        action="extend",
        nargs="+",
        default=[],
        metavar="I",
        help=_t("指した原子の index(ASE、0 始まり)", "picked atoms (ASE indices, from 0)"),
    )


def _run_options(command: argparse.ArgumentParser) -> None:
    pick_option(command)
    part_options(command)
    command.add_argument(
        "--out", type=_filled, metavar="DIR", help=_t("記録のフォルダ(既定 runs/日時)", "folder of the run (default runs/TIME)")
    )
    command.add_argument("--json", action="store_true", help=_t("標準出力に results.json だけを出す", "results.json alone on stdout"))
    one_of = command.add_mutually_exclusive_group()
    one_of.add_argument("--dry-run", action="store_true", help=_t("スクリプトを書くだけで計算しない", "write the script, run nothing"))
    one_of.add_argument(
        "--review", action="store_true", help=_t("計算の前にスクリプトを見せて尋ねる", "show the script and ask before it runs")
    )


def _lab_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help=_t("作業フォルダ(既定は今のフォルダ)", "working folder"))
    command.add_argument("--port", type=_positive, default=8888, metavar="N", help=_t("ポート(使用中なら次)", "port (the next free one)"))
    command.add_argument("--no-browser", dest="browser", action="store_false", help=_t("ブラウザを開かない", "open no browser"))
    command.add_argument(
        "--review", action="store_true", help=_t("計算の前にスクリプトを見せて尋ねる", "show the script and ask before it runs")
    )
    part_options(command)


def _evaluation_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("set", metavar="FILE.jsonl")
    command.add_argument("--files", required=True, metavar="DIR", help=_t("指示が使う構造のフォルダ", "folder of the structure files"))
    command.add_argument("--model", type=_filled, metavar="NAME|FILE.gguf|URL")
    command.add_argument("--calculator", default="emt", metavar="NAME")
    command.add_argument("--family", metavar="NAME")
    command.add_argument("--limit", type=_positive, metavar="N")
    command.add_argument("--jobs", type=_positive, default=1, metavar="N")
    command.add_argument("--timeout", type=_seconds, default=600.0, metavar="S")
    command.add_argument("--save", metavar="FILE.json")


def _t(japanese: str, other: str) -> str:
    return other if english() else japanese


def _sentence(text: str) -> str:
    """The request as clean text; an empty one is wrong usage."""
    clean = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if not clean:
        raise argparse.ArgumentTypeError(_t("指示が空です", "the request is empty"))
    return clean


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(_t("空です", "it is empty"))
    return text


def _positive(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65_536):
        raise argparse.ArgumentTypeError(_t(f"「{text}」は使えません。1 以上の整数を渡してください", f"{text!r} is no whole number from 1"))
    return int(text)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(_t(f"「{text}」は使えません。0 より大きい秒数を渡してください", f"{text!r} is no time above 0 s"))
    return number


def _run(options: argparse.Namespace) -> int:
    from agent.session import run_once

    return run_once(options)


def _demo(options: argparse.Namespace) -> int:
    from agent.demo import INSTRUCTION, PICKED, bundled_path

    options.instruction, options.files, options.after = INSTRUCTION, [str(bundled_path())], None
    options.pick = options.pick or [PICKED]
    return _run(options)


def _chat(options: argparse.Namespace) -> int:
    from agent.chat import chat

    return chat(options)


def _lab(options: argparse.Namespace) -> int:
    from agent.lab.command import lab

    return lab(options)


def _resume(options: argparse.Namespace) -> int:
    if (Path(options.run) / "batch.json").is_file():
        from agent.batch.command import resume as resume_batch

        return resume_batch(options)
    from agent.session import resume

    return resume(options)


def _picture(options: argparse.Namespace) -> int:
    from agent.picture import picture

    return picture(options)


def _screen(options: argparse.Namespace) -> int:
    from agent.batch.command import screen

    return screen(options)


def _doctor(options: argparse.Namespace) -> int:  # noqa: ARG001 (every command takes its options)
    from agent.doctor import doctor

    return doctor()


def _evaluate(options: argparse.Namespace) -> int:
    from agent.evaluation import evaluate

    return evaluate(options)


_COMMANDS = {
    "run": _run,
    "demo": _demo,
    "chat": _chat,
    "lab": _lab,
    "resume": _resume,
    "picture": _picture,
    "screen": _screen,
    "doctor": _doctor,
    "model": model_command,
    "eval": _evaluate,
}
