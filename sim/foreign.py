"""Calculators of packages that need more than one call to open; each is imported only when it is asked for.

Read against sevenn 0.13.0, mace-torch 0.3.16, orb-models 0.5.5, mattersim 1.2.3, fairchem-core 2.24.0 and gpaw 26.7.0.
All but sevenn and gpaw fetch their weights from the network the first time, and then find them in the user's cache.
"""

import contextlib
import io

from ase.calculators.calculator import BaseCalculator


def sevennet(device: str) -> BaseCalculator:
    """SevenNet-0, whose weights are in the wheel."""
    from sevenn.calculator import SevenNetCalculator

    return SevenNetCalculator("7net-0", device=device)


def mace(device: str) -> BaseCalculator:
    """MACE-MPA-0, medium (MPtrj and sAlex), in float64: forces of float32 are rough beside a saddle."""
    from mace.calculators import mace_mp

    with contextlib.redirect_stdout(io.StringIO()):  # it prints which file it takes
        return mace_mp(model="medium-mpa-0", device=device, default_dtype="float64")


def orb(device: str) -> BaseCalculator:
    """Orb v3, conservative, without a limit of neighbours (OMat24), in full float32."""
    from orb_models.forcefield import pretrained
    from orb_models.forcefield.calculator import ORBCalculator

    model = pretrained.orb_v3_conservative_inf_omat(device=device, precision="float32-highest", compile=False)
    return ORBCalculator(model, device=device)


def mattersim(device: str) -> BaseCalculator:
    """MatterSim v1, 1M parameters, without stress."""
    from mattersim.forcefield import MatterSimCalculator

    return MatterSimCalculator(device=device, compute_stress=False)


def fairchem(device: str) -> BaseCalculator:
    """UMA small 1.2.1 with the catalysis head (its weights need an account at Hugging Face)."""
    from fairchem.core import FAIRChemCalculator, pretrained_mlip

    return FAIRChemCalculator(pretrained_mlip.get_predict_unit("uma-s-1p2p1", device=device), task_name="oc20")


def gpaw() -> BaseCalculator:
    """GPAW with plane waves and RPBE, as catalysis work on metals uses it.

    Without point groups: it stops with SymmetryBrokenError where atoms leave the symmetry of the first structure that it saw.
    """
    from gpaw import GPAW, PW

    return GPAW(mode=PW(400), xc="RPBE", kpts={"density": 2.5}, symmetry={"point_group": False}, txt=None)
