"""Every sentence of the conversation that a person reads, in Japanese and in English."""

import errno
import os
from collections.abc import Sequence

# code: ((message, hint) in Japanese, (message, hint) in English)
ERRORS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "index_missing": (
        (
            "どの原子を置換しますか。index が指示にありません。",
            "「22番を…」のように番号を書くか、--pick 22 を付けてください(ASE の番号、0 始まり)。",
        ),
        ("Which atom should be replaced? The request names no index.", 'Write one ("index 22"), or add --pick 22 (ASE indices, from 0).'),
    ),
    "element_missing": (
        ("どの元素に置換しますか。元素が指示にありません。", "「Fe と Co に」のように元素を書いてください。"),
        ("Which element should be put in? The request names none.", 'Write it, for example "Fe and Co".'),
    ),
    "pick_missing": (
        (
            "どの原子のことですか。選ばれた原子がありません。",
            "--pick 22 のように番号を付けるか、「22番」と書いてください(ASE の番号、0 始まり)。",
        ),
        ("Which atom is meant? No atom is picked.", 'Add --pick 22, or write "index 22" (ASE indices, from 0).'),
    ),
    "element_unknown": (
        ("「{given}」という元素は見当たりません。", "Fe、コバルト、白金 のように、元素記号か元素名で書いてください。"),
        ('There is no element "{given}".', "Write a symbol or a name, such as Fe, cobalt or platinum."),
    ),
    "file_missing": (
        ("ファイル「{file}」がありません。", "名前を確かめてください。使えるもの: {found}。"),
        ('There is no file "{file}".', "Check the name. There is: {found}."),
    ),
    "file_wanted": (
        ("どの反応経路のファイルを使いますか。", 'agent run "指示" FILE のように渡してください。このフォルダにあるもの: {found}。'),
        ("Which file has the reaction path?", 'Name it: agent run "request" FILE. This folder has: {found}.'),
    ),
    "file_unreadable": (
        ("ファイル「{file}」を構造として読めません({why})。", "拡張子が .extxyz .xyz .traj の、壊れていない構造ファイルを渡してください。"),
        ('"{file}" cannot be read as structures ({why}).', "Give an undamaged structure file: .extxyz, .xyz or .traj."),
    ),
    "file_twice": (
        ("同じ名前のファイルが二つあります: {file}。", "別の名前にしてから渡してください。"),
        ("Two files have the same name: {file}.", "Rename one of them."),
    ),
    "file_changed": (
        ("入力のファイル {file} が、前の実行のときと違います。", "元のファイルに戻すか、新しい実行として始めてください。"),
        ("The input file {file} is not what it was in the earlier run.", "Put it back, or start a new run."),
    ),
    "picture_asks": (
        (
            "絵 {file} の矢印の先の原子が決まりません。{why}。",
            "三次元表示で原子をクリックすると番号が出ます。--pick 22 のように付けてください(ASE の番号、0 始まり)。"
            "agent picture 構造ファイル で描いた絵に矢印を一本描いても、番号がわかります。",
        ),
        (
            "The atom that the arrow in {file} points at is not clear: {why}.",
            "A click on an atom in the scene shows its number: add --pick 22 (ASE indices, from 0). "
            "Or draw one arrow on the picture that `agent picture FILE` makes.",
        ),
    ),
    "picture_unwritable": (
        ("絵を {file} に書けません({why})。", "--out に別の名前を渡してください。"),
        ("The picture {file} cannot be written ({why}).", "Give another name with --out."),
    ),
    "few_images": (
        (
            "経路のファイル {file} にはイメージが {given} 枚しかありません。",
            "両端を含めて {least} 枚以上の経路を渡すか、始点と終点を二つのファイルに分けて「結ぶ経路」を頼んでください。",
        ),
        (
            "The path file {file} has only {given} images.",
            "Give {least} or more, both ends counted, or give both ends as two files and ask for the path between them.",
        ),
    ),
    "language_unread": (
        (
            "ご依頼は{language}のようです。読めるのは日本語と英語だけです。",
            "日本語か英語で書いてください(例: 22番を Pd に置換して障壁を計算)。",
        ),
        ("The request seems to be in {language}; Japanese and English are read.", 'Write it in one of them ("replace atom 22 by Pd").'),
    ),
    "label_unclear": (
        (
            "どの原子のことか決められません。番号は 0 から数えたもの(ASE)ですか、1 から数えたもの(VESTA など)ですか。",
            "「22番(ASE の番号)」か「VESTA の番号で 23 番」のように書いてください。",
        ),
        (
            "Which atom is meant? Is the label counted from 0 (ASE) or from 1 (VESTA and others)?",
            'Write "index 22 (ASE)" or "23 in VESTA\'s numbering".',
        ),
    ),
    "vacancy_not_offered": (
        (
            "経路の原子を抜く計算(空孔)は、同梱のモデルでは書けません。",
            "原子の置換なら「22番を Pd に置換して障壁を計算」、結晶の空孔なら「Cu の空孔形成エネルギー」のように書いてください。",
        ),
        (
            "The embedded model cannot write calculations that take an atom out of a path (a vacancy).",
            'Ask for a substitution ("replace atom 22 by Pd"), or for "the vacancy formation energy of Cu".',
        ),
    ),
    "charge_not_offered": (
        (
            "イオンや酸化数(電荷)は指定できません。中性の原子として計算します。",
            "「22番を Pt に置換して障壁を計算」のように、電荷を付けずに書いてください。",
        ),
        ("Charges and oxidation states cannot be set: atoms are neutral.", 'Write the element without a charge ("replace atom 22 by Pt").'),
    ),
    "isotope_not_offered": (
        (
            "同位体は指定できません。障壁(電子のエネルギー)は質量によりません。",
            "「22番を H に」のように元素で書いてください。",
        ),
        ("Isotopes cannot be set: a barrier of the potential energy does not depend on masses.", "Name the element itself."),
    ),
    "out_of_scope": (
        (
            "このご依頼は、お手伝いできる範囲の外です。",
            "反応経路の障壁・原子の置換・緩和・格子定数・吸着・表面・空孔・振動・分子動力学なら計算できます。",
        ),
        (
            "This is outside of what I can do.",
            "I compute barriers, substitutions, relaxations, lattice constants, adsorption, surfaces, vacancies, vibrations and dynamics.",
        ),
    ),
    "script_rejected": (
        (
            "ご依頼どおりに計算するスクリプトを書けませんでした。計算はしていません。",
            "別の言い方で試すか、--model で大きなモデルを使ってみてください。(詳細: {why})",
        ),
        (
            "I could not write a script that computes what you asked. Nothing was computed.",
            "Say it in other words, or use a larger model with --model. (Details: {why})",
        ),
    ),
    "plan_doubted": (
        (
            "この計画でよいか、確かめさせてください。\n{plan}",
            "このとおり計算するには: agent resume {folder}。違うところがあれば、そこを書き足して依頼してください。",
        ),
        (
            "Is this what you want computed?\n{plan}",
            "To compute just this: agent resume {folder}. Else say what is different.",
        ),
    ),
    "not_planned": (
        ("計画にない結果が出たので、答えにしません({what})。", "もう一度依頼してください。続くようなら、スクリプトを確かめてください。"),
        ("There are results that the plan does not have ({what}); they are not taken.", "Ask again; if it goes on, look at the script."),
    ),
    "script_failed": (
        ("スクリプトがエラーで終わりました({why})。", "条件を変えてもう一度お試しください。"),
        ("The script ended in an error ({why}).", "Try again with other settings."),
    ),
    "all_failed": (
        ("計算はしましたが、値が出た候補がありません({why})。", "構造・イメージの枚数・計算器を見直してください。"),
        ("Everything was tried and nothing gave a value ({why}).", "Look at the structures, the images and the calculator."),
    ),
    "bug": (
        ("kassei の中で予期しないことが起きました({why})。", "この不具合の記録: {log}"),
        ("Something unexpected happened inside kassei ({why}).", "It is written down in {log}"),
    ),
    "interrupted": (
        ("中断しました(終わった候補: {count})。", ""),
        ("Interrupted (finished candidates: {count}).", ""),
    ),
    "interrupted_early": (
        ("中断しました。まだ何も計算していません。", "もう一度、同じコマンドで始められます。"),
        ("Interrupted before anything was computed.", "The same command starts it again."),
    ),
    "limit_disk": (
        ("{place} に書けません({why})。", "空き容量と書き込みの許可を確かめるか、--out で別の場所を選んでください。"),
        ("{place} cannot be written ({why}).", "Check the free space and the permissions, or choose another place with --out."),
    ),
    "usage_wrong": (
        ("コマンドの書き方が違います。{why}。", "使い方: {command} --help"),
        ("Wrong usage: {why}.", "See {command} --help"),
    ),
    "run_busy": (
        ("{folder} は、いま別の agent が使っています。", "終わるのを待つか、そちらを止めてから、もう一度試してください。"),
        ("Another agent is at work in {folder}.", "Wait for it, or stop it, then try again."),
    ),
    "out_unusable": (
        ("出力先 {folder} を使えません({why})。", "--out に、空か、まだない、書き込めるフォルダを渡してください。"),
        ("The folder {folder} cannot be used ({why}).", "Give --out an empty or new folder that can be written."),
    ),
    "run_unknown": (
        ("{folder} は agent の実行フォルダではありません({why})。", "run.json のあるフォルダを渡してください。"),
        ("{folder} is no run folder ({why}).", "Give a folder that has a run.json."),
    ),
    "reviewed_away": (
        ("実行しませんでした。", "スクリプトは {folder}/script.py にあります。"),
        ("Not run.", "The script is in {folder}/script.py."),
    ),
    "set_unreadable": (
        ("指示の組 {file} を読めません({why})。", "1 行に 1 つの JSON(id, family, instruction, files, expect)を書いてください。"),
        ("The set {file} cannot be read ({why}).", "Write one JSON object a line: id, family, instruction, files, expect."),
    ),
    "lab_missing": (
        ("JupyterLab のためのパッケージがありません({packages})。", "入れるには: pip install {packages}"),
        ("Packages for JupyterLab are missing: {packages}.", "Install them: pip install {packages}"),
    ),
    "lab_folder": (
        ("作業フォルダ {folder} を使えません。", "書き込めるフォルダを渡してください: agent lab FOLDER"),
        ("The folder {folder} cannot be used.", "Give one that can be written: agent lab FOLDER"),
    ),
    "demo_missing": (
        ("同梱の反応経路が見つかりません。", "kassei の配布物(notebooks/data のあるフォルダ)の中で実行してください。"),
        ("The bundled reaction path is not here.", "Run it inside the kassei distribution (the folder that has notebooks/data)."),
    ),
}

# what argparse says: in Japanese (our own words within it are in the user's language already)
USAGE = (
    (r"the following arguments are required: (.+)", r"足りない引数があります: \1"),
    (r"argument (.+?): expected one argument", r"\1 には値を一つ付けてください"),
    (r"argument (.+?): expected at least one argument", r"\1 には値を一つ以上付けてください"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 に \2 は使えません。使えるもの: \3"),
    (r"argument (.+?): invalid int value: '(.*)'", r"\1 に「\2」は使えません。整数を渡してください"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 と \2 は一緒に使えません"),
    (r"argument (.+?): (.+)", r"\1: \2"),
    (r"unrecognized arguments: (.+)", r"わからない引数: \1"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 は一つに決まりません。候補: \2"),
)

# what the system says
SYSTEM = {
    errno.ENOSPC: ("空き容量がありません", "no space is left"),
    errno.EDQUOT: ("割り当て容量を使い切りました", "the quota is used up"),
    errno.EROFS: ("読み取り専用です", "it is read-only"),
    errno.EACCES: ("許可がありません", "permission is denied"),
    errno.EPERM: ("許可がありません", "permission is denied"),
    errno.ENOENT: ("見つかりません", "it is not there"),
    errno.ENOTDIR: ("フォルダではありません", "it is no folder"),
    errno.EISDIR: ("フォルダです", "it is a folder"),
    errno.ENAMETOOLONG: ("名前が長すぎます", "the name is too long"),
    errno.EIO: ("読み書きに失敗しました", "reading or writing failed"),
}

# the promises of the sandbox, by their names in its self-test
PROMISES = {
    "a file of yours is out of reach": "あなたのファイルを読めない",
    "a service on this machine is out of reach": "この機械のサービスにつなげない",
    "a socket of this machine is out of reach": "この機械のソケットにつなげない",
    "no datagram leaves": "ネットワークに何も送れない",
    "no new namespace": "名前空間を新しく作れない",
    "no memory outside the limits": "上限の外のメモリを使えない",
    "system calls are filtered": "システムコールが制限されている",
    "no new privileges": "権限を増やせない",
    "no capability": "特権を持たない",
    "not root": "root ではない",
    "an empty process table": "ほかのプロセスが見えない",
    "the system is read-only": "システムを書き換えられない",
    "the kernel's settings are read-only": "カーネルの設定を書き換えられない",
    "forks are limited": "プロセスの数に上限がある",
}

# what is said while a run goes on, what answers are made of
WORDS: dict[str, tuple[str, str]] = {
    "nothing": ("なし", "nothing"),
    "bad_name": ("スクリプトに書けない名前です", "its name cannot stand in a script"),
    "not_empty": ("空でないフォルダです", "it is not empty"),
    "no_folder": ("フォルダではありません", "it is no folder"),
    "model_opening": ("モデルを読み込み中…", "Loading the model…"),
    "writing": ("スクリプトを書いています…", "Writing the script…"),
    "writing_again": ("スクリプトを書き直しています({count} 回目)…", "Writing the script again ({count})…"),
    "starting": ("計算環境を始めています…", "Starting the kernel…"),
    "computing": ("計算中", "Computing"),
    "path_taken": ("このフォルダの {file} を使います。", "Using {file} of this folder."),
    "picture_looking": ("絵を見ています…", "Looking at the picture…"),
    "picture_read": (
        "絵 {file} の矢印の先は、index {index} の {element} です({how})。",
        "The arrow in {file} points at {element}, index {index} ({how}).",
    ),
    "picture_geometry": ("この構造を描いた絵と重ねて決めました", "by laying it over our picture of this structure"),
    "picture_model": (
        "モデル {model} に二度見せて、答えが揃いました。違っていたら --pick で番号を渡してください",
        "as the model {model} said twice; if it is another, give its number with --pick",
    ),
    "picture_unused": (
        "絵 {file} は使いません(原子は番号で指定されています)。",
        "The picture {file} is not used: the atoms are given by number.",
    ),
    "picture_contradicts": ("指示の番号は {said}、矢印の先は {atom} です", "the request says {said}, the arrow points at {atom}"),
    "picture_no_arrow": ("矢印が一本だけ、とは読めません", "there is not clearly one arrow"),
    "picture_nothing": ("矢印の先に原子がありません", "there is no atom at its tip"),
    "picture_between": ("矢印の先は {atoms} の間にあります", "its tip is between {atoms}"),
    "picture_other": ("渡された構造ファイルの原子が互いに違い、どれの絵かわかりません", "the structure files have different atoms"),
    "picture_no_eyes": (
        "agent picture で描いた絵ではなく、いまのモデル({model})は絵を見られません"
        "(見られるモデルは llama-server --mmproj などで動かし、--model http://…/v1 で渡せます)",
        "it was not drawn by `agent picture`, and the model ({model}) sees no pictures "
        "(one that does, served by llama-server --mmproj or another, can be given as --model http://…/v1)",
    ),
    "picture_failed": ("モデル {model} は絵に答えませんでした({why})", "the model {model} gave no answer to it ({why})"),
    "picture_blind": (
        "モデル {model} は、答えのわかっている試しの矢印を読み違えました",
        "the model {model} misread an arrow that is known",
    ),
    "picture_unsaid": ("モデル {model} の答えは、候補の原子ではありませんでした", "the model {model} named none of the atoms shown"),
    "picture_disagrees": ("モデル {model} の二度の答えが違いました({atoms})", "the model {model} gave two answers ({atoms})"),
    "picture_drawn": (
        'この絵に矢印を一本描いて、agent run "矢印で指した原子を…" 構造ファイル {file} のように渡してください。',
        'Draw one arrow on it, then: agent run "replace the atom at the arrow by …" FILE {file}',
    ),
    "picture_there": ("もうあります", "it is there already"),
    "isolation_reduced": ("注意: 隔離の水準を「{level}」に下げて実行します。", 'Warning: running with isolation "{level}".'),
    "review_question": ("このスクリプトを実行しますか。[y] はい / [n] いいえ / [e] 編集: ", "Run this script? [y]es / [n]o / [e]dit: "),
    "dry_run": ("スクリプトだけを書きました(計算はしていません): {file}", "The script alone was written (nothing was computed): {file}"),
    "plan_more": ("・ほか {count} 件", "- and {count} more"),
    "plan_free": (
        "・スクリプト自身の出力(図 {figures} 枚、ファイル {files})",
        "- the script's own output ({figures} figures, files {files})",
    ),
    "plan_cost": (
        "計算 {count} 件。力の計算はおよそ {calls} 回、時間は 1 コアでおよそ {time}、ディスクはおよそ {disk}。",
        "{count} computations: about {calls} force calls, {time} on one core, {disk} on disk.",
    ),
    "seconds": ("{value} 秒", "{value} s"),
    "minutes": ("{value} 分", "{value} min"),
    "plan_what": ("計算", "computation"),
    "plan_label": ("候補", "label"),
    "plan_atoms": ("原子", "atoms"),
    "plan_settings": ("条件", "settings"),
    "plan_varies": ("中身は途中の結果で決まる", "depends on results"),
    "plan_conditional": ("途中の結果によっては行わない", "only if results call for it"),
    "plan_put_in": ("{atoms} を {element} に", "{atoms} → {element}"),
    "plan_removed": ("{atoms} を取り除く", "{atoms} taken out"),
    "plan_added": ("{what} を加える", "{what} put in"),
    "plan_moved": ("{atoms} を動かす", "{atoms} moved"),
    "plan_held": ("固定するのは {atoms}", "held: {atoms}"),
    "plan_cell": ("セルを {shares} 倍に", "cell × {shares}"),
    "plan_built": ("新しく作った構造 {formula}", "built anew: {formula}"),
    "plan_images": ("{count} 枚", "{count} images"),
    "plan_no_climb": ("climbing なし", "no climbing"),
    "plan_rates": ("速度定数 {temperatures} K", "rates at {temperatures} K"),
    "plan_undone": ("計画にあって、行われなかった計算: {what}。", "Planned and not carried out: {what}."),
    "set_aside": ("指示のうち、計算に使わなかったもの: {what}。", "Of the request, not used: {what}."),
    "language_zh": ("中国語", "Chinese"),
    "language_ko": ("韓国語", "Korean"),
    "language_ru": ("ロシア語など", "Russian or the like"),
    "language_th": ("タイ語", "Thai"),
    "language_ar": ("アラビア語など", "Arabic or the like"),
    "language_hi": ("ヒンディー語など", "Hindi or the like"),
    "aside_date": ("日付・時刻", "a date or time"),
    "aside_label": ("部屋・頁・図・ジョブなどの名", "a room, page, figure, job or the like"),
    "aside_earlier": ("前の結果", "an earlier result"),
    "aside_quoted": ("引用", "quoted"),
    "aside_unwanted": ("対象外", "not wanted"),
    "aside_count": ("数", "a count"),
    "aside_origin": ("番号の数え方", "how indices are counted"),
    "aside_condition": ("実験や別の計算の条件", "a condition of an experiment or another program"),
    "aside_later": ("今回ではない", "for another time"),
    "aside_beside": ("依頼の外", "beside the request"),
    "aside_described": ("説明", "a description"),
    "answer_question": ("{question}\n答え(空のまま Enter でやめます): ", "{question}\nYour answer (an empty one ends here): "),
    "confirm_question": ("{question} [y] はい / [n] いいえ: ", "{question} [y]es / [n]o: "),
    "where": ("記録: {folder}({files})", "Everything is in {folder} ({files})"),
    "go_on": ("続きから計算するには: agent resume {folder}", "To go on: agent resume {folder}"),
    "no_run_json": ("run.json がありません", "it has no run.json"),
    "run_json_damaged": ("run.json が壊れています", "its run.json is damaged"),
    "run_json_version": ("run.json の版 {given} は読めません", "its run.json is of version {given}"),
    "stdout_gone": ("標準出力に書けません({why})。", "stdout cannot be written ({why})."),
    "doctor_fine": ("問題ありません。", "All is well."),
    "doctor_missing": (
        "足りないものがあります。× の行の → のとおりにしてください。",
        "Something is missing: do as → says at each ×.",
    ),
    "doctor_isolation": ("隔離: {what}", "isolation: {what}"),
    "doctor_broken": (
        "この機械では隔離が守られません({detail})。Linux と bubblewrap を新しくしてください。それまで、ここでは実行しないでください。",
        "The isolation does not hold here ({detail}). Update Linux and bubblewrap; until then, run nothing here.",
    ),
    "doctor_model": ("言語モデル: {what}", "language model: {what}"),
    "doctor_potential": ("ポテンシャル: {what}", "potential: {what}"),
    "doctor_more": ("ほかに入れられるポテンシャル: {what}", "Other potentials that can be installed: {what}"),
    "doctor_folder": ("フォルダ {what} に書ける", "the folder {what} can be written"),
    "doctor_unwritable": ("許可と空き容量を確かめてください。", "Check its permissions and the free space."),
    "nothing_to_resume": ("この実行は終わっています。", "This run is finished already."),
    "col_candidate": ("候補", "candidate"),
    "col_stage": ("段階", "stage"),
    "col_calls": ("力の計算", "force calls"),
    "stage_line": ("{label}: {stage}(力の計算 {calls} 回目から)", "{label}: {stage} (from force call {calls})"),
    "finished_line": ("{line} (力の計算 {calls} 回、{wall:.1f} s)", "{line} ({calls} force calls, {wall:.1f} s)"),
    "col_fmax": ("fmax", "fmax"),
    "col_time": ("経過", "elapsed"),
    "stage_ends": ("両端の緩和", "ends"),
    "stage_band": ("経路", "band"),
    "stage_climb": ("鞍点", "climb"),
    "stage_verify": ("検証", "verify"),
    "stage_waiting": ("待ち", "waiting"),
    "stage_relax": ("緩和", "relax"),
    "read_picks": ("選んだ原子: {picks}", "Picked atoms: {picks}"),
    "picked_atom": ("{element} {index}({layer} 層目・{fixed})", "{element} {index} (layer {layer}, {fixed})"),
    "fixed": ("固定", "held"),
    "free": ("可動", "free"),
    "atom_held": (
        "注意: index {index} の {element} は固定された原子です。置換しても、その位置は動きません。",
        "Note: the {element} at index {index} is held; substituted, it does not move.",
    ),
    "atom_inside": (
        "注意: index {index} の {element} は表面ではなく内側({layer} 層目、表面は {surface} 層目)にあります。",
        "Note: the {element} at index {index} is not at the surface (layer {layer}; the surface is layer {surface}).",
    ),
    "chat_hello": ("指示をどうぞ(終わるには Ctrl-D か exit)。", "What shall I compute? (Ctrl-D or exit to leave)"),
    "question": ("質問", "Question"),
    "error": ("エラー", "Error"),
}


MOST_NAMED = 8


def language() -> str:
    """ "en" when the first of LC_ALL, LC_MESSAGES, LANG that is set starts with "en", else "ja"."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if chosen.lower().startswith("en") else "ja"


def english() -> bool:
    return language() == "en"


def explain(code: str, /, **details: object) -> tuple[str, str]:
    """(message, hint) of a code, filled with its details, in the user's language."""
    message, hint = ERRORS[code][english()]
    return message.format(**details), hint.format(**details)


def reason(error: OSError) -> str:
    """What the system says, in the user's language."""
    known = SYSTEM.get(error.errno or 0)
    return known[english()] if known else error.strerror or str(error)


def word(name: str, /, **details: object) -> str:
    return WORDS[name][english()].format(**details)


def folder_listing(names: Sequence[str]) -> str:
    """The names in a sentence, the first of many, or that there are none."""
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown}, …({len(names)})" if len(names) > MOST_NAMED else shown or word("nothing")
