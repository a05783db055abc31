"""What users read from tools/, in Japanese and English: {key: (Japanese message, hint, English message, hint)}.

A key is the name of an error class, or "Class.reason" where the class has several reasons.
"""

import os

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "IsolationError.bwrap_missing": (
        "隔離に必要な bubblewrap (bwrap) がありません。",
        "実行してください: sudo apt install bubblewrap(conda なら: conda install -c conda-forge bubblewrap)",
        "bubblewrap (bwrap), which the isolation needs, is not installed.",
        "Run: sudo apt install bubblewrap (with conda: conda install -c conda-forge bubblewrap)",
    ),
    "IsolationError.refused": (
        "この機械では隔離を始められませんでした: {detail}",
        "Ubuntu 24.04 以降: sudo apt install apparmor-profiles のうえ sudo ln -s "
        "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ "
        "&& sudo systemctl reload apparmor、または sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0。"
        "Debian など: sudo sysctl kernel.unprivileged_userns_clone=1。"
        "Docker / Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined "
        "(root のときは --cap-add SYS_ADMIN も)。調べるには: agent doctor",
        "The isolation could not be started on this machine: {detail}",
        "Ubuntu 24.04 and later: sudo apt install apparmor-profiles, then sudo ln -s "
        "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ "
        "&& sudo systemctl reload apparmor, or sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0. "
        "Debian and others: sudo sysctl kernel.unprivileged_userns_clone=1. "
        "Docker / Podman: --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined "
        "(as root also --cap-add SYS_ADMIN). To look closer: agent doctor",
    ),
    "IsolationError.landlock": (
        "カーネルが Landlock に対応していないか、無効になっています: {detail}",
        "Linux 5.13 以降で、起動引数 lsm= に landlock を加えてください。",
        "The kernel has no Landlock, or it is switched off: {detail}",
        "Use Linux 5.13 or later, with landlock among the boot argument lsm=.",
    ),
    "IsolationError.platform": (
        "この OS・CPU では隔離できません: {detail}",
        "Linux(x86-64 または aarch64)で動かしてください。Windows では WSL2 が使えます。",
        "There is no isolation for this system: {detail}",
        "Run it on Linux (x86-64 or aarch64); on Windows, WSL2 will do.",
    ),
    "IsolationError.macos": (
        "macOS では、隔離の水準 strong は使えません。",
        "Linux の機械か仮想機械で動かすか、--isolation reduced を付けてください"
        "(Seatbelt による弱い隔離で、macOS では一度も試していません。メモリの上限もありません)。",
        "Isolation at level strong is not to be had on macOS.",
        "Run it on Linux or in a virtual machine, or choose --isolation reduced "
        "(a weaker isolation by Seatbelt, never tried on macOS, without a memory limit).",
    ),
    "IsolationError.seatbelt_missing": (
        "この macOS には、隔離に使う /usr/bin/sandbox-exec がありません。",
        "Linux の機械か仮想機械で動かしてください。",
        "This macOS has no /usr/bin/sandbox-exec, which the isolation uses.",
        "Run it on Linux or in a virtual machine.",
    ),
    "IsolationError.folder": (
        "作業用フォルダ {path} が、この利用者専用ではありません。",
        "中身を確かめて、消すか、持ち主と許可を直してください: ls -ld {path}",
        "The folder {path} does not belong to this user alone.",
        "Look into it, then delete it or mend its owner and mode: ls -ld {path}",
    ),
    "IsolationError.prefix": (
        "Python が {path} に入っているので、隔離するとホームの中身まで見えてしまいます。",
        "専用の仮想環境を作って、そこから動かしてください: python3 -m venv .venv",
        "Python is installed in {path}: to show it to the sandbox would show the home folder.",
        "Make a virtual environment of its own and run from there: python3 -m venv .venv",
    ),
    "IsolationError.level": (
        "隔離の水準 {given} はありません。",
        "strong、reduced、none のどれかを選んでください。",
        "There is no isolation level {given}.",
        "Choose strong, reduced or none.",
    ),
    "TableError.missing": (
        "表 {file} がありません。",
        "名前を確かめてください。",
        "There is no table {file}.",
        "Check its name.",
    ),
    "TableError.unreadable": (
        "表 {file} を読めません({why})。",
        "名前と読み取りの許可を確かめてください。",
        "The table {file} cannot be read ({why}).",
        "Check its name and its permissions.",
    ),
    "TableError.empty": (
        "表 {file} に候補がありません。",
        "1 行目に列の名前、2 行目から候補を 1 行に 1 つずつ書いてください。",
        "The table {file} has no candidates.",
        "Write the columns' names into row 1, and one candidate a row from row 2.",
    ),
    "TableError.workbook": (
        "{file} は表計算ソフトのファイルです。",
        "CSV(UTF-8)として保存し直してください。",
        "{file} is a workbook.",
        "Save it as CSV (UTF-8).",
    ),
    "TableError.encoding": (
        "表 {file} の文字コードがわかりません。",
        "UTF-8 の CSV として保存し直してください(Shift_JIS と UTF-16 も読めます)。",
        "The encoding of the table {file} is unknown.",
        "Save it as CSV in UTF-8 (Shift_JIS and UTF-16 are read too).",
    ),
    "TableError.columns": (
        "表 {file} の列が使えません({why})。",
        "列の名前を直してください。",
        "The columns of the table {file} cannot be used ({why}).",
        "Mend the names of the columns.",
    ),
    "TableError.rows": (
        "表 {file} に使えない行があります。計算はしていません。\n{why}",
        "その行を直してから、もう一度始めてください。",
        "The table {file} has rows that cannot be used. Nothing was computed.\n{why}",
        "Mend those rows and start again.",
    ),
    "TableError.template": (
        "{file} をひな形にできません({why})。",
        "実行のフォルダか、`parameters` の札の付いたセルのあるノートブックを渡してください。",
        "{file} cannot be a template ({why}).",
        "Give a run's folder, or a notebook with a cell tagged `parameters`.",
    ),
    "ClusterError.scheduler": (
        "スケジューラ {address} につながりません({why})。",
        "アドレスと、そこで dask scheduler が動いていることを確かめてください。",
        "The scheduler {address} cannot be reached ({why}).",
        "Check the address, and that a dask scheduler runs there.",
    ),
    "ClusterError.lost": (
        "スケジューラ {address} との接続が切れました。",
        "",
        "The connection to the scheduler {address} is lost.",
        "",
    ),
    "ClusterError.workers": (
        "計算する worker がいません({why})。",
        "worker を加えるか、記録のフォルダの cluster/*.log を見てください。",
        "There is no worker to compute ({why}).",
        "Add workers, or look into cluster/*.log of the run's folder.",
    ),
    "ClusterError.unfit": (
        "worker {worker} では計算できません({why})。",
        "その worker の環境(kassei とその依存、隔離の道具、ディスクの空き)を確かめてください。",
        "The worker {worker} cannot compute ({why}).",
        "Check its environment: kassei and what it depends on, the isolation, free disk space.",
    ),
    "ClusterError.file": (
        "クラスタの設定 {file} を使えません({why})。",
        "書き方は tools/screening/cluster.toml の例を見てください。",
        "The cluster's configuration {file} cannot be used ({why}).",
        "tools/screening/cluster.toml shows how to write it.",
    ),
    "InputError": (
        "入力ファイル {given} を読めません。",
        "名前と読み取りの許可を確かめてください。",
        "The input file {given} cannot be read.",
        "Check its name and its permissions.",
    ),
    "StructureError.file_missing": (
        "ファイル {file} がありません。",
        "名前を確かめてください。同じフォルダにある構造ファイル: {found}",
        "There is no file {file}.",
        "Check the name. Structure files in the same folder: {found}",
    ),
    "StructureError.file_unreadable": (
        "ファイル {file} を構造として読めません({why})。",
        "座標が有限な構造ファイル(.extxyz .xyz .traj .cif .vasp .poscar)を渡してください。",
        "{file} cannot be read as structures ({why}).",
        "Give a structure file with finite coordinates (.extxyz .xyz .traj .cif .vasp .poscar).",
    ),
    "PictureError": (
        "絵のファイル {file} を読めません({why})。",
        "矢印を描いた PNG か JPEG を渡すか、絵を外して --pick 22 のように番号を付けてください(ASE の番号、0 始まり)。",
        "The picture {file} cannot be read ({why}).",
        "Give a PNG or JPEG with an arrow, or leave it out and add --pick 22 (ASE indices, from 0).",
    ),
    "KernelError": (
        "計算環境は終了しています({reason})。",
        "もう一度、新しく始めてください。",
        "The kernel has ended ({reason}).",
        "Start a new one.",
    ),
    "Cell.kernel_died": (
        "計算環境が途中で終了しました。{detail}",
        "外から止められたか、スクリプトがプロセスを壊したか、禁止された操作をしました。",
        "The kernel died. {detail}",
        "It was stopped from outside, or the script crashed its process or tried something forbidden.",
    ),
    "Cell.timeout": (
        "制限時間を過ぎたので止めました({detail})。",
        "--timeout を長くするか、イメージの枚数や候補を減らしてください。",
        "Stopped: the time limit has passed ({detail}).",
        "Allow more time, or compute fewer images or candidates.",
    ),
    "Cell.limit_memory": (
        "メモリの上限を超えたので止めました({detail})。",
        "並列数か、原子数・候補数を減らしてください。",
        "Stopped: over the memory limit ({detail}).",
        "Use fewer processes, atoms or candidates.",
    ),
    "Cell.limit_disk": (
        "作業フォルダの上限を超えたので止めました({detail})。",
        "書き出すファイルを減らしてください。",
        "Stopped: over the limit of the working folder ({detail}).",
        "Write fewer or smaller files.",
    ),
    "Cell.limit_output": (
        "出力の上限を超えたので止めました({detail})。",
        "表示を減らしてください。",
        "Stopped: over the output limit ({detail}).",
        "Print and display less.",
    ),
    "Cell.interrupted": (
        "中断しました。",
        "終わった候補は残っています。",
        "Interrupted.",
        "Finished candidates are kept.",
    ),
    "Cell.script_failed": (
        "スクリプトがエラーで終わりました: {detail}",
        "",
        "The script ended in an error: {detail}",
        "",
    ),
}

# what is wrong with a structure file or a picture: {key: (Japanese, English)}
WHY: dict[str, tuple[str, str]] = {
    "empty": ("中身がありません", "it is empty"),
    "large": ("{size} MB は大きすぎます。上限は {most} MB", "{size} MB is too large, the limit is {most} MB"),
    "special": ("普通のファイルではありません", "not a regular file"),
    "suffix": ("拡張子 {given} は扱えません", "files that end in {given} are not read"),
    "no_suffix": ("拡張子がありません", "its name has no suffix"),
    "permission": ("読み取りの許可がありません", "permission is denied"),
    "binary": ("文字のファイルではありません", "not a text"),
    "encoding": ("UTF-8 の文字ではありません", "not UTF-8"),
    "mark": ("先頭に BOM があります。BOM なしの UTF-8 で保存し直してください", "it begins with a BOM: save it as UTF-8 without one"),
    "picture_damaged": ("PNG でも JPEG でもないか、壊れています", "damaged, or neither PNG nor JPEG"),
    "picture_pixels": ("上限の {most:,} 画素を超えています", "more than {most:,} pixels"),
    "picture_small": ("{width}×{height} 画素では小さすぎます", "{width}×{height} pixels are too few"),
    "format": ("{given} 形式でないか、壊れています", "damaged, or no {given} file"),
    "slow": ("{given} 秒たっても読み終わりません", "not read within {given} s"),
    "no_atoms": ("原子がありません", "no atoms"),
    "not_finite": ("座標かセルに有限でない数があります", "a coordinate or the cell is not finite"),
    "many_atoms": ("原子かイメージが多すぎます", "too many atoms or images"),
    "many_images": ("イメージが {most} 枚を超えています", "more than {most} images"),
    "cut": (
        "{line} 行目に {atoms} 原子とありますが、残りは {left} 行です。途中で切れています",
        "line {line} announces {atoms} atoms, {left} lines are left: it is cut off",
    ),
    "count": ("{line} 行目は原子数(1 から {most})のはずですが「{given}」です", "line {line} should be 1 to {most} atoms, not {given!r}"),
    "long": ("{line} 行目が長すぎます", "line {line} is too long"),
    "lattice": ("{line} 行目の Lattice が 9 個の数ではありません", "line {line}: Lattice is not 9 numbers"),
    "properties": ("{line} 行目の Properties を読めません", "line {line}: Properties cannot be read"),
    "columns": ("{line} 行目の列が足りません。{columns} 列のはずです", "line {line} should have {columns} columns"),
    "element": ("{line} 行目の元素「{given}」がわかりません", "line {line}: there is no element {given!r}"),
    "number": ("{line} 行目の「{given}」は有限な数ではありません", "line {line}: {given!r} is no finite number"),
    "far": ("{line} 行目の座標 {given} は大きすぎます", "line {line}: the coordinate {given} is too large"),
    "other_count": ("イメージ {k} は {n} 原子、イメージ 0 は {first} 原子", "image {k} has {n} atoms, image 0 has {first}"),
    "other_order": (
        "イメージ {k} の index {i} は {symbol}、イメージ 0 では {first}。原子の順番か元素が違います",
        "index {i} is {symbol} in image {k}, {first} in image 0: another order or another element",
    ),
    "swapped": (
        "イメージ {k} で index {i} と {j} の原子が入れ替わっています。原子の順番が違います",
        "atoms {i} and {j} have changed places in image {k}: another order",
    ),
    "other_cell": ("イメージ {k} のセルがイメージ 0 と違います", "the cell of image {k} is not that of image 0"),
    "other_fixed": ("イメージ {k} の固定原子がイメージ 0 と違います", "the fixed atoms of image {k} are not those of image 0"),
}


def language() -> str:
    """ "en" when the first of LC_ALL, LC_MESSAGES, LANG that is set starts with "en", else "ja"."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if chosen.lower().startswith("en") else "ja"


def text(key: str, **details: object) -> tuple[str, str]:
    """(message, hint) in the user's language; `reason` picks among "key.reason" texts."""
    entry = TEXTS.get(f"{key}.{details.get('reason')}") or TEXTS[key]
    message, hint = entry[2:] if language() == "en" else entry[:2]
    return message.format(**details), hint.format(**details)


def why(key: str, **details: object) -> str:
    """What is wrong with a structure file or a picture, in the user's language."""
    return WHY[key][language() == "en"].format(**details)
