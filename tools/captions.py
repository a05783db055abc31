"""Every word on a chart, a scene, a notebook and a report, in Japanese and in English."""

from sim.messages import language

CAPTIONS: dict[str, tuple[str, str]] = {
    # charts
    "barrier_title": ("活性化エネルギー", "Activation energies"),
    "barrier_title_one": ("{label} の活性化エネルギー", "Activation energy of {label}"),
    "barrier_axis": ("活性化エネルギー / eV", "Activation energy / eV"),
    "energy_axis": ("始状態からのエネルギー / eV", "Energy from the initial state / eV"),
    "coordinate_axis": ("反応座標 / Å(★ は鞍点)", "Reaction coordinate / Å (★ saddle)"),
    "coordinate_axis_plain": ("反応座標(規格化、★ は鞍点)", "Reaction coordinate (normalised, ★ saddle)"),
    "image": ("イメージ {index}", "image {index}"),
    "saddle": ("鞍点", "saddle"),
    "hover_barrier": (
        "<b>{label}</b> {value}({state})<br>ΔE {reaction}、逆向き {reverse}<br>fmax {reached} eV/Å(目標 {asked})、力の計算 {calls} 回",
        "<b>{label}</b> {value} ({state})<br>ΔE {reaction}, reverse {reverse}<br>fmax {reached} eV/Å (asked {asked}), {calls} force calls",
    ),
    "eos_title": (
        "{formula}({lattice})の格子定数 {a}、体積弾性率 {bulk}",
        "{formula} ({lattice}): lattice constant {a}, bulk modulus {bulk}",
    ),
    "volume_axis": ("体積 / Å³", "Volume / Å³"),
    "relative_energy_axis": ("最小からのエネルギー / meV", "Energy above the minimum / meV"),
    "computed": ("計算値", "computed"),
    "fit": ("あてはめ", "fit"),
    "vibration_title": ("{formula} の振動数(ゼロ点エネルギー {zpe})", "Vibrations of {formula} (zero-point energy {zpe})"),
    "frequency_axis": ("波数 / cm⁻¹", "Wavenumber / cm⁻¹"),
    "mode": ("モード ", "mode "),
    "real_mode": ("実の振動", "real"),
    "imaginary_mode": ("虚の振動", "imaginary"),
    "md_title": ("分子動力学 {ensemble} {temperature}、平均 {mean}", "Molecular dynamics {ensemble} {temperature}, mean {mean}"),
    "time_axis": ("時間 / ps", "Time / ps"),
    "temperature_axis": ("温度 / K", "Temperature / K"),
    "measured_T": ("計算した温度", "computed"),
    "target": ("目標", "target"),
    # scenes
    "scene_of": ("{label} の経路", "Path of {label}"),
    "scene_structure": ("構造", "Structure"),
    "play": ("再生", "Play"),
    "pause": ("停止", "Pause"),
    "frame": ("イメージ", "Image"),
    "reset_view": ("視点を戻す", "Reset view"),
    "pick_hint": (
        "原子をクリックすると index・元素・層が出ます(index は 0 始まり)。",
        "Click an atom for its index, element and layer (indices start at 0).",
    ),
    "picked": ("index {index}・{element}・下から {layer} 層目・{fixed}", "index {index} · {element} · layer {layer} from below · {fixed}"),
    "is_fixed": ("固定", "fixed"),
    "is_free": ("可動", "free"),
    "initial": ("始状態", "initial state"),
    "final": ("終状態", "final state"),
    "pale": ("淡色: 固定", "pale: fixed"),
    "no_webgl": ("このブラウザでは 3D を表示できません(WebGL が使えません)。", "This browser cannot show 3D (no WebGL)."),
    # report and notebook
    "report_title": ("計算の報告", "Report of a computation"),
    "request": ("依頼", "Request"),
    "answer": ("答え", "Answer"),
    "results": ("結果", "Results"),
    "ranking": ("順位", "Rank"),
    "reference": ("基準", "ref."),
    "candidate": ("候補", "Candidate"),
    "barrier": ("活性化エネルギー / eV", "Barrier / eV"),
    "reverse": ("逆向き / eV", "Reverse / eV"),
    "reaction_energy": ("ΔE / eV", "ΔE / eV"),
    "fmax": ("fmax / eV Å⁻¹(目標)", "fmax / eV Å⁻¹ (asked)"),
    "state": ("状態", "State"),
    "verdict": ("検証", "Verdict"),
    "verdict_of": ("{label} の検証の内訳", "Verdict of {label}, check by check"),
    "calculator": ("計算器", "Calculator"),
    "force_calls": ("力の計算 / 回", "Force calls"),
    "rates": ("反応速度", "Rates"),
    "rate": ("{temperature} K: {rate} s⁻¹", "{temperature} K: {rate} s⁻¹"),
    "no_value": ("値なし", "no value"),
    "chart": ("グラフ", "Chart"),
    "scene": ("立体図", "Scene"),
    "warnings": ("注意", "Caveats"),
    "script": ("実行したスクリプト", "Script that was run"),
    "said": ("スクリプトの出力", "Output of the script"),
    "provenance": ("再現のための記録", "Provenance"),
    "provenance_shown": ("版・モデルのハッシュ・隔離の水準", "Versions, hash of the model, isolation"),
    "files": ("ファイル", "Files"),
    "field": ("項目", "Field"),
    "value": ("値", "Value"),
    "check": ("検査", "Check"),
    "measured": ("値", "Value"),
    "limit": ("基準", "Limit"),
    "passed": ("合格", "passed"),
    "not_passed": ("不合格", "failed"),
    "scene_alive": ("再生・回転できる図は report.html にあります。", "The moving, turnable picture is in report.html."),
}

# Kinds and fields of records, as a table calls them.
FIELDS: dict[str, tuple[str, str]] = {
    "relaxation": ("構造の緩和", "Relaxation"),
    "equation_of_state": ("格子定数", "Lattice constant"),
    "adsorption": ("吸着エネルギー", "Adsorption energy"),
    "surface_energy": ("表面エネルギー", "Surface energy"),
    "vacancy_formation": ("空孔形成エネルギー", "Vacancy formation energy"),
    "vibrations": ("振動", "Vibrations"),
    "molecular_dynamics": ("分子動力学", "Molecular dynamics"),
    "calculator": ("計算器", "Calculator"),
    "formula": ("組成", "Formula"),
    "energy_eV": ("エネルギー / eV", "Energy / eV"),
    "fmax": ("残った力 / eV Å⁻¹", "Largest force / eV Å⁻¹"),
    "steps": ("ステップ", "Steps"),
    "structure": ("構造ファイル", "Structure file"),
    "trajectory": ("軌跡ファイル", "Trajectory file"),
    "converged": ("状態", "State"),
    "lattice": ("格子", "Lattice"),
    "lattice_constant_A": ("格子定数 / Å", "Lattice constant / Å"),
    "bulk_modulus_GPa": ("体積弾性率 / GPa", "Bulk modulus / GPa"),
    "adsorbate": ("吸着種", "Adsorbate"),
    "surface": ("表面", "Surface"),
    "site": ("サイト", "Site"),
    "energy_J_per_m2": ("表面エネルギー / J m⁻²", "Surface energy / J m⁻²"),
    "frequencies_cm1": ("波数 / cm⁻¹", "Wavenumbers / cm⁻¹"),
    "n_imaginary": ("虚数振動の数", "Imaginary modes"),
    "zpe_eV": ("ゼロ点エネルギー / eV", "Zero-point energy / eV"),
    "ensemble": ("アンサンブル", "Ensemble"),
    "temperature_K": ("温度 / K", "Temperature / K"),
    "time_ps": ("時間 / ps", "Time / ps"),
    "mean_temperature_K": ("平均温度 / K", "Mean temperature / K"),
}


def field(name: str) -> str:
    """What a table calls this kind or field; the name itself where it has no other."""
    return FIELDS[name][language() == "en"] if name in FIELDS else name


def caption(name: str, **details: object) -> str:
    """The words of this name in the user's language."""
    return CAPTIONS[name][language() == "en"].format(**details)
