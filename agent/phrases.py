"""The sentences that answers are made of, in Japanese and in English."""

from agent.messages import english

PHRASES: dict[str, tuple[str, str]] = {
    "promising": (
        "{name}が有望です。活性化エネルギーが最も低く、{value} です[{label}]。",
        "{name} is promising: its activation energy is the lowest, {value} [{label}].",
    ),
    "promising_uncertain": (
        "最も低いのは{name}の {value} です[{label}]が、{state}のため、まだ結論にはできません。",
        "The lowest is {name} with {value} [{label}], but it is {state}: no conclusion yet.",
    ),
    "single": ("{name}の活性化エネルギーは {value} です[{label}]。", "The activation energy of {name} is {value} [{label}]."),
    "single_uncertain": (
        "{name}の活性化エネルギーは {value} です[{label}]が、{state}のため、確かな値ではありません。",
        "The activation energy of {name} is {value} [{label}], but it is {state}: not a settled value.",
    ),
    "lower": (
        "置換前の {host_value} [{host}] より {difference} 低くなります。",
        "That is {difference} lower than the unsubstituted path, {host_value} [{host}].",
    ),
    "higher": (
        "置換しても障壁は下がりません。最も低い{name}で {value} [{label}]、置換前は {host_value} [{host}] です(差 {difference})。",
        "No substitution lowers the barrier: the lowest is {name} with {value} [{label}], "
        "the unsubstituted path has {host_value} [{host}] (difference {difference}).",
    ),
    "higher_single": (
        "置換しても障壁は下がりません。{name}で {value} [{label}]、置換前は {host_value} [{host}] です(差 {difference})。",
        "The substitution does not lower the barrier: {name} has {value} [{label}], "
        "the unsubstituted path {host_value} [{host}] (difference {difference}).",
    ),
    "settled_lowest": (
        "検証に通ったもののうち最も低いのは{name}の {value} です[{label}]。",
        "Of those that passed, {name} is the lowest with {value} [{label}].",
    ),
    "no_value": ("障壁の値が出た候補はありません。", "No candidate gave a barrier."),
    "row": ("{rank}. {label}: {value}({parts})", "{rank}. {label}: {value} ({parts})"),
    "row_unranked": ("・{label}: {value}({parts})", "- {label}: {value} ({parts})"),
    "row_without": ("・{label}: {state}{reason}", "- {label}: {state}{reason}"),
    "without": ("値を出せなかったもの:", "Without a value:"),
    "delta": ("ΔE {value}", "ΔE {value}"),
    "against_host": ("置換前との差 {value}", "{value} against the unsubstituted path"),
    "reverse": ("逆反応 {value}", "reverse {value}"),
    "fmax_reached": ("fmax {value} eV/Å", "fmax {value} eV/Å"),
    "rate": ("{temperature} K で {value} /s", "{value} /s at {temperature} K"),
    "converged": ("収束", "converged"),
    "unconverged": ("未収束", "unconverged"),
    "barrierless": ("障壁なし(途中に山がない)", "no barrier (no maximum inside)"),
    "failed": ("計算できず", "failed"),
    "doubtful": ("検証で不合格: {checks}", "did not pass: {checks}"),
    "verified": ("検証済み", "verified"),
    "unverified": ("検証なし", "not verified"),
    "reason": ("({text})", " ({text})"),
    "imaginary": ("虚数振動 {count} 個", "{count} imaginary modes"),
    "caveats": ("注意:", "Caveats:"),
    "settings": (
        "条件: イメージ {n_images} 枚(両端を含む){default_images}、fmax {fmax} eV/Å{default_fmax}、climbing "
        "{climb}、計算器 {calculator}{default_calculator}。",
        "Settings: {n_images} images with both ends{default_images}, fmax {fmax} eV/Å{default_fmax}, "
        "climbing {climb}, calculator {calculator}{default_calculator}.",
    ),
    "default": ("(既定)", " (default)"),
    "on": ("あり", "on"),
    "off": ("なし", "off"),
    "from_zero": ("index は ASE の番号(0 始まり)です。", "Indices are ASE's, from 0."),
    "from_one": ("1 から数えた番号は、ASE の番号(0 始まり)に直しました。", "Numbers counted from 1 were turned into ASE's, from 0."),
    "host_name": ("置換前の経路", "the unsubstituted path"),
    "relaxation": (
        "{formula} を緩和しました。エネルギーは {energy} eV、残った力は {fmax} eV/Å です({steps} ステップ){state}[{label}]。",
        "{formula} is relaxed: {energy} eV, largest force {fmax} eV/Å after {steps} steps{state} [{label}].",
    ),
    "equation_of_state": (
        "{formula}({lattice})の格子定数は {a} Å、体積弾性率は {b} GPa です[{label}]。",
        "The lattice constant of {formula} ({lattice}) is {a} Å, its bulk modulus {b} GPa [{label}].",
    ),
    "adsorption": (
        "{surface} の {site} サイトへの {adsorbate} の吸着エネルギーは {energy} eV です(負なら吸着が安定){state}[{label}]。",
        "The adsorption energy of {adsorbate} at the {site} site of {surface} is {energy} eV (negative: it sticks){state} [{label}].",
    ),
    "surface_energy": (
        "{surface} の表面エネルギーは {energy} J/m² です{state}[{label}]。",
        "The surface energy of {surface} is {energy} J/m²{state} [{label}].",
    ),
    "vacancy_formation": (
        "{formula} の空孔形成エネルギーは {energy} eV です{state}[{label}]。",
        "The vacancy formation energy of {formula} is {energy} eV{state} [{label}].",
    ),
    "vibrations": (
        "{formula} の振動数は {frequencies} cm⁻¹、零点エネルギーは {zpe} eV、虚数振動は {count} 個です[{label}]。",
        "{formula} vibrates at {frequencies} cm⁻¹; zero-point energy {zpe} eV; imaginary modes: {count} [{label}].",
    ),
    "molecular_dynamics": (
        "{ensemble}、{temperature} K で {time} ps の分子動力学を計算しました。平均温度は {mean} K です[{label}]。",
        "{ensemble} dynamics at {temperature} K for {time} ps; mean temperature {mean} K [{label}].",
    ),
    "view": ("経路 {path} を表示しました{highlighted}。", "Showing the path {path}{highlighted}."),
    "highlighted": ("(強調した原子: {atoms})", " (highlighted atoms: {atoms})"),
    "kind_barrier": ("障壁", "barrier"),
    "kind_relaxation": ("緩和", "relaxation"),
    "kind_equation_of_state": ("格子定数", "lattice constant"),
    "kind_adsorption": ("吸着エネルギー", "adsorption energy"),
    "kind_surface_energy": ("表面エネルギー", "surface energy"),
    "kind_vacancy_formation": ("空孔形成エネルギー", "vacancy formation energy"),
    "kind_vibrations": ("振動", "vibrations"),
    "kind_molecular_dynamics": ("分子動力学", "molecular dynamics"),
    "kind_view": ("表示", "view"),
    "kind_ase_energy": ("ASE のエネルギー計算", "energy by plain ASE"),
    "kind_ase_optimization": ("ASE の緩和", "relaxation by plain ASE"),
    "kind_ase_neb": ("ASE の NEB", "NEB by plain ASE"),
    "kind_ase_dynamics": ("ASE の分子動力学", "dynamics by plain ASE"),
    "so_far": ("途中まで({count} 件)の結果:", "Finished by then ({count}):"),
    "joined": ("・", ", "),
    "unverified_one": (
        "検証していない値: {label} = {value}(スクリプトが計算した値です)",
        "Not verified: {label} = {value} (computed by the script itself)",
    ),
    "unverified_some": ("検証していない値(スクリプトが計算した値です):", "Not verified (computed by the script itself):"),
    "unverified_row": ("・{label} = {value}", "- {label} = {value}"),
    "series_row": ("・{label}: {count} 点、{x}、{y}{fit}", "- {label}: {count} points, {x}, {y}{fit}"),
    "series_range": ("{name} {low} 〜 {high}{unit}", "{name} {low} to {high}{unit}"),
    "series_fit": (
        "、直線の傾き {slope}{unit}、切片 {intercept}{own_unit}",
        ", line with slope {slope}{unit}, intercept {intercept}{own_unit}",
    ),
    "exported": ("書き出したファイル: {files}", "Files that were written: {files}"),
    "printed": ("検証していない値(スクリプトの出力そのまま):", "Not verified (what the script printed, as it is):"),
    "printed_cut": (
        "(このあと {count} 行は省きました。全文は report.html と run.ipynb にあります)",
        "({count} more lines: report.html and run.ipynb have them all)",
    ),
    "pictures": ("スクリプトの図: {count} 枚(検証していません)", "Pictures of the script: {count} (not verified)"),
    "files_left": (
        "ほかに {count} 個のファイルは、種類・大きさ・数の制限のため残しませんでした。",
        "{count} other files were left behind: their kind, size or number is not taken.",
    ),
    "calculator": ("計算器は {calculator}{default} です。", "The calculator is {calculator}{default}."),
}

ELEMENTS_JA = {
    "Fe": "鉄",
    "Co": "コバルト",
    "Ni": "ニッケル",
    "Cu": "銅",
    "Pt": "白金",
    "Pd": "パラジウム",
    "Ag": "銀",
    "Au": "金",
    "Al": "アルミニウム",
    "Ru": "ルテニウム",
    "Rh": "ロジウム",
    "Ir": "イリジウム",
    "Os": "オスミウム",
    "Mn": "マンガン",
    "Cr": "クロム",
    "V": "バナジウム",
    "Ti": "チタン",
    "Sc": "スカンジウム",
    "Zn": "亜鉛",
    "Mo": "モリブデン",
    "W": "タングステン",
    "Re": "レニウム",
    "Nb": "ニオブ",
    "Ta": "タンタル",
    "Zr": "ジルコニウム",
    "Hf": "ハフニウム",
    "Y": "イットリウム",
}


def phrase(name: str, /, **details: object) -> str:
    return PHRASES[name][english()].format(**details)


def element_name(symbol: str) -> str:
    """An element as a sentence says it: 鉄 in Japanese where it has a short name, its symbol otherwise."""
    return symbol if english() else ELEMENTS_JA.get(symbol, symbol)
