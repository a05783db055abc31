"""What is said of a batch on the command line, in Japanese and in English."""

from agent.messages import english

WORDS: dict[str, tuple[str, str]] = {
    "reading": ("指示を読んでいます…", "Reading the request…"),
    "checking": ("表を確かめています…", "Checking the table…"),
    "estimating": ("力の計算一回の時間を測っています…", "Measuring one force call…"),
    "starting": ("計算を始めます: 候補 {count}(終わっているもの {done})", "Starting: {count} candidates ({done} finished before)"),
    "understood": ("読み取ったもの: {what}", "Understood: {what}"),
    "of_each_path": ("どの経路でも {candidates} と置換前", "of each path {candidates}, and the path as it is"),
    "site_column": ("番号は表から", "places from the table"),
    "element_column": ("元素は表から", "elements from the table"),
    "where_empty": ("(空の行は {said})", " ({said} in rows without)"),
    "site_said": ("index {said}", "index {said}"),
    "element_said": ("{said}", "{said}"),
    "host_alone": ("置換なし", "the paths as they are"),
    "at_once": (
        "{sites} は一つの候補の中で同時に置き換えます(一つずつ調べるなら、指示に「一つずつ」と書いてください)",
        "{sites}: replaced at once, in one candidate (say “one at a time” for a candidate each)",
    ),
    "at_once_same": (
        "一つの候補に入る元素は一種類です(原子ごとに決めるなら「22番を Pd、24番を Au」のように書いてください)",
        "one element a candidate (for one of its own for each atom, say “22 with Pd and 24 with Au”)",
    ),
    "one_by_one": ("{sites} は一つずつ、別々の候補として置き換えます", "{sites}: one at a time, a candidate each"),
    "dashboard": ("経過を見る: {link}", "Dashboard: {link}"),
    "again": ("{label}: やり直します({count} 回目、{code})", "{label}: trying again ({count}, {code})"),
    "refused": ("worker {worker} は計算できないので使いません({why})", "worker {worker} cannot compute and is not used ({why})"),
    "scheduler_lost": ("スケジューラが落ちたので、起動し直します", "the scheduler has gone and is started again"),
    "waiting": ("計算する worker を待っています…", "Waiting for workers…"),
    "finished_line": ("[{done}/{count}] {line}", "[{done}/{count}] {line}"),
    "set_aside": ("計算できず: {why}", "set aside: {why}"),
    "workers": ("worker {count}", "{count} workers"),
    "left": ("残り約 {time}", "about {time} left"),
    "failures": ("値なし {count}", "{count} without a value"),
    "estimate": (
        "{what}\n候補 {count}(終わっているもの {done}、これから {left}): {first}\n力の計算 約 {calls} 回({per} 回/候補、{basis})\n"
        "時間 約 {time}(力の計算一回 {call_ms} ms、worker {workers})\nディスク 約 {disk}",
        "{what}\n{count} candidates ({done} finished, {left} to go): {first}\nabout {calls} force calls ({per} a candidate, {basis})\n"
        "about {time} ({call_ms} ms a force call, {workers} workers)\nabout {disk} of disk",
    ),
    "basis_measured": ("この記録の終わった候補から", "from the finished candidates"),
    "basis_usual": ("ふだんの値から", "from usual values"),
    "summary": (
        "{count} 候補のうち {valued} で障壁が求まりました(収束し検証に通ったもの {settled}、値なし {failed})。",
        "{valued} of {count} candidates gave a barrier ({settled} settled, {failed} without a value).",
    ),
    "more": ("ほか {count} 候補は report.html と candidates.csv にあります。", "{count} more are in report.html and candidates.csv."),
    "set_aside_some": ("計算できなかったもの {count}: {why}", "{count} could not be computed: {why}"),
    "other_batch": ("前の一括計算とひな形か条件が違います", "its template or settings are others"),
    "not_a_batch": ("空でないフォルダです", "it is not empty"),
    "no_files": ("経路も表もありません", "there is neither a path nor a table"),
    "minutes": ("{value:.0f} 分", "{value:.0f} min"),
    "hours": ("{value:.1f} 時間", "{value:.1f} h"),
    "seconds": ("{value:.0f} 秒", "{value:.0f} s"),
}


def word(name: str, /, **details: object) -> str:
    """The words of this name in the user's language."""
    return WORDS[name][english()].format(**details)


def duration(seconds: float) -> str:
    """A time as people say it."""
    for unit, length in (("hours", 3600), ("minutes", 60)):
        if seconds >= 1.5 * length:
            return word(unit, value=seconds / length)
    return word("seconds", value=seconds)
