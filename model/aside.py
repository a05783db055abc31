"""What a sentence names and does not want: 白金は高価なので, Ni は計算済み, instead of Ag, 24 ではなく 22.

Covered: words right before and right behind a mention.
Not covered: what stands further away; the model reads the sentence.
"""

import re

from model.patterns import either

_I = re.IGNORECASE | re.ASCII
_DONE = either(
    """
    (?:計算|実施|試験|検討|測定|確認|解析)?(?:済み?|ずみ)(?!の?(?:値|結果|もの)と)
    (?:計算|確認|検討|実施)?(?:終わっ|終え|やっ(?:た(?!後|あと|ら|場合|とき)|て(?:ある|あり|あって|い[るま]))|出し(?:た|てある))
    """
)
_UNWANTED = either(
    """
    避け 使わ 使い(?=ませ|たくな) 使うな 使え(?:な|ず|ませ) 使いたくな 不使用 使用し(?:な|ませ) 用い(?:な|ず|ませ) 無視 関係な 関係あ?りま
    気にし 参考に(?:置|付|添) 高価 高い 除 以外 やめ 止め(?:て|る|ま) 要ら 要りません いら(?:ない|ん|ず|な) いりません 不要 無用
    必要な[いく] 必要は?(?:ありません|ない) 抜(?:き(?!の)|い) 省[いくき] 外[しすせ] はず[しすせ] skip スキップ パス(?![をのがはでに])
    見送 対象外 対象(?:には?し(?:ない|ません)|から) 含め(?:な|ず|ませ) 入れ(?:な|ず|ませ) 結構 却下 没 ボツ 後回し またの?(?:今度|機会)
    次回 カット 落と ノーカウント さわ[らり] 触[らり] 試さ(?:な|ず) (?:計算|置換)し(?:ない|なくて|ません) しなくて やらな
    もう(?:いい|よい|結構) だめ ダメ 駄目 無し(?!で?も) なし(?![でがの]) なしで
    """
)
_BESIDE = either(
    """
    今回 この回 前に 以前に? さっき この前 こないだ ただ 単に あくまで 両方 二つ 2つ 二つとも 今日 今度 もう 既に すでに 前回 先週 先日
    昨日 別途 別の?(?:回|人|件)[でに]? また 一旦 いったん とりあえず 完全に 最初から リストから 候補から たぶん 特に に関して について
    """
)
_BEHIND = re.compile(
    r"\s*(?:のほう|の方|の計算|の(?:置換|場合|分|ファイル|二つ|2つ|両方|両者))?(?:は|を|が|など|とか|系|も|だけ|について)*"
    rf"\s*[、,]?\s*(?:(?:{_BESIDE})(?:は|に|で|の)*\s*)*(?:{_UNWANTED}|{_DONE})"
    rf"|は[^。、,A-Za-z0-9]{{1,16}}(?:ので|から|ため)[、,]?\s*(?:今回は)?(?:{_UNWANTED})"
    rf"|\s*(?:だの|とか|など|みたいな|のような)[^、。]{{0,8}}(?:もの|やつ|元素|金属)は\s*(?:{_UNWANTED})"
    r"|を(?:試す|入れる|使う|計算する)(?:つもり|予定|はず)(?:でした|だった)(?:が|けど|のを|ん)"
    r"|は?以外|の(?:代わり|代替|かわり|変わり)"
    r"|に(?:代わる|代わって|かわる)|(?:番)?(?:の原子)?は(?:そのまま|変えな|触ら|いじら)|ではな|じゃな|でな(?:く|い)"
    r"|と(?:申し?上げ|お?伝え|書[いき]|言[いっ]|聞[いき]|間違)[^、。,.]{0,10}(?:が|けど|けれど|もの)"
    r"|\s*(?:(?:is|are|was|were|has been|have been|can be|should be)\s+)?(?:already |not )?"
    r"(?:needed|excluded|skipped|left out|dropped|done|finished|computed already|out of)\b"
    r"|\s*(?:we |I )?(?:don't|do not|needn't|need not) (?:need|want|compute|include)\b",
    _I,
)
_BEFORE = re.compile(
    r"(?:\bthan|instead of|avoid(?:ing)?|other than|except(?: for)?|rather than|replacement for|alternative to|\bnot|\bskip(?:ping)?"
    r"|leav(?:e|ing) out|\bomit(?:ting)?|\bdrop(?:ping)?|\bignor(?:e|ing)|\bexclud(?:e|ing)|\bwithout"
    r"|no need (?:for|to (?:do|run|compute|include))|(?:don't|do not|needn't) (?:need|do|run|compute|include|want|bother with))"
    r"\s*(?:using\s*)?(?:the\s*|a\s*|an\s*)?(?:atom\s*|index\s*|site\s*|#\s*|no\.\s*)*$",
    _I,
)
_NONE_OF = re.compile(r"(?<![A-Za-z])no(?: more)?\s+$", _I)
_TAKEN_BACK = re.compile(
    r"\s*(?:番(?:目)?)?(?:の?原子)?[\s、,.…―-]*(?:いや|いえ|もとい|違[うっい]|間違|訂正|あ[、,. ]|あっ|no,|sorry|i mean|oops)", _I
)


_ATOM = re.compile(r"番(?:目)?(?:の?(?:原子|サイト))?")


def unwanted_behind(text: str, end: int) -> bool:
    """Whether the words from `end` on say that what stands before is not wanted."""
    return bool(_BEHIND.match(text, end))


def set_aside(text: str, span: tuple[int, int], *, number: bool = False) -> bool:
    """Whether what stands at `span` of NFKC text is named as what is not wanted (白金は高価なので, instead of Ag, not 41)."""
    counter = _ATOM.match(text, span[1]) if number else None
    behind = _BEHIND.match(text, span[1]) or (_BEHIND.match(text, counter.end()) if counter else None)
    return bool(
        (behind and not (number and "わり" in behind.group()))
        or _TAKEN_BACK.match(text, span[1])
        or _BEFORE.search(text, max(0, span[0] - 32), span[0])
        or (not number and _NONE_OF.search(text, max(0, span[0] - 12), span[0]))
    )
