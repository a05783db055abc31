"""Requests for the other functions: lattice constants, adsorption, surfaces, vacancies, hops, relaxation, vibrations, dynamics, views."""

import random
from collections.abc import Callable

from model.data.grammar import lines, one_of
from model.data.noun import Voice, many_sites, one_site, picked
from model.data.things import CALCULATOR_NAMES, CALCULATORS, elements, figures, fmax, path_file, site, sites, structure_file

Drawn = tuple[str, tuple[str, ...], tuple[int, ...], str]
_METALS = ("Cu", "Ag", "Au", "Ni", "Pd", "Pt", "Al", "Ir", "Rh", "Fe", "Ru", "Ti", "W", "Mo", "Co", "Ta", "Nb", "Zn", "Mg", "V", "Cr", "Pb", "Si", "Ge")
_ADSORBATES = ("O", "H", "N", "C", "S", "CO", "NO", "OH", "N2", "O2", "H2", "H2O", "NH3", "CH3", "NH", "CH", "F", "Cl", "CH4", "CO2")
_MOLECULES = ("CO", "N2", "H2O", "NH3", "CH4", "O2", "H2", "NO", "CO2", "C2H4", "OH", "CH3OH", "C2H2", "HCN", "HCl", "SO2", "N2O", "C2H6", "C6H6", "HF", "NO2", "O3", "H2CO")
_MOLECULE_NAMES = {"CO": "一酸化炭素", "CO2": "二酸化炭素", "H2O": "水分子", "NH3": "アンモニア", "CH4": "メタン", "N2": "窒素分子", "O2": "酸素分子", "H2": "水素分子", "NO": "一酸化窒素", "C2H4": "エチレン", "CH3OH": "メタノール", "C2H2": "アセチレン", "C6H6": "ベンゼン", "C2H6": "エタン", "H2CO": "ホルムアルデヒド", "HCN": "シアン化水素", "HCl": "塩化水素"}
_MOLECULE_NAMES_EN = {"CO": "carbon monoxide", "CO2": "carbon dioxide", "H2O": "water", "NH3": "ammonia", "CH4": "methane", "C2H4": "ethylene", "C2H2": "acetylene", "CH3OH": "methanol", "C6H6": "benzene", "NO": "nitric oxide"}

LATTICE = lines("""
{E}の{L}の格子定数{k}
{E}[の|について|に関して、]格子定数{k}
{L}の{E}の格子定数{k}
{L}-{E}の格子定数{k}
{L} {E} 格子定数
{E}の[平衡|最適][格子定数|格子長|セルサイズ|セル長]{k}
[バルク|単結晶|固体|結晶]の{E}の[格子定数|格子パラメータ|格子長|lattice constant]{k}
{E}[バルク|結晶|単結晶]の[格子定数|格子パラメータ|lattice parameter]{k}
格子定数、{E}
格子定数[を|]{E}で{k2}
{E}の[体積弾性率|バルクモジュラス|bulk modulus|体積弾性係数]{k}
{E}の[状態方程式|EOS|体積-エネルギー曲線|EVカーブ|E-V曲線]{k}
{E}[結晶|]の[格子|セル]の大きさは[何Å|どれくらい|いくつ][?|ですか|]
{E}の[原子間距離|最安定な格子|平衡体積]{k}
{E} [lattice constant|格子定数]{k}
[結晶構造は{L}として|{L}構造で|{L}を仮定して][、|]{E}の格子定数{k}
""")
LATTICE_EN = lines("""
[Calculate|Compute|What is|Find|Get|Give me|Tell me] the [lattice constant|lattice parameter|equilibrium lattice constant|bulk modulus|equation of state] of [{L} |bulk |]{E}{pls}
[lattice constant|lattice parameter|EOS] of {E}{pls}
{E} [lattice constant|lattice parameter|bulk modulus]{pls}
[How big|How large] is the unit cell of {E}?
""")
ADSORPTION = lines("""
{S}[における|上の|表面の]{T}[で|に]の{A}の吸着エネルギー{k}
{S}の{T}に{A}[を吸着させた|が吸着した|を吸着した|を置いた|を載せた|が付いた|が乗った][とき|場合|際]の[吸着エネルギー|エネルギー|吸着の強さ|安定性]{k}
{S}の{T}への{A}の吸着エネルギー{k}
{S}の{T}[での|における]{A}の[吸着エネルギー|吸着熱|結合エネルギー|吸着の強さ]{k}
{A}の{S}[への|上での|での|表面への|上への]吸着エネルギー[({T})|、{T}|、吸着サイトは{T}|。サイトは{T}|({T}に置いて)]{k3}
{A}が{S}の{T}に[どれくらい|どの程度][強く|]吸着する[か|?|か計算して|か教えて]
{A}を{S}の{T}に[吸着させて|置いて|載せて|くっつけて|のせて][、|][吸着エネルギー|エネルギー]{k}
{S}の{T}に{A}がつくときのエネルギー{k}
{A}/{S}[の|]({T})[の|]吸着エネルギー{k}
{A}/{S}、{T}[の|、]吸着エネルギー{k}
{S}-{A} 吸着エネルギー {T}
吸着エネルギー: {A}, {S}, {T}
{T}[に|で]吸着した{A}の[吸着エネルギー|エネルギー]を{S}[表面|]で{k2}
""")
ADSORPTION_BARE = lines("""
{S}[の|における|上の|表面の|での|上での|への]{A}の吸着エネルギー{k}
{S}に{A}[を吸着させた|が吸着した|を載せた|が付いた][とき|場合|際]の[吸着エネルギー|吸着の強さ|エネルギー]{k}
{A}の{S}[への|上での|での|表面への|上への]吸着エネルギー{k}
{A}が{S}に[どれくらい|どの程度][強く|]吸着する[か|?|か計算して|か教えて]
{A}/{S}の吸着エネルギー{k}
{A}[は|って]{S}に[くっつく|吸着する|付く][?|か計算して|かな?]
{S}上の{A}の[吸着熱|結合エネルギー|吸着]{k}
""")
ADSORPTION_EN = lines("""
[Adsorption energy|Binding energy] of {A} on {S} [at|in|on] [the |]{T}[ site| position|]{pls}
[Calculate|Compute|What is|Get] the [adsorption|binding] energy of {A} [at|on] the {T} [site|position] of {S}{pls}
How strongly does {A} [bind|adsorb|stick] [to|on] {S} at the {T} site?
[Put|Place|Adsorb] {A} [on|at] the {T} site of {S} and [compute|give me] the adsorption energy{pls}
""")
ADSORPTION_BARE_EN = lines("""
[Adsorption energy|Binding energy] of {A} on {S}{pls}
[Calculate|Compute|What is|Get] the [adsorption|binding] energy of {A} on {S}{pls}
How strongly does {A} [bind|adsorb] [to|on] {S}?
""")
SURFACE = lines("""
{S}[面|表面|]の[表面エネルギー|表面エネルギ|surface energy|表面自由エネルギー|表面張力]{k}
[表面エネルギー|surface energy]、{S}
[表面エネルギー|surface energy]を{S}で{k2}
{S}を[切り出す|劈開する|露出させる|作る|へき開する]のに[必要な|要る]エネルギー{k}
{S}の表面の[安定性|できやすさ]を表面エネルギーで[評価して|教えて|見積もって]
{S} [の|]表面エネルギー[は何J/m2|はどれくらい|いくつ|何 J/m^2][?|ですか]
{S}スラブの表面エネルギー{k}
""")
SURFACE_EN = lines("""
[Surface energy|surface energy] of {S}{pls}
[Calculate|Compute|What is|Get|Estimate] the surface energy of [the |]{S}[ surface| facet| slab|]{pls}
How much energy [does it cost|is needed] to cleave {S}?
""")
VACANCY = lines("""
{E}の[空孔|単空孔|原子空孔|ベーカンシー|vacancy|空格子点|点欠陥(空孔)|モノベーカンシー][の|]形成エネルギー{k}
{E}[中|結晶中|バルク中|内|の結晶]の[空孔|単空孔|ベーカンシー|原子空孔][の|][形成|生成]エネルギー{k}
{E}[に|の中に][空孔|ベーカンシー|原子の抜け穴|穴|欠陥]を[1つ|一つ|ひとつ|1個|]作る[のに必要な|ための|]エネルギー{k}
{E}から原子を[1つ|1個|一個|ひとつ]抜く[のに必要な|ための|]エネルギー{k}
[空孔|vacancy]形成エネルギー、{E}
[空孔|vacancy]形成エネルギーを{E}で{k2}
{E}の[空孔|ベーカンシー|点欠陥]は[できやすい|作りやすい|生じやすい][?|か|か計算して]
""")
VACANCY_EN = lines("""
[Vacancy formation energy|Formation energy of a vacancy|vacancy formation energy] [of|in|for] {E}{pls}
[Calculate|Compute|What is|Get] the [vacancy formation energy|formation energy of a vacancy] [of|in] [bulk |]{E}{pls}
[How much energy|What] does it [take|cost] to [make|create] a vacancy in {E}?
""")
MIGRATION = lines("""
{E}[中|結晶中|バルク中|内|の中|]の[空孔|単空孔|ベーカンシー|vacancy|原子空孔|空格子点]の[移動|拡散|マイグレーション|ジャンプ|ホップ|移動の][障壁|エネルギー|活性化エネルギー|バリア|障壁エネルギー]{k}
{E}の[空孔|ベーカンシー|vacancy][移動|拡散|マイグレーション][の|][障壁|エネルギー|バリア|活性化エネルギー]{k}
{E}[中|の中|]で[空孔|ベーカンシー|原子空孔]が[動く|移動する|拡散する|隣に移る|ジャンプする|となりへ動く][とき|際|]の[障壁|エネルギー|活性化エネルギー|バリア]{k}
{E}[中|の中]の[空孔|ベーカンシー]は[どれくらい|どの程度]動きやすい[?|か計算して|か障壁で教えて]
{E}の[空孔機構|空孔メカニズム][による|の][自己拡散|拡散]の[障壁|活性化エネルギー|移動障壁]{k}
{E}の空孔が[隣の|最近接の|となりの][サイト|格子点|原子位置]に[移る|移動する|動く]障壁{k}
[空孔|vacancy]の移動障壁、{E}
""")
MIGRATION_EN = lines("""
[Vacancy migration [barrier|energy]|Migration barrier of a vacancy|vacancy diffusion barrier] [in|of|for] {E}{pls}
[Calculate|Compute|What is|Get] the [vacancy migration [barrier|energy]|barrier for vacancy [migration|diffusion|hopping]] in [bulk |]{E}{pls}
How easily do vacancies move in {E}? [Barrier please|]
""")
HOP = lines("""
{S}[上の|上での|表面の|表面上の|での|における|面上の]{A}[原子|アダトム|吸着原子|]の[拡散|表面拡散|ホップ|移動|ホッピング|ジャンプ|マイグレーション][の|][障壁|バリア|エネルギー障壁|活性化エネルギー]{k}
{S}[上|表面|の上|の表面]を{A}[原子|アダトム|]が[拡散|移動|ホップ|ジャンプ|動く]する[とき|際|]の[障壁|活性化エネルギー|バリア]{k}
{A}[原子|アダトム|吸着原子|]が{S}[上|の上|表面]で[隣のサイトに|隣のホローに|となりへ|隣へ|次のサイトへ][跳ぶ|移る|移動する|動く|飛び移る|ホップする][とき|]の[障壁|エネルギー|活性化エネルギー|バリア]{k}
{A}の{S}[上|表面|面|]での[拡散障壁|表面拡散の障壁|拡散バリア|ホップ障壁|移動障壁|拡散の活性化エネルギー|マイグレーションエネルギー]{k}
{S}の表面拡散[障壁|の活性化エネルギー|バリア]{k4}拡散種は{A}
{A}/{S}[の|、][拡散障壁|表面拡散|拡散バリア|ホッピング障壁]{k}
{S}で{A}は[どれくらい|どの程度]動きやすい[?|か、障壁で教えて|か拡散障壁を計算して]
{S}での{A}の自己拡散障壁{k}
{A}が{S}を[歩き回る|転がる|滑る]ときのバリア{k}
""")
HOP_EN = lines("""
[Diffusion|Hopping|Surface diffusion|Migration] barrier [of|for] [a |an |][{A}|{A} adatom|{A} atom] on {S}{pls}
[Calculate|Compute|What is|Get] the [diffusion|hopping|surface diffusion|migration] barrier [of|for] {A} on {S}{pls}
How easily does {A} [hop|diffuse|move] on {S}? [Barrier please|]
Barrier for {A} to hop [on|across|between sites on] {S}{pls}
""")
RELAX = lines("""
{f}を[構造緩和して|構造緩和してください|緩和してほしい|緩和お願いします|緩和する|緩和させて|構造緩和して下さい|緩和してくれますか|緩和してみて]
{f}を[構造最適化|最適化|ジオメトリ最適化|relax|安定化|リラックス][して|してください|してほしい|お願いします|]
{f}の[構造|原子位置|原子座標]を[緩和|最適化]{k2b}
{f}の[構造最適化|緩和|構造緩和|ジオメトリ最適化|relaxation]{k5}
{f}を[一番|最も|]安定[な構造|な形|な状態]に[して|緩和して|もっていって|する]
{f}を[エネルギー極小|極小|局所安定構造|エネルギー最小]まで[緩和|持っていって|最適化して]
[構造|]緩和 {f}
{f} 緩和
{f} relax[して|]
{f}[の構造を|を][落ち着かせて|ゆるめて]
""")
RELAX_EN = lines("""
[Relax|Optimize|Optimise|Minimize] [the [structure|geometry|atoms] [in|of] |]{f}{pls}
[Geometry optimization|Structure relaxation|relaxation] of {f}{pls}
{f}: relax{pls}
[Could you|Please] [relax|optimize] {f}
""")
VIBRATIONS = lines("""
{M}の[振動|基準振動|調和振動][解析|計算|数|モード|周波数|スペクトル]{k}
{M}の[振動数|振動モード|固有振動数|ノーマルモード|振動周波数|伸縮振動数|IR周波数|波数]{k}
{M}[が|は][どんな|どの]振動数で[振動する|揺れる]か[計算して|教えて|?]
{M}の[零点エネルギー|ゼロ点エネルギー|ZPE|零点振動エネルギー|ゼロ点振動エネルギー]{k}
{M}を振動解析{k5}
振動解析 {M}
[振動解析|振動計算|周波数計算]を{M}で{k2}
{M} [vibration|周波数|振動数|frequency]{k}
""")
VIBRATIONS_EN = lines("""
[Vibrational frequencies|Vibrations|Vibrational analysis|Normal modes|Zero-point energy|ZPE] of {M}{pls}
[Calculate|Compute|What are|Get] the [vibrational frequencies|vibrations|normal modes|zero point energy] of {M}{pls}
[Vibrational|Frequency|Normal mode] analysis [of|for] {M}{pls}
At which frequencies does {M} vibrate?
""")
DYNAMICS = lines("""
{f}を{t}で{p}[走らせて|MDして|回して|MD計算して|シミュレーションして|熱運動させて|流して|動かしてみて|ゆらして]{c}
{f}を{t}[で|、]{p}[の|、][分子動力学|MD|MD計算|MDシミュレーション|分子動力学計算|動力学計算|molecular dynamics]{k5}
{f}の[分子動力学|MD|MD計算|分子動力学計算|分子動力学シミュレーション|MDシミュレーション]を{t}で{p}{k5}
{f}の[MD|分子動力学]、{t}、{p}
{f} MD {t} {p}
{t}で{f}を{p}[動かして|MDして|走らせて|MD計算|シミュレーションして]
{t}、{p}の[MD|分子動力学]を{f}[で|に対して|について][実行して|お願い|走らせて|]
{p}だけ{f}を{t}で[動かして|MD|MDして]
[温度|T=]{t}[、時間|、][|で]{p}、{f}の[MD|分子動力学][を実行|をお願いします|して|計算]
""")
DYNAMICS_HOT = lines("""
{f}を{t}で[動かして|MDして|分子動力学計算して|MD計算|シミュレーションして|揺らして]
{f}の[MD|分子動力学計算|分子動力学]を{t}で{k5}
{t}での{f}の[MD|分子動力学|熱振動の様子]{k}
{f}を{t}に[加熱して|温めて|して]MD{k5}
""")
DYNAMICS_LONG = lines("""
{f}を{p}[動かして|MDして|分子動力学計算して|MD計算して]
{f}の[MD|分子動力学]を{p}{k5}
""")
DYNAMICS_EN = lines("""
[Run|Do|Perform] [a |]{p} [MD|molecular dynamics|MD simulation|MD run] [of|on|for] {f} at {t}{pls}
[Run|Do|Perform] [MD|molecular dynamics] [of|on] {f} at {t} for {p}{pls}
MD of {f}, {t}, {p}
[Simulate|Shake|Heat] {f} at {t} for {p}{pls}
""")
VIEW = lines("""
{s}を[強調|強調表示|目立たせ|マーク|光らせ|色付け|ハイライト表示][した状態で|した][経路|パス|反応経路|構造|3D|アニメーション|動画|][を|][表示|見せて|描画して|可視化して|見たい|表示してください]
{s}[に|を]印を[つけて|付けて][経路|構造|反応経路|][を|][表示して|見せて|描画|見たい]
[経路|反応経路|パス|構造|軌跡|原子の動き]を[3D|三次元|3次元|NGL|アニメーション|][で|][表示して|見せて|可視化して|表示|描画して|見たい][。|]{s}[は|を][ハイライト|強調|目立つように|マーク|光らせて][して|で|]
[経路|反応経路|パス]の表示、{s}をハイライト
{s}が[どこ|どの原子|どこにある]か[表示して|見せて|教えて|図で示して|ハイライトして]
{s}[の場所|の位置][を|が][表示して|見たい|図で見せて|ハイライトして]
[3D|構造図|絵]で{s}を[示して|見せて|光らせて|ハイライト]
""")
VIEW_BARE = lines("""
[この|]{path}を[表示して|見せて|可視化して|3Dで見せて|描画して|見たい|アニメーションで見せて|動かして見せて|表示|3D表示]
{f}を[表示して|見せて|可視化して|3Dで見せて|描画して|見たい|アニメーションで見せて|表示|眺めたい]
[反応経路|構造|経路|原子の動き]の[アニメーション|3D表示|可視化|動画|3D図][を見せて|をお願いします|]
[反応の様子|原子がどう動くか|反応経路の動き]を[見せて|見たい|3Dで見せて|アニメーションで見たい]
[計算はせず|計算しなくていいので|計算なしで][、|]{path}[だけ|を]見せて
""")
VIEW_EN = lines("""
[Show|Display|Visualize|View|Draw] [the |my |this |][path|reaction path|band|structure] [with|and highlight] {s}[ highlighted| marked| emphasized|]{pls}
Highlight {s} [in|on|along] the [path|structure|3D view]{pls}
[Where is|Show me] {s} [in the path|in 3D|on the slab]?
""")
VIEW_BARE_EN = lines("""
[Show|Display|Visualize|View|Animate] [the |my |this |][path|reaction path|band|structure|{f}]{pls}
[Show me|Let me see] [the path|{f}|the reaction path] in 3D{pls}
""")

_K = "[{wo}{calc}|{wo}{calc}|{wo}{calc}|{wo}計算|{wh}|は[?|いくつ?|いくら?|いくつですか]||[をお願いします|よろしく|お願い|頼む]|[を知りたい|が知りたい|を知りたいのですが|が欲しい|が必要です]|の計算|を{graph}で]"
_SITES = {
    "ontop": ("ontop", "on-top", "オントップ", "on top", "atop", "top", "トップ", "直上", "真上", "アトップ", "オントップサイト", "top サイト", "ontop サイト"),
    "bridge": ("bridge", "ブリッジ", "橋かけ", "bridge サイト", "ブリッジサイト", "架橋", "架橋サイト", "橋架け", "ブリッジ位置"),
    "fcc": ("fcc", "fccサイト", "fcc ホロー", "FCC", "fcc hollow", "fcc サイト", "fccホローサイト", "fcc三配位"),
    "hcp": ("hcp", "hcpサイト", "hcp ホロー", "HCP", "hcp hollow", "hcp サイト", "hcpホローサイト", "hcp三配位"),
    "hollow": ("hollow", "ホロー", "ホローサイト", "hollow サイト", "四配位ホロー", "4-fold hollow", "4配位ホロー", "くぼみ", "中空サイト"),
}
_SITES_EN = {"ontop": ("ontop", "on-top", "atop", "top"), "bridge": ("bridge",), "fcc": ("fcc", "fcc hollow"), "hcp": ("hcp", "hcp hollow"), "hollow": ("hollow", "four-fold hollow")}
_LATTICES = {"fcc": ("fcc", "FCC", "面心立方", "面心立方格子", "fcc構造"), "bcc": ("bcc", "BCC", "体心立方", "体心立方格子", "bcc構造"), "hcp": ("hcp", "HCP", "六方最密", "六方最密充填"), "diamond": ("ダイヤモンド構造", "diamond", "ダイヤモンド型")}


def surface(voice: Voice) -> tuple[str, str]:
    """A surface: its canonical name, and as it is written."""
    rng = voice.rng
    metal = rng.choice(("Cu", "Pt", "Ni", "Pd", "Ag", "Au", "Al", "Rh", "Ir", "Ru", "Fe", "Co", "W", "Mo"))
    facet = "0001" if metal in ("Ru", "Co") and rng.random() < 0.6 else rng.choice(("111", "111", "100", "110", "211", "210"))
    name = metal if rng.random() < 0.75 else voice.element(metal)
    forms = (f"{name}({facet})",) * 6 + (f"{name} ({facet})", f"{name}({facet})面", f"{name}の({facet})面", f"{name}({facet})表面", f"{name}の{facet}面", f"{name}{facet}面", f"{name} {facet} 面")
    if voice.english:
        forms = (f"{name}({facet})",) * 6 + (f"{name} ({facet})", f"{name}{facet}" if len(name) < 3 else f"{name}({facet})")
    if rng.random() < 0.04:
        forms = tuple(f.translate(str.maketrans("()0123", "（）０１２３")) for f in forms)
    return f"{metal}({facet})", rng.choice(forms)


def molecule(voice: Voice, symbol: str) -> str:
    """A molecule or atom as it is written."""
    names = _MOLECULE_NAMES_EN if voice.english else _MOLECULE_NAMES
    if symbol in names and voice.rng.random() < 0.35:
        return names[symbol]
    if len(symbol) == 1 or symbol == "Cl":
        text = symbol if voice.rng.random() < 0.6 or voice.english else voice.element(symbol)
        if voice.english and voice.rng.random() < 0.3:
            return voice.element(symbol)
        return text + ("原子" if not voice.english and voice.rng.random() < 0.25 else "")
    return symbol + ("分子" if not voice.english and voice.rng.random() < 0.25 else "")


def _words(voice: Voice, **extra: object) -> dict[str, object]:
    say = voice.say
    return {
        "k": lambda: say(_K), "k2": lambda: say("{calc}"), "k3": lambda: say("[|{wo}{calc}|。計算して|を求めて|は?]"), "k4": lambda: say("{wo}{calc}。"),
        "k2b": lambda: say("[して|してください|お願いします|する|してほしい]"), "k5": lambda: say("[を実行して|をお願いします|して|お願い|をやって||をしてください|を頼む|をかけて]"), "c": lambda: say("[|ください|ほしい|みて]"), **extra,
    }  # fmt: skip


def lattice(voice: Voice) -> Drawn:
    rng = voice.rng
    symbol = elements(rng, 1)[0] if rng.random() < 0.2 else rng.choice(_METALS)
    templates = LATTICE_EN if voice.english else LATTICE
    template = rng.choice(templates)
    structure = rng.choice(tuple(_LATTICES))
    word = rng.choice(_LATTICES[structure][:2] if voice.english else _LATTICES[structure])
    if voice.english and "{L}" in template:
        template = template.replace("[{L} |bulk |]", f"{word} " if rng.random() < 0.3 else rng.choice(("bulk ", "")))
        named = word in template
    else:
        named = "{L}" in template
    text = voice.say(template, **_words(voice, E=voice.element(symbol), L=word))
    return text, (), (), f'lattice_constant("{symbol}"' + (f', lattice="{structure}"' if named else "")


def adsorption(voice: Voice) -> Drawn:
    rng = voice.rng
    where, written = surface(voice)
    what = rng.choice(_ADSORBATES)
    bare = rng.random() < 0.25
    place = rng.choice(tuple(_SITES))
    templates = (ADSORPTION_BARE_EN if bare else ADSORPTION_EN) if voice.english else (ADSORPTION_BARE if bare else ADSORPTION)
    place_word = rng.choice(_SITES_EN[place] if voice.english else _SITES[place])
    if not voice.english and not place_word.endswith("サイト") and rng.random() < 0.5:
        place_word += rng.choice(("サイト", "サイト", " サイト", "位置"))
    text = one_of(rng, templates, _words(voice, S=written, A=molecule(voice, what), T=place_word))
    return text, (), (), f'adsorption_energy("{what}", "{where}"' + ("" if bare else f', site="{place}"')


def surface_energy(voice: Voice) -> Drawn:
    where, written = surface(voice)
    return one_of(voice.rng, SURFACE_EN if voice.english else SURFACE, _words(voice, S=written)), (), (), f'surface_energy("{where}"'


def vacancy(voice: Voice) -> Drawn:
    symbol = voice.rng.choice(_METALS)
    return one_of(voice.rng, VACANCY_EN if voice.english else VACANCY, _words(voice, E=voice.element(symbol))), (), (), f'vacancy_formation("{symbol}"'


def migration(voice: Voice) -> Drawn:
    symbol = voice.rng.choice(_METALS)
    return one_of(voice.rng, MIGRATION_EN if voice.english else MIGRATION, _words(voice, E=voice.element(symbol))), (), (), f'vacancy_migration("{symbol}"'


def hop(voice: Voice) -> Drawn:
    rng = voice.rng
    where, written = surface(voice)
    symbol = rng.choice(("Cu", "Pt", "Ni", "Ag", "Au", "Pd", "Al", "O", "H", "N", "C", "Rh", "S", where.split("(")[0], where.split("(")[0]))
    text = one_of(rng, HOP_EN if voice.english else HOP, _words(voice, S=written, A=voice.element(symbol)))
    return text, (), (), f'surface_hop("{symbol}", "{where}"'


def relaxation(voice: Voice) -> Drawn:
    file = structure_file(voice.rng)
    said = file
    if voice.rng.random() < 0.15:
        said = "the structure" if voice.english else voice.rng.choice(("この構造", "添付の構造", "ファイルの構造", "構造"))
    return one_of(voice.rng, RELAX_EN if voice.english else RELAX, _words(voice, f=said)), (file,), (), f'relax("{file}"'


def vibration(voice: Voice) -> Drawn:
    rng = voice.rng
    templates = VIBRATIONS_EN if voice.english else VIBRATIONS
    if rng.random() < 0.3:
        file = structure_file(rng)
        return one_of(rng, templates, _words(voice, M=file)), (file,), (), f'vibrations("{file}"'
    what = rng.choice(_MOLECULES)
    return one_of(rng, templates, _words(voice, M=molecule(voice, what))), (), (), f'vibrations("{what}"'


def dynamics(voice: Voice) -> Drawn:
    rng = voice.rng
    file = structure_file(rng)
    kelvin, t = _temperature(voice)
    time, p = _time(voice)
    if voice.english:
        text, keys = one_of(rng, DYNAMICS_EN, _words(voice, f=file, t=t, p=p)), f", temperature_K={kelvin}, time_ps={time}"
    else:
        kind = rng.random()
        given = _words(voice, f=file, t=t, p=p)
        if kind < 0.7:
            text, keys = one_of(rng, DYNAMICS, given), f", temperature_K={kelvin}, time_ps={time}"
        elif kind < 0.9:
            text, keys = one_of(rng, DYNAMICS_HOT, given), f", temperature_K={kelvin}"
        else:
            text, keys = one_of(rng, DYNAMICS_LONG, given), f", time_ps={time}"
    if rng.random() < 0.22:
        ensemble = rng.choice(("NVE", "NVT"))
        words_ = {"NVE": ("NVE", "NVEアンサンブル", "ミクロカノニカル", "エネルギー一定"), "NVT": ("NVT", "NVTアンサンブル", "カノニカル", "温度一定")}[ensemble]
        said = ensemble if voice.english else rng.choice(words_)
        text = f"{text.rstrip(' ?.')}, {said}" if voice.english else rng.choice((f"{said}で{text}", f"{text}。{said}で", f"{text}、{said}"))
        keys += f', ensemble="{ensemble}"'
    return text, (file,), (), f'molecular_dynamics("{file}"{keys}'


def _temperature(voice: Voice) -> tuple[str, str]:
    rng = voice.rng
    if rng.random() < 0.12:
        celsius = rng.choice((25, 27, 100, 200, 300, 500, rng.randrange(0, 900)))
        return f"{celsius} + 273.15", f"{celsius}" + rng.choice(("℃", "°C", " ℃") if voice.english else ("℃", "度", "°C", " ℃"))
    kelvin = rng.choice((300, 400, 500, 600, 800, 1000, 1200, rng.randrange(100, 1500)))
    return str(kelvin), figures(rng, kelvin, voice.english) + rng.choice((" K", "K") if voice.english else (" K", "K", "ケルビン", "K"))


def _time(voice: Voice) -> tuple[str, str]:
    rng = voice.rng
    if rng.random() < 0.3:
        femto = rng.choice((100, 200, 250, 500, 800, 1000, 2000, rng.randrange(50, 3000)))
        return f"{femto} / 1000", f"{femto}" + rng.choice((" fs", "fs") if voice.english else (" fs", "fs", "フェムト秒"))
    text = rng.choice(("0.5", "0.2", "1", "2", "5", "10", "0.1", "1.5", "2.5", "3", "0.25", "20"))
    return text, figures(rng, text, voice.english) + rng.choice((" ps", "ps") if voice.english else (" ps", "ps", "ピコ秒", "ps"))


def view(voice: Voice) -> Drawn:
    """A scene of a path, with atoms to be seen or without."""
    rng = voice.rng
    file = path_file(rng)
    head = f'path = read_path("{file}")\nscene(view(path'
    kind = rng.random()
    if kind < 0.22:
        text = one_of(rng, VIEW_BARE_EN if voice.english else VIEW_BARE, _words(voice, f=file))
        return text, (file,), (), head
    many = rng.choices((1, 2, 3), (70, 20, 10))[0]
    indices = sites(rng, many) if many > 1 else (site(rng),)
    if kind < 0.4:
        said, picks = picked(voice, many), indices
    else:
        said, picks = many_sites(voice, indices) if many > 1 else one_site(voice, indices[0]), ()
    text = one_of(rng, VIEW_EN if voice.english else VIEW, _words(voice, s=said))
    return text, (file,), picks, head + f", highlight=[{', '.join(map(str, indices))}]"


KINDS: dict[str, tuple[float, Callable[[Voice], Drawn]]] = {
    "lattice": (1.0, lattice), "adsorption": (1.4, adsorption), "surface_energy": (0.8, surface_energy), "vacancy": (0.8, vacancy), "migration": (0.9, migration), "hop": (1.1, hop),
    "relaxation": (0.9, relaxation), "vibration": (1.0, vibration), "dynamics": (1.2, dynamics), "view": (1.4, view),
}  # fmt: skip
_NAMES, _WEIGHTS = list(KINDS), [w for w, _ in KINDS.values()]
_CONTEXT = ("{hi}", "{ctx}")


def other(rng: random.Random) -> tuple[Voice, Drawn]:
    """One request for another function, now and then with a potential or a force limit; the script is whole."""
    voice = Voice.drawn(rng)
    name = rng.choices(_NAMES, _WEIGHTS)[0]
    text, files, picks, call = KINDS[name][1](voice)
    if name == "view":
        return voice, (text, files, picks, call + "))")
    text, keys = _extras(voice, name, text)
    return voice, (text, files, picks, f"result = {call}{keys})\nchart(result)\nscene(result)")


def _extras(voice: Voice, name: str, text: str) -> tuple[str, str]:
    """The request with options that fit the function, and their keywords."""
    rng, keys, said = voice.rng, "", []
    if name in ("migration", "hop") and rng.random() < 0.15:
        many, inner = rng.randrange(3, 12), rng.random() < 0.5
        keys += f", n_images={many} + 2" if inner else f", n_images={many}"
        said.append((f"{many} intermediate images" if inner else f"{many} images") if voice.english else (rng.choice((f"中間像{many}枚", f"中間イメージは{many}枚", f"内部イメージ{many}枚")) if inner else rng.choice((f"イメージ{many}枚", f"全部で{many}枚", f"イメージ数{many}"))))
    if name in ("relaxation", "migration", "hop") and rng.random() < (0.25 if name == "relaxation" else 0.12):
        typed, value = fmax(rng)
        keys += f", fmax={value}"
        said.append(rng.choice((f"fmax {typed}", f"fmax={typed}") if voice.english else (f"fmax {typed}", f"fmax={typed}", f"fmaxは{typed}", f"力が{typed} eV/Å以下まで", f"収束条件{typed}", f"力の閾値は{typed} eV/Å", f"残留力{typed}まで")))
    if name in ("migration", "hop") and rng.random() < 0.08:
        keys += ", climb=False"
        said.append("no climbing image" if voice.english else rng.choice(("climbing なし", "CIなし", "クライミングなし", "普通のNEB")))
    if rng.random() < 0.38:
        calculator = rng.choice(("emt", "emt", "emt", "chgnet", "chgnet", *CALCULATORS))
        keys += f', calculator="{calculator}"'
        written = rng.choice(CALCULATOR_NAMES[calculator])
        if voice.english:
            said.append(rng.choice((f"with {written}", f"using {written}", f"{written}")))
        else:
            form = rng.choice(("{c}", "{c}", "{c}ポテンシャル", "{c}を使っ", "{c}を用い", "計算器は{c}", "ポテンシャルは{c}"))
            said.append(form.replace("{c}", written))
    return _joined(voice, text, said), keys


def _joined(voice: Voice, text: str, said: list[str]) -> str:
    rng = voice.rng
    if not said:
        return text
    if voice.english:
        return text.rstrip(" .?!") + "".join(rng.choice((", ", " ", "; ")) + s for s in said)
    if rng.random() < 0.5:
        return "".join(s + ("て、" if s.endswith(("使っ", "用い")) else rng.choice(("で、", "で", "で"))) for s in said) + text
    said = [s + "て" if s.endswith(("使っ", "用い")) else s for s in said]
    return text.rstrip("。") + rng.choice(("、", "。", "(")) + "、".join(said) + rng.choice(("で", "で。", "", "でお願いします"))
