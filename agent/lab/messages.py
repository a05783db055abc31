"""What the chat in JupyterLab says, in Japanese and in English."""

from agent.messages import english

WORDS: dict[str, tuple[str, str]] = {
    "persona": ("活性エージェント", "kassei"),
    "description": (
        "日本語の指示から、反応の障壁をこの機械の上だけで計算します。",
        "Computes reaction barriers from a request in words, on this machine alone.",
    ),
    "reading": ("読み取っています…", "Reading…"),
    "read_files": ("ファイル: {files}", "Files: {files}"),
    "script": ("生成したスクリプト", "The script"),
    "plan": ("計画(このとおりに計算します)", "The plan (just this is computed)"),
    "left": ("残り 約 {left}", "About {left} left"),
    "seconds": ("{value} 秒", "{value} s"),
    "minutes": ("{value} 分", "{value} min"),
    "waiting_review": ("実行する前に確かめてください。まだ計算していません。", "Look at it before it runs. Nothing was computed."),
    "reviewed_away": ("実行しませんでした。", "Not run."),
    "stopping": ("中断します。終わった候補は残ります。", "Stopping; what is finished is kept."),
    "lost": ("サーバーが終わったため、途中で止まりました。終わった候補は残っています。", "The server ended; what was finished is kept."),
    "finished_kept": ("終わった候補 {count} 個は残っています。", "{count} finished candidates are kept."),
    "do_run": ("実行", "Run"),
    "do_edit": ("編集して実行", "Edit and run"),
    "do_leave": ("中止", "Do not run"),
    "do_resume": ("続きから計算", "Go on"),
    "do_notebook": ("ノートブックを右に開く", "Open the notebook at the right"),
    "do_report": ("レポートを右に開く", "Open the report at the right"),
    "chart_large": ("図が大きいので、レポートを開いてください。", "The chart is too large for the chat: open the report."),
    "setting_review": ("実行の前", "Before running"),
    "review_on": ("確認する", "ask"),
    "review_off": ("すぐ実行", "run at once"),
    "setting_calculator": ("計算器", "Potential"),
    "lab_at": ("JupyterLab: {url}", "JupyterLab: {url}"),
    "lab_end": ("(終わるには Ctrl-C)", "(Ctrl-C ends it)"),
    "busy": ("いま計算中です。終わるか止めてから、もう一度どうぞ。", "A run is under way. Wait for it or stop it first."),
}

# what to do next, where the command line's advice does not fit a chat
HINTS: dict[str, tuple[str, str]] = {
    "pick_missing": (
        "三次元表示の原子をクリックするか、「22番」のように書いてください(ASE の番号、0 始まり)。",
        'Click the atom in a scene, or write "index 22" (ASE indices, from 0).',
    ),
    "index_missing": (
        "三次元表示の原子をクリックするか、「22番を…」のように書いてください(ASE の番号、0 始まり)。",
        'Click the atom in a scene, or write "index 22" (ASE indices, from 0).',
    ),
    "file_missing": (
        "入力欄のクリップで付けるか、ファイルのあるフォルダを左で開くか、名前を書いてください。",
        "Attach it, open its folder at the left, or write its name.",
    ),
    "interrupted": (
        "「続きから計算」で、終わった候補を計算し直さずに続けられます。",
        "“Go on” continues without computing anything again.",
    ),
    "reviewed_away": ("", ""),
}


def word(name: str, /, **details: object) -> str:
    return WORDS[name][english()].format(**details)


def hint(code: str, usual: str) -> str:
    """The advice of an error code, as it fits a chat; what the usual one lists in its last sentence stays."""
    if code not in HINTS:
        return usual
    advice = HINTS[code][english()]
    if code == "file_missing" and usual:
        advice += (" {}." if english() else "{}。").format(usual.rstrip("。. ").rpartition(". " if english() else "。")[2])
    return advice
