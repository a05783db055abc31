"""Every sentence of the physics that a person reads, in Japanese and in English."""

import os
from typing import Any

# code: (message, hint) in Japanese, (message, hint) in English
ERRORS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "file_missing": (
        ("ファイル {file} がありません。", "名前を確かめてください。このフォルダにあるもの: {found}。"),
        ("There is no file {file}.", "Check the name. This folder has: {found}."),
    ),
    "file_unreadable": (
        ("ファイル {file} を構造として読めません({why})。", "拡張子が .extxyz .xyz .traj の、座標が有限な構造ファイルを渡してください。"),
        ("{file} cannot be read as structures ({why}).", "Give a structure file with finite coordinates: .extxyz, .xyz or .traj."),
    ),
    "path_inconsistent": (
        ("経路のイメージが揃っていません({why})。", "どのイメージも同じ原子を同じ順番で、同じセルの中に持つようにしてください。"),
        ("The images of the path do not match ({why}).", "Every image must have the same atoms in the same order in the same cell."),
    ),
    "images_invalid": (
        ("イメージの枚数 {given} は使えません。", "両端を含めて 3 から {most} までの整数にしてください。"),
        ("{given} is no usable number of images.", "Give a whole number from 3 to {most}, both ends counted."),
    ),
    "index_out_of_range": (
        ("index {given} の原子はありません。", "この構造の index は 0 から {last} までです(ASE の番号、0 始まり)。"),
        ("There is no atom with index {given}.", "The indices of this structure run from 0 to {last} (ASE's, from 0)."),
    ),
    "value_invalid": (
        ("「{name}」に渡された {given} は使えません({why})。", "有限な実数を渡してください。"),
        ("{given}, given for {name!r}, cannot be used ({why}).", "Give finite real numbers."),
    ),
    "series_invalid": (
        ("系列の点が揃っていません(x は {n_x} 個、y は {n_y} 個)。", "x と y に、同じ個数(2 から {most})の数を渡してください。"),
        ("The points of the series do not match ({n_x} of x, {n_y} of y).", "Give as many numbers for x as for y, from 2 to {most}."),
    ),
    "series_upright": (
        ("x がどれも {given} なので、直線をあてはめられません。", "違う x の点を渡すか、fit=False にしてください。"),
        ("No line can be fitted: every x is {given}.", "Give points with different x, or fit=False."),
    ),
    "name_invalid": (
        ("名前「{given}」は使えません。", "空でない、/ と \\ を含まない、200 字までの名前にしてください。"),
        ("The name {given!r} cannot be used.", "Give one that is not empty, has no / and no \\, and at most 200 letters."),
    ),
    "export_format": (
        ("{what} を {given} 形式では書き出せません。", "使えるもの: {accepted}。"),
        ("{what} cannot be written as {given}.", "What can be used: {accepted}."),
    ),
    "export_nothing": (
        ("{given} には書き出す構造も結果もありません。", "構造、構造のリスト、経路、計算の結果のどれかを渡してください。"),
        ("{given} has no structure and no result to write.", "Give a structure, a list of them, a path or a result."),
    ),
    "export_failed": (
        ("{file} に書き出せませんでした({why})。", "形式を変えるか、構造を確かめてください。"),
        ("{file} could not be written ({why}).", "Choose another format, or look at the structure."),
    ),
    "index_missing": (
        ("置換する原子の index がありません。", "sites=[21] のように、番号を一つ以上渡してください。"),
        ("No index of an atom to substitute was given.", "Give one or more, as in sites=[21]."),
    ),
    "element_unknown": (
        ("{given} という元素はありません。", "Fe、Co、Pt のような元素記号を渡してください。"),
        ("{given} is no element.", "Give a symbol such as Fe, Co or Pt."),
    ),
    "element_missing": (
        ("置換する元素がありません。", '["Fe", "Co"] のように、元素記号を一つ以上渡してください。'),
        ("No element was given.", 'Give one or more symbols, as in ["Fe", "Co"].'),
    ),
    "not_planned": (
        (
            "計画にない計算が始まろうとしたので、止めました({what})。",
            "計算は計画どおりのものだけです。内容を変えるときは、新しい依頼にしてください。",
        ),
        ("A computation that is not in the plan was stopped before it began ({what}).", "Ask for it in a new request."),
    ),
    "plan_too_long": (
        ("計算が {most} 件を超えます。", "範囲を狭めるか、`agent screen` の表にしてください。"),
        ("That is more than {most} computations.", "Ask for less, or use a table with `agent screen`."),
    ),
    "nothing_given": (
        ("{name} に値が一つもありません。", "一つの値か、一つ以上の値を入れたリストを渡してください。"),
        ("{name} has no value.", "Give one value, or a list of one or more."),
    ),
    "facets_of_surface": (
        (
            "facets を渡すときは、その前に元素だけを書きます({given} は元素ではありません)。",
            'surface_energy("Al", ["111", "100"]) のようにしてください。',
        ),
        ("With facets, elements alone stand before them ({given} is no element).", 'Write surface_energy("Al", ["111", "100"]).'),
    ),
    "table_mixed": (
        ("種類の違う結果({given})は、一つの表にできません。", "種類ごとに Table([…]) にしてください。"),
        ("Results of several kinds ({given}) do not make one table.", "Make a Table([…]) of each kind."),
    ),
    "fmax_invalid": (
        ("fmax {given} は使えません。", "0.001 から 1 eV/Å までの数にしてください(既定は 0.02)。"),
        ("fmax {given} cannot be used.", "Give a number from 0.001 to 1 eV/Å (default 0.02)."),
    ),
    "temperature_invalid": (
        ("温度 {given} は使えません。", "0 より大きく 5000 K までの数を渡してください。"),
        ("Temperature {given} cannot be used.", "Give numbers above 0 and up to 5000 K."),
    ),
    "setting_invalid": (
        ("{name} に {given} は使えません。", "使えるもの: {accepted}。"),
        ("{name} cannot be {given}.", "Accepted: {accepted}."),
    ),
    "calculator_unknown": (
        ("{given} という計算器はありません。", "使えるもの: {accepted}、または module.Class の形の名前。"),
        ("There is no calculator {given}.", "Accepted: {accepted}, or a name of the form module.Class."),
    ),
    "calculator_missing": (
        ("計算器 {given} はこの環境に入っていません。", "`{install}` で入れるか、入っている chgnet か emt を使ってください。"),
        ("Calculator {given} is not installed here.", "Install it with `{install}`, or use chgnet or emt."),
    ),
    "calculator_unsupported_element": (
        ("計算器 {calculator} は {given} を扱えません。", "扱える元素: {accepted}。ほかの計算器(たとえば chgnet)を選んでください。"),
        ("Calculator {calculator} does not know {given}.", "It knows: {accepted}. Choose another one, chgnet for example."),
    ),
    # why one candidate could not be finished
    "ends_not_relaxed": (
        ("端の構造({which})が緩和しきれません(fmax {fmax:.3f} eV/Å)。", "始めの構造を見直してください。"),
        ("The {which} end does not relax (fmax {fmax:.3f} eV/Å).", "Look at the structure that it starts from."),
    ),
    "ends_identical": (
        ("緩和すると両端が同じ構造になりました。", "この置換では片方の端が安定でないようです。端の構造を見直してください。"),
        ("Both ends relax into the same structure.", "One end seems not to be stable with this substitution. Look at the ends."),
    ),
    "energy_not_finite": (
        ("エネルギーか力が有限な数になりません。", "原子が近すぎないか、経路の構造を確かめてください。"),
        ("An energy or a force is not finite.", "Check the path for atoms that are too close."),
    ),
    "path_broken": (
        ("経路が途中で壊れました({why})。", "中間の構造を足すか、両端を近づけてください。"),
        ("The path broke apart ({why}).", "Add structures in between, or bring the ends nearer."),
    ),
    "worker_lost": (
        ("計算しているプロセスが止まりました(終了コード {given})。", "メモリが足りているか確かめ、もう一度実行してください。"),
        ("The computing process ended (exit code {given}).", "Check that there is enough memory, then run again."),
    ),
    "images_gone": (
        ("この障壁は経路の構造を持っていません。", "barrier か screen をもう一度実行してください。"),
        ("This barrier has no structures of its path.", "Run barrier or screen again."),
    ),
    "end_unstable": (
        ("緩和すると片方の端がもう片方の端に落ちました。", "この置換では片方の端が安定でなく、越える障壁がありません。"),
        ("One end relaxes into the other.", "With this substitution it is not stable: there is no barrier to cross."),
    ),
    "nothing_moves": (
        ("動ける原子がありません。", "固定(constraint)を見直してください。"),
        ("No atom is free to move.", "Look at the constraints."),
    ),
    "calculation_failed": (
        ("計算器が止まりました({why})。", "構造と計算器の組み合わせを確かめてください。"),
        ("The calculator stopped ({why}).", "Check the structure and the calculator."),
    ),
    # crystals, surfaces, molecules, motion
    "lattice_not_simple": (
        (
            "{given} の結晶は単純な格子ではないので、ここでは計算できません。",
            "格子を指定するなら lattice= に {accepted} のどれかを渡してください。",
        ),
        (
            "The crystal of {given} is no simple lattice and is not computed here.",
            "To ask for one all the same, give lattice= one of {accepted}.",
        ),
    ),
    "no_crystal": (
        (
            "計算器 {calculator} では {given} の {lattice} 結晶のエネルギーに極小が見つかりません。",
            "ほかの計算器(たとえば chgnet)か、ほかの lattice を選んでください。",
        ),
        (
            "With calculator {calculator}, {lattice} {given} has no lowest energy.",
            "Choose another calculator, chgnet for example, or another lattice.",
        ),
    ),
    "too_many_atoms": (
        (
            "振動を計算する原子が {given} 個あります。",
            "{most} 個までです。動かない原子を固定(FixAtoms)するか、小さな構造を渡してください。",
        ),
        (
            "Vibrations of {given} atoms were asked for.",
            "The most is {most}: fix atoms that hardly move (FixAtoms), or give a smaller structure.",
        ),
    ),
    "dynamics_diverged": (
        ("分子動力学が {time:.3f} ps で発散しました({why})。", "始めの構造を緩和するか、温度を下げてください。"),
        ("The dynamics ran away at {time:.3f} ps ({why}).", "Relax the structure first, or lower the temperature."),
    ),
}

# code: text, in Japanese and in English
CAVEATS: dict[str, tuple[str, str]] = {
    "mptrj_soft": (
        "{calculator} は MPtrj(結晶の緩和計算)だけで学習したポテンシャルで、障壁を低めに出すことが知られています。",
        "{calculator} was trained on MPtrj (relaxations of crystals) alone and is known to be too soft for barriers.",
    ),
    "emt_demonstration": (
        "EMT の {elements} のパラメータは動作を見るためのもので、値に物理的な意味はありません。",
        "EMT's parameters for {elements} are for demonstration only; the values have no physical meaning.",
    ),
    "custom_calculator": (
        "計算器 {calculator} がこの系に適しているかは、確かめていません。",
        "Whether calculator {calculator} suits this system was not checked.",
    ),
    "site_fixed": (
        "index {index} の原子は固定されています。置換しても位置は緩和されません。",
        "The atom at index {index} is fixed: it is substituted but does not relax.",
    ),
    "site_buried": (
        "index {index} の原子は表面に出ていません(反応する原子までの距離 {distance:.1f} Å)。",
        "The atom at index {index} is not at the surface ({distance:.1f} Å from the reacting atoms).",
    ),
    "site_far": (
        "index {index} の原子は反応する原子から {distance:.1f} Å 離れていて、ほとんど効きません。",
        "The atom at index {index} is {distance:.1f} Å from the reacting atoms and hardly matters.",
    ),
    "site_same_element": (
        "index {index} はもともと {element} なので、置換前と同じ計算です。",
        "The atom at index {index} is {element} already: this equals the unsubstituted path.",
    ),
    "rates_prefactor": (
        "速度定数は遷移状態理論で、頻度因子を kBT/h としています(振動の寄与は入っていません)。",
        "Rates are transition-state theory with the prefactor kBT/h (no vibrational contribution).",
    ),
    "elements_unchecked": (
        "計算器 {calculator} がどの元素を学習したかは確かめていません。",
        "Which elements {calculator} was trained on was not checked.",
    ),
    "molecule_bulk": (
        "計算器 {calculator} は結晶や表面で学習したポテンシャルで、真空中の分子は学習した範囲の外です。",
        "{calculator} was trained on crystals or surfaces: a molecule in vacuum lies outside of what it has seen.",
    ),
    "rates_harmonic": (
        "速度定数は調和近似の遷移状態理論です(始状態と鞍点で、動きの大きい {atoms} 原子の振動と零点振動を入れました)。"
        "使える範囲の目安は {low:.0f}〜{high:.0f} K です。",
        "Rates are harmonic transition-state theory, with the vibrations and zero-point motion of the {atoms} atoms that move most. "
        "They hold from about {low:.0f} to {high:.0f} K.",
    ),
    "rates_not_harmonic": (
        "振動から頻度因子を求められなかったので({why})、kBT/h を使いました。",
        "No prefactor came from vibrations ({why}); kBT/h was used.",
    ),
    "rates_tunnelling": (
        "{temperatures} K ではトンネル効果が効きます(虚数振動 {wave:.0f} cm⁻¹)。速度定数は低めです。",
        "At {temperatures} K tunnelling matters (imaginary mode of {wave:.0f} cm⁻¹): the rate is too low.",
    ),
    "rates_hot": (
        "{temperatures} K では障壁が 5 kBT より低く、遷移状態理論の前提が成り立ちにくくなります。",
        "At {temperatures} K the barrier is below 5 kBT, where transition-state theory does not hold well.",
    ),
    "not_verified": ("この障壁は検証の計算をしていません。", "This barrier was not verified."),
    "verdict_failed": ("検証に通らなかった項目があります: {checks}。", "Checks that did not pass: {checks}."),
    "not_periodic": (
        "周期境界のない {given} 原子のかたまりとして計算しました。板や結晶なら、ファイルにセルと pbc を入れてください。",
        "Computed as a cluster of {given} atoms, not periodic. A slab or crystal needs its cell and pbc in the file.",
    ),
    "initial_deepened": (
        "始状態から経路に沿って障壁なしに下がるので、その先の極小({depth:.3f} eV 下)を始状態にしました。",
        "The way falls from the initial state without a barrier: the minimum it leads to, {depth:.3f} eV lower, was taken instead.",
    ),
    "final_deepened": (
        "終状態から経路に沿って障壁なしに下がるので、その先の極小({depth:.3f} eV 下)を終状態にしました。",
        "The way falls from the final state without a barrier: the minimum it leads to, {depth:.3f} eV lower, was taken instead.",
    ),
    "images_few": (
        "イメージが少なく、経路の形は粗い見積もりです({given} 枚)。",
        "With {given} images the shape of the path is a rough estimate.",
    ),
    "images_replaced": (
        "途中のイメージに大きな力({fmax:.0f} eV/Å)がかかるので、両端の間を内挿し直しました。",
        "The images in between feel large forces ({fmax:.0f} eV/Å): the way between the ends was interpolated anew.",
    ),
    "cold_restart": (
        "置換前の経路からの出発がうまくいかず、内挿から計算し直しました。",
        "Starting from the unsubstituted path did not work; computed again from an interpolation.",
    ),
    "cold_open": (
        "置換前の経路を使わない出発からは鞍点に着かず、照合できませんでした。",
        "A start without the unsubstituted path did not reach a saddle: nothing to compare with.",
    ),
    "cold_lower": (
        "置換前の経路を使わない出発のほうが低い鞍点に着いたので、そちらの値です(置換前の経路からは {other:.3f} eV)。"
        "ほかの候補も、別々に計算すると低くなる可能性があります。",
        "A start without the unsubstituted path reached a lower saddle, whose value this is ({other:.3f} eV from the unsubstituted path). "
        "The other candidates may come out lower too when computed one by one.",
    ),
    "atoms_exchanged": (
        "終状態では、index {first} と {second} の原子が互いの場所にいます。原子の順番が始状態と違うだけではありませんか。",
        "In the final state the atoms {first} and {second} are in each other's place: is it only their order that differs?",
    ),
    "saddle_beside": (
        "すぐ隣にもう一つ、{other:.3f} eV の鞍点があります(差の大きさは、ポテンシャルの細かな凹凸の目安です)。",
        "There is another saddle right beside it, at {other:.3f} eV: the difference tells how rough the potential is.",
    ),
    "left_out": (
        "{what} は計算できませんでした: {why}",
        "{what} could not be computed: {why}",
    ),
    "not_converged": (
        "決めた回数のうちに収束しませんでした(fmax {fmax:.3f} eV/Å)。",
        "Not converged within the steps allowed (fmax {fmax:.3f} eV/Å).",
    ),
    "no_top": (
        "経路の途中に、両端より高いところがありません。",
        "Nowhere along the path is the energy above both ends.",
    ),
    "climb_off": (
        "climbing なしなので、障壁は最も高いイメージの値です(鞍点より低めになります)。",
        "Without climbing the barrier is that of the highest image (below the saddle).",
    ),
    # settings and remarks of crystals, surfaces, molecules and motion
    "eos_settings": (
        "Birch–Murnaghan の状態方程式({points} 点、体積 ±{range:.0f} %)。零点振動は含みません。",
        "Birch–Murnaghan equation of state ({points} volumes, ±{range:.0f} %), without zero-point motion.",
    ),
    "hcp_ratio": (
        "各体積で c/a を緩和しました: c/a = {ratio:.3f}、c = {c:.3f} Å。",
        "c/a relaxed at each volume: c/a = {ratio:.3f}, c = {c:.3f} Å.",
    ),
    "slab_settings": (
        "スラブ {size}({layers} 層、下の {fixed} 層を固定、真空は上下に {vacuum:.0f} Å)、格子定数はこの計算器の {a:.3f} Å。",
        "Slab {size} ({layers} layers, the lower {fixed} fixed, {vacuum:.0f} Å of vacuum on each side), "
        "this calculator's lattice constant {a:.3f} Å.",
    ),
    "adsorption_reference": (
        "基準は{reference}。被覆率 1/{cells}。",
        "Relative to {reference}. Coverage 1/{cells}.",
    ),
    "adsorbate_moved": (
        "吸着種は緩和中に {site} から横に {distance:.1f} Å 動きました。値は動いた先のものです。",
        "While relaxing, the adsorbate moved {distance:.1f} Å sideways from {site}; the value is that of where it ended.",
    ),
    "surface_settings": (
        "1×1 の対称スラブ {layers} 層(両面とも緩和)の直線近似から(Fiorentini–Methfessel)。表面再構成は含みません。格子定数 {a:.3f} Å。",
        "From a straight line through symmetric 1×1 slabs of {layers} layers, both sides relaxed (Fiorentini–Methfessel); "
        "no reconstruction. Lattice constant {a:.3f} Å.",
    ),
    "vacancy_cell": (
        "{atoms} 原子の {lattice} セル({size})、体積一定。格子定数はこの計算器の {a:.3f} Å。",
        "{lattice} cell of {atoms} atoms ({size}), constant volume, this calculator's lattice constant {a:.3f} Å.",
    ),
    "vacancy_hop": (
        "空孔の隣の原子({distance:.2f} Å、{direction})が空孔へ移る経路です。",
        "A neighbour of the vacancy ({distance:.2f} Å away, {direction}) moves into it.",
    ),
    "surface_route": (
        "{adsorbate} が {start} から隣の {end} へ移る経路です({through}を通る)。",
        "{adsorbate} hops from {start} to the next {end} ({through}).",
    ),
    "not_at_rest": (
        "緩和しきれなかった構造があります(残った力 {fmax:.3f} eV/Å)。",
        "A structure did not come to rest (force left {fmax:.3f} eV/Å).",
    ),
    "vibration_settings": (
        "調和近似、中心差分({step:.2f} Å)。{modes}。虚数振動は負の数で表します。",
        "Harmonic, central differences of {step:.2f} Å; {modes}. Imaginary frequencies are written as negative numbers.",
    ),
    "relaxed_first": (
        "力が {fmax:.2f} eV/Å 残る構造だったので、先に緩和しました。",
        "The structure had forces up to {fmax:.2f} eV/Å and was relaxed first.",
    ),
    "dynamics_settings": (
        "{integrator}、刻み {step:g} fs、初速は Maxwell–Boltzmann(乱数の種 {seed})。平均温度は後半の平均です。",
        "{integrator}, time step {step:g} fs, Maxwell–Boltzmann start (seed {seed}). The mean temperature is that of the second half.",
    ),
    "dynamics_nve": (
        "NVE では温度を保ちません。緩和した構造から始めると、平均温度は初めのおよそ半分になります。",
        "NVE keeps no temperature: from a relaxed structure its mean is about half of the temperature at the start.",
    ),
    "energy_drift": (
        "全エネルギーが {drift:.1f} meV/原子 ずれました。刻みが粗いか、ポテンシャルが滑らかでない可能性があります。",
        "The total energy drifted by {drift:.1f} meV per atom: the time step may be too long, or the potential not smooth.",
    ),
}

# Codes that tell how a number was made; the other caveats are doubts about it.
_NOTES = """
adsorption_reference cold_lower cold_open dynamics_nve dynamics_settings eos_settings final_deepened hcp_ratio
images_replaced initial_deepened rates_harmonic rates_prefactor relaxed_first saddle_beside slab_settings surface_route surface_settings
vacancy_cell vacancy_hop vibration_settings
"""
NOTES = frozenset(_NOTES.split())

WORDS: dict[str, tuple[str, str]] = {
    "converged": ("収束", "converged"),
    "unconverged": ("未収束", "unconverged"),
    "barrierless": ("障壁なし", "barrierless"),
    "failed": ("計算できず", "failed"),
    "verified": ("検証済み", "verified"),
    "not_verified": ("検証なし", "not verified"),
    "doubtful": ("検証で不合格: {checks}", "did not pass: {checks}"),
    "force_calls": ("力の計算 {count} 回", "{count} force calls"),
    "host": ("置換なし", "host"),
    "label_n_images": ("{value} 枚", "{value} images"),
    "label_fmax": ("fmax {value}", "fmax {value}"),
    "label_climb": ("climbing {value}", "climbing {value}"),
    "label_on": ("あり", "on"),
    "label_off": ("なし", "off"),
    "label_temperature_K": ("{value} K", "{value} K"),
    "label_time_ps": ("{value} ps", "{value} ps"),
    "label_plain": ("{value}", "{value}"),
    "held": ("固定 {count} 原子", "{count} atoms held"),
    "strain": ("歪み {value}", "strain {value}"),
    "initial": ("始状態", "initial"),
    "final": ("終状態", "final"),
    "no_barrier": ("障壁の値なし", "no barrier"),
    "steps": ("{count} ステップ", "{count} steps"),
    "imaginary": ("虚数振動 {count} 個", "{count} imaginary"),
    "not_checked": ("検証していない値", "not verified"),
    "points": ("{count} 点", "{count} points"),
    "images": ("{count} 枚の構造", "{count} structures"),
    "structure": ("構造", "a structure"),
    "slope": ("傾き {value}", "slope {value}"),
    "given_text": ("文字", "text"),
    "given_complex": ("複素数", "a complex number"),
    "given_many": ("数が一つではない", "not one number"),
    "given_other": ("数ではない", "no number"),
    "given_nan": ("数になっていない(NaN)", "not a number, NaN"),
    "given_infinite": ("無限大", "infinite"),
    "series": ("系列", "series"),
    "nothing": ("なし", "nothing"),
    "no_saddle": ("収束した鞍点がない", "no converged saddle"),
    "soft_initial": ("始状態の最も低い振動が {wave:.0f} cm⁻¹", "the softest vibration of the initial state is {wave:.0f} cm⁻¹"),
    "soft_saddle": ("鞍点の低い振動が {waves} cm⁻¹", "the softest vibrations of the saddle are {waves} cm⁻¹"),
    "ends_at_rest": ("両端の力", "force at the ends"),
    "ends_are_minima": ("両端は極小", "ends are minima"),
    "highest_inside": ("最高点は内側", "highest image inside"),
    "saddle_fmax": ("鞍点の力", "force at the saddle"),
    "one_imaginary_mode": ("虚数振動は一つ", "one imaginary mode"),
    "runs_down": ("両側で端に下る", "runs down to both ends"),
    "ends_stayed": ("両端は緩和しても動かない", "ends stay where they are"),
    "energy_repeats": ("同じ構造は同じエネルギー", "same structure, same energy"),
    "band_moved": ("経路は動いた", "the band moved"),
    "single_hump": ("山は一つ", "a single hump"),
    "cold_start": ("内挿から始めても同じか高い", "no lower from an interpolation"),
    "no_kink": ("折れ曲がりなし", "no kink"),
    "half_molecule": ("気相の {molecule} 分子の 1/2", "half a gas-phase {molecule} molecule"),
    "bulk_atom": ("{element} 結晶({lattice})の 1 原子", "an atom of {lattice} {element}"),
    "lone_molecule": ("気相の {molecule} 分子(緩和)", "a gas-phase {molecule} molecule, relaxed"),
    "no_shift": ("並進と回転の {count} 個は除きました", "{count} translations and rotations left out"),
    "no_translation": ("並進の 3 個は除きました", "the 3 translations left out"),
    "moving_atoms": ("動ける {count} 原子だけ", "the {count} free atoms alone"),
    "langevin": ("Langevin(摩擦 {friction:g} /ps)", "Langevin (friction {friction:g} /ps)"),
    "verlet": ("velocity Verlet", "velocity Verlet"),
    "nearest": ("最近接", "nearest neighbour"),
    "basal": ("底面内", "within the basal plane"),
    "bridge": ("橋かけ位置", "over the bridge"),
    "longbridge": ("長い橋かけ位置", "over the long bridge"),
    "shortbridge": ("短い橋かけ位置", "over the short bridge"),
}


def language() -> str:
    """ "en" where the locale begins with en, "ja" everywhere else."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if locale.lower().startswith("en") else "ja"


def _index() -> int:
    return 1 if language() == "en" else 0


def explain(code: str, **details: Any) -> tuple[str, str]:
    """The message (what was given) and the hint (what is accepted, what to do) of an error code."""
    message, hint = ERRORS[code][_index()]
    return message.format(**details), hint.format(**details)


def caveat_text(code: str, **details: Any) -> str:
    """What to say beside a number."""
    return CAVEATS[code][_index()].format(**details)


def word(name: str, **details: Any) -> str:
    """A word or two for one-line drawings and tables."""
    return WORDS[name][_index()].format(**details)
