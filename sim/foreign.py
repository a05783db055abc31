"""Calculators of packages that need more than one call to open; each is imported only when it is asked for."""

from ase.calculators.calculator import BaseCalculator


def orb() -> BaseCalculator:
    """Orb v3 (conservative, OMat), on the CPU."""
    from orb_models.forcefield import pretrained
    from orb_models.forcefield.calculator import ORBCalculator

    return ORBCalculator(pretrained.orb_v3_conservative_inf_omat(device="cpu"), device="cpu")


def fairchem() -> BaseCalculator:
    """UMA small with the catalysis head, on the CPU (its weights need an account at Hugging Face)."""
    from fairchem.core import FAIRChemCalculator, pretrained_mlip

    return FAIRChemCalculator(pretrained_mlip.get_predict_unit("uma-s-1", device="cpu"), task_name="oc20")


def gpaw() -> BaseCalculator:
    """GPAW with plane waves and RPBE, as catalysis work on metals uses it."""
    from gpaw import GPAW, PW

    return GPAW(mode=PW(400), xc="RPBE", kpts={"density": 2.5}, txt=None)
