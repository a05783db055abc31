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
