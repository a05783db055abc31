"""What `agent screen` takes on the command line."""

import argparse

from agent.messages import english


def screen_options(command: argparse.ArgumentParser) -> None:
    """SPEC, FILE… and the options of a batch."""

    def add(name: str, japanese: str, other: str, **how: object) -> None:
        command.add_argument(name, help=other if english() else japanese, **how)  # type: ignore[arg-type]

    add("spec", "指示の文、または実行のフォルダ・ノートブック(パラメータに表の値を入れる)", "request, or a run or notebook", metavar="SPEC")
    add("files", "経路のファイル、そのフォルダ、または表", "path files, their folder, or a table", nargs="*", metavar="FILE")
    add("--table", "候補の表(CSV か JSON lines)", "table of candidates (CSV or JSON lines)", metavar="FILE")
    add("--calculator", "ポテンシャル(既定 chgnet)", "potential (default chgnet)", metavar="NAME")
    command.add_argument("--model", metavar="NAME|FILE.gguf|URL")
    command.add_argument("--isolation", default="strong", choices=("strong", "reduced", "none"))
    add(
        "--out",
        "記録のフォルダ(前の一括計算なら、足りない候補だけ計算)",
        "folder (an earlier batch computes only what is new)",
        metavar="DIR",
    )
    add("--workers", "同時に計算する候補の数(既定はコアの数)", "candidates at once (default: one a core)", type=int, metavar="N")
    add(
        "--scheduler",
        "Dask のスケジューラ(tcp://… か .json)、ジョブ管理の設定(.toml)",
        "Dask scheduler, or a queue's .toml",
        metavar="WHERE",
    )
    add("--timeout", "一つの候補の制限時間(秒)", "time limit of one candidate [s]", type=float, metavar="S")
    add("--retries", "落ちた候補をやり直す回数(既定 3)", "how often a candidate that died is tried again", type=int, default=3, metavar="N")
    add("--dry-run", "数・力の計算・時間・ディスクを見積もるだけ", "estimate count, force calls, time and disk alone", action="store_true")
    add("--json", "標準出力に results.json だけを出す", "results.json alone on stdout", action="store_true")
