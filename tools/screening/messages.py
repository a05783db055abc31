"""What people read of a batch, in Japanese and in English: {key: (Japanese, English)}."""

from tools.messages import language

WORDS: dict[str, tuple[str, str]] = {
    # what is wrong with a row
    "row": ("{number} 行目: {why}", "row {number}: {why}"),
    "more_rows": ("ほか {count} 行", "and {count} more rows"),
    "row_length": ("列が {given} 個あります({wanted} 個のはずです)", "{given} cells instead of {wanted}"),
    "formula": ("「{given}」は式です。値として保存し直してください", "{given!r} is a formula: save its value"),
    "no_object": ("JSON のオブジェクト({{…}})ではありません", "not a JSON object"),
    "column_twice": ("列「{given}」が二度あります", "the column {given} stands twice"),
    "column_empty": ("名前のない列があります", "a column has no name"),
    "column_unknown": ("列「{given}」はありません。使える列: {known}", "there is no parameter {given}; known: {known}"),
    "column_missing": ("列「{given}」がありません", "the column {given} is missing"),
    "cell_missing": ("「{given}」が空です", "{given} is empty"),
    "cell_type": ("{name} の「{given}」は {wanted} ではありません", "{name}: {given!r} is no {wanted}"),
    "duplicate": ("{other} 行目と同じ候補です", "the same candidate as row {other}"),
    "index_range": ("{file} に index {given} はありません(0 から {last})", "{file} has no index {given} (0 to {last})"),
    "element": ("「{given}」という元素はありません", "there is no element {given!r}"),
    "file": ("{why}", "{why}"),
    "not_a_path": (
        "{file} はイメージが {given} 枚です(3 枚以上の経路を渡してください)",
        "{file} has {given} images (a path has 3 or more)",
    ),
    "name_twice": ("同じ名前のファイル {given} が二つあります", "two files are called {given}"),
    "no_parameters": ("パラメータがありません", "it has no parameters"),
    "no_paths": ("フォルダに経路のファイルがありません", "the folder has no path files"),
    "whole": ("整数", "whole number"),
    "number": ("数", "number"),
    "truth": ("true か false", "true or false"),
    "mapping": ("「22=Pd」の形", "mapping such as 22=Pd"),
    "queue_system": ("system は {known} のどれかです", "system must be one of {known}"),
    "setting_unknown": ("知らない項目 {given}", "unknown key {given}"),
    # the report
    "title": ("一括計算の報告", "Report of a batch"),
    "count": (
        "候補 {count}、終わったもの {done}、値の出なかったもの {failed}",
        "{count} candidates, {done} finished, {failed} without a value",
    ),
    "heatmap": ("場所 × 元素", "Sites × elements"),
    "heatmap_title": ("活性化エネルギー / eV(場所 × 元素)", "Activation energy / eV (sites × elements)"),
    "site_axis": ("置換した index", "replaced index"),
    "profiles": ("障壁の低い候補", "The lowest barriers"),
    "scene_click": ("立体図(表の行をクリックすると替わります)", "Scene (click a row of the table)"),
    "failures": ("値の出なかった候補", "Candidates without a value"),
    "reason": ("理由", "Reason"),
    "row_number": ("行", "Row"),
    "best_only": (
        "障壁の低い {shown} 件({count} 件中)。全部は candidates.csv にあります。",
        "The lowest {shown} of {count}; all are in candidates.csv.",
    ),
    "scenes_only": ("立体図は障壁の低い {shown} 件だけです。", "Scenes of the lowest {shown} alone."),
    "exports": ("書き出し", "Exports"),
    "asked": ("依頼", "Request"),
    "command": ("コマンド", "Command"),
    # the bar below a notebook's cell
    "bar": (
        "{done}/{count} 候補(値なし {failed})、worker {workers}、残り約 {left} 秒",
        "{done}/{count} candidates ({failed} without a value), {workers} workers, about {left} s left",
    ),
    # errors that are no sandbox's
    "worker_died": ("計算していたプロセスが {count} 回落ちました", "the process that computed it died {count} times"),
    "other_version": ("kassei {given} が入っています(こちらは {wanted})", "it has kassei {given} (here it is {wanted})"),
    "bug": ("予期しないエラー({why})", "an unexpected error ({why})"),
}


def word(name: str, /, **details: object) -> str:
    """The words of this name in the user's language."""
    return WORDS[name][language() == "en"].format(**details)
