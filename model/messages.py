"""What users read from model/: Japanese first, English when the locale says so."""

import os

ADVICE: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    # kind: ((message, hint) in Japanese, (message, hint) in English)
    "name_unknown": (
        ("「{name}」というモデルはありません。", "使えるもの: {accepted}、GGUF ファイルの場所、http(s):// で始まるアドレス。"),
        ('There is no model called "{name}".', "Accepted: {accepted}, the path of a GGUF file, or an http(s):// address."),
    ),
    "file_missing": (
        ("モデルのファイル {file} がありません。", "場所を確かめるか、--model embedded(同梱のモデル)を使ってください。"),
        ("The model file {file} does not exist.", "Check the path, or use --model embedded (the model that ships with kassei)."),
    ),
    "embedded_missing": (
        ("同梱のモデル {file} が見つかりません。", "入れ直すか、`make model` で作り直してください。"),
        ("The embedded model {file} is missing.", "Install kassei again, or build the model with `make model`."),
    ),
    "file_empty": (
        ("モデルのファイル {file} は空(0 バイト)です。", "もう一度ダウンロードしてください。"),
        ("The model file {file} is empty (0 bytes).", "Download it again."),
    ),
    "file_not_gguf": (
        ("{file} は GGUF ではありません(先頭が {given})。", "GGUF 形式(先頭が GGUF、版 2 か 3)のファイルを渡してください。"),
        ("{file} is no GGUF file (it begins with {given}).", "Give a file in GGUF format (beginning with GGUF, version 2 or 3)."),
    ),
    "file_truncated": (
        (
            "モデルのファイル {file} は途中で切れています(中身の表では {needed:,} バイト、実際は {size:,} バイト)。",
            "もう一度ダウンロードしてください。",
        ),
        ("The model file {file} is cut off (its table claims {needed:,} bytes, it has {size:,}).", "Download it again."),
    ),
    "file_damaged": (
        ("モデルのファイル {file} の見出しが壊れています({reason})。", "もう一度ダウンロードするか、別のファイルを使ってください。"),
        ("The header of the model file {file} is damaged ({reason}).", "Download it again, or use another file."),
    ),
    "load_failed": (
        (
            "モデル {file} を読み込めません({reason})。",
            "この llama.cpp が対応する形か、メモリは足りるかを確かめるか、--model embedded を使ってください。",
        ),
        (
            "The model {file} cannot be loaded ({reason}).",
            "Is its architecture known to this llama.cpp, is there memory enough? Or use --model embedded.",
        ),
    ),
    "prompt_too_long": (
        ("会話が長すぎます({tokens} トークン、上限 {limit})。", "短く言い直すか、新しい会話で始めてください。"),
        ("The conversation is too long ({tokens} tokens, limit {limit}).", "Say it shorter, or start a new conversation."),
    ),
    "no_script": (
        ("モデル {name} はスクリプトを書けませんでした。", "別の言い方にするか、--model で別のモデルを選んでください。"),
        ("The model {name} wrote no script.", "Say it differently, or choose another model with --model."),
    ),
    "reply_failed": (
        ("モデル {name} が答えの途中で止まりました({reason})。", "会話を短くするか、--model で別のモデルを選んでください。"),
        (
            "The model {name} stopped in the middle of its reply ({reason}).",
            "Shorten the conversation, or choose another model with --model.",
        ),
    ),
    "server_failed": (
        ("モデルのサーバー {url} が答えません({reason})。", "サーバーが動いているか、アドレスが正しいかを確かめてください。"),
        ("The model server {url} does not answer ({reason}).", "Check that it is running and that the address is right."),
    ),
    "server_cut": (
        (
            "モデルのサーバー {url} の返事が途中で切れました。",
            "まだ動いているか、メモリは足りるかを確かめて、もう一度試してください。",
        ),
        ("The reply of the model server {url} broke off.", "Is it still running, has it memory enough? Then try again."),
    ),
    "server_garbage": (
        ("モデルのサーバー {url} の返事を読めません({reason})。", "OpenAI 互換のアドレス(…/v1)かどうかを確かめてください。"),
        ("The reply of the model server {url} cannot be read ({reason}).", "Is it an OpenAI-compatible address (…/v1)?"),
    ),
    "replies_spent": (
        ("台本の返事({given} 個)を使い切りました。", "台本に返事を足してください。"),
        ("The scripted replies ({given}) are used up.", "Add replies to the script."),
    ),
    "replies_unreadable": (
        (
            "台本のファイル {file} を読めません({reason})。",
            'JSON の文字列のリスト、または 1 行に {{"reply": …}} を 1 つずつ書いてください。',
        ),
        ("The file of scripted replies {file} cannot be read ({reason}).", 'Write a JSON list of strings, or one {{"reply": …}} a line.'),
    ),
    "catalogue_unknown": (
        ("目録に「{name}」はありません。", "あるもの: {accepted}。"),
        ('The catalogue has no "{name}".', "It has: {accepted}."),
    ),
    "to_be_converted": (
        (
            "{name} は、このままでは取り込めません(GGUF がない、または許諾への同意が要ります。許諾: {licence})。",
            "{repository} を手元に取り、llama.cpp の convert_hf_to_gguf.py で GGUF にして、その場所を agent model use に渡してください。",
        ),
        (
            "{name} cannot be pulled as it is (no GGUF, or a licence to agree to: {licence}).",
            "Download {repository}, convert it with llama.cpp's convert_hf_to_gguf.py, and give the file to --model or agent model use.",
        ),
    ),
    "not_pulled": (
        ("{name} はまだこの機械にありません。", "取り込むには: agent model pull {name}(約 {size} GB)"),
        ("{name} is not on this machine yet.", "To download it (about {size} GB): agent model pull {name}"),
    ),
    "name_taken": (
        ("{name} は、もう {repository} の {file} の名前です。", "別の名前で: agent model pull 名前 FILE --from 持ち主/名前"),
        ("{name} is already the name of {file} from {repository}.", "Choose another: agent model pull NAME FILE --from OWNER/REPO"),
    ),
    "repository_missing": (
        ("Hugging Face に {repository} が見つかりません。", "持ち主/名前 の綴りを確かめてください(非公開なら HF_TOKEN が要ります)。"),
        ("There is no {repository} on Hugging Face.", "Check OWNER/NAME (a private one needs HF_TOKEN)."),
    ),
    "repository_gated": (
        (
            "{repository} は、許諾に同意した人だけが取れます。",
            "https://huggingface.co/{repository} で同意し、HF_TOKEN を設定してください。",
        ),
        ("{repository} is for those who agreed to its licence.", "Agree on https://huggingface.co/{repository} and set HF_TOKEN."),
    ),
    "repository_file_missing": (
        (
            "{repository} に {file} がありません。",
            "https://huggingface.co/{repository}/tree/main で名前を確かめて: agent model pull 名前 FILE --from {repository}",
        ),
        (
            "{repository} has no {file}.",
            "See https://huggingface.co/{repository}/tree/main, then: agent model pull NAME FILE --from {repository}",
        ),
    ),
    "no_network": (
        (
            "{repository} を取り込めません({reason})。",
            "ネットワークを確かめて、同じコマンドをもう一度(途中から続きます)。別の機械で取ったファイルも --model で使えます。",
        ),
        (
            "{repository} cannot be downloaded ({reason}).",
            "Check the network and repeat the command (it goes on where it stopped). A file copied from elsewhere works with --model, too.",
        ),
    ),
    "hash_differs": (
        (
            "{file} のハッシュが違います({found:.12}…、{whose} では {wanted:.12}…)。消しました。",
            "もう一度取り込んでください。公開元が差し替えたのなら、models.lock の項目を消してからにしてください。",
        ),
        (
            "{file} has another hash ({found:.12}…, {whose} says {wanted:.12}…). It was deleted.",
            "Pull it again. If its owner replaced it, delete its entry in models.lock first.",
        ),
    ),
    "hash_changed": (
        (
            "{file} は、取り込んだときのファイルと違います(ハッシュ {found:.12}…、models.lock では {wanted:.12}…)。",
            "消してから、もう一度取り込んでください: agent model pull {name}",
        ),
        (
            "{file} is not the file that was pulled (hash {found:.12}…, models.lock says {wanted:.12}…).",
            "Delete it and pull it again: agent model pull {name}",
        ),
    ),
    "memory_short": (
        (
            "モデル {file} は {needed:.1f} GB あり、この機械のメモリ({memory:.1f} GB)に入りません。",
            "もっと小さい量子化かモデルを選んでください(agent model list に、この機械に合うものがあります)。",
        ),
        (
            "The model {file} takes {needed:.1f} GB and does not fit into this machine's memory ({memory:.1f} GB).",
            "Take a smaller quantization or model (agent model list says which ones fit).",
        ),
    ),
    "projector": (
        (
            "{file} は、絵を読むための投影器(mmproj)で、言語モデルではありません。",
            "llama-server -m モデル.gguf --mmproj {file} を動かし、そのアドレスを --model http://…/v1 に渡してください。",
        ),
        (
            "{file} is the projector (mmproj) of a model that sees, not a language model.",
            "Run llama-server -m MODEL.gguf --mmproj {file} and give its address: --model http://127.0.0.1:8080/v1",
        ),
    ),
    "lock_unreadable": (
        ("{file} を読めません({reason})。", "元に戻すか、消してください(消すと、次の取り込みで固定し直します)。"),
        ("{file} cannot be read ({reason}).", "Restore it, or delete it (hashes are then pinned anew)."),
    ),
    "configuration_unreadable": (
        ("設定 {file} を読めません({reason})。", '書いてよいのは model = "…" の一行です。agent model use embedded で元に戻ります。'),
        (
            "The configuration {file} cannot be read ({reason}).",
            'It holds one line, model = "…". `agent model use embedded` puts it right.',
        ),
    ),
    "port_taken": (
        ("ポート {port} を使えません({reason})。", "--port で別の番号を渡してください。"),
        ("Port {port} cannot be used ({reason}).", "Choose another with --port."),
    ),
    "cancelled": (("中断しました。", ""), ("Interrupted.", "")),
}


def language() -> str:
    """ "en" when the first locale variable set begins with "en", else "ja"."""
    chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if chosen.startswith("en") else "ja"


def advice(kind: str, **details: object) -> tuple[str, str]:
    """(message, hint) of one kind, filled with its details, in the user's language."""
    message, hint = ADVICE[kind][language() == "en"]
    return message.format(**details), hint.format(**details)
