"""CHGNet for energies and forces alone: the weights of the chgnet package, our own way through its network.

Covered: the same function as `chgnet.model.CHGNet` 0.3.0 (doi.org/10.1038/s42256-023-00716-3), to float32 rounding.
Not covered: stress, magnetic moments, training, other devices than the CPU.

Where the time goes elsewhere, and what is done about it here:
- the first linear layer of a gated MLP acts on [atom, bond, atom] put together a row an edge; being linear, it is applied
  once an atom and once a bond, and the results are gathered (a fifth of the multiplications);
- the last angle update has no effect on the energy and is left out;
- neighbours are searched again only when an atom has moved half of `SKIN_A`; edges between are filtered by their true
  length, so that no edge is missing or beyond the cutoff.
"""

import contextlib
import dataclasses
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from torch import Tensor, nn
from torch.nn.functional import silu

from sim.edges import EdgeList, Edges

ATOM_CUTOFF_A, BOND_CUTOFF_A = 6.0, 3.0


class EnergyForces(Calculator):
    """An ASE calculator with CHGNet's energy [eV] and forces [eV/Å]."""

    implemented_properties = ["energy", "forces", "free_energy"]  # noqa: RUF012 (ASE's attribute)

    def __init__(self) -> None:
        super().__init__()
        self._model = load_model()
        self._edges = EdgeList(ATOM_CUTOFF_A, BOND_CUTOFF_A)

    def calculate(
        self, atoms: Atoms | None = None, properties: Sequence[str] = ("energy",), system_changes: Sequence[str] = all_changes
    ) -> None:
        super().calculate(atoms, properties, system_changes)
        assert atoms is not None
        energy, forces = energy_and_forces(self._model, atoms.numbers, self._edges.of(atoms))
        self.results = {"energy": energy, "free_energy": energy, "forces": forces}

    def pass_by(self, atoms: Atoms) -> None:
        """Has seen a structure whose forces are known: later neighbours are kept and ordered as if it had been computed."""
        self._edges.of(atoms)


@lru_cache(maxsize=1)
def load_model() -> nn.Module:
    """The weights that come with the chgnet package (0.3.0), read once a process."""
    with contextlib.redirect_stdout(io.StringIO()):  # it prints its version
        from chgnet.model import CHGNet

        model = CHGNet.load(use_device="cpu", verbose=False)
    return model.eval().requires_grad_(False)


def energy_and_forces(model: Any, numbers: np.ndarray, edges: Edges) -> tuple[float, np.ndarray]:
    """Energy [eV] and forces [eV/Å], shape (n_atoms, 3)."""
    vectors = torch.from_numpy(edges.vectors.astype(np.float32)).requires_grad_(True)
    sites = _site_energies(model, torch.from_numpy(numbers - 1), vectors, edges)
    (slope,) = torch.autograd.grad(sites.sum(), vectors)
    along = slope.double().numpy()
    forces = np.zeros((len(numbers), 3))
    np.subtract.at(forces, edges.first, along)
    np.add.at(forces, edges.second, along)
    reference = model.composition_model.fc.weight[0, torch.from_numpy(numbers - 1)]
    return float((sites.detach().double() + reference.double()).sum()), forces


def _site_energies(model: Any, species: Tensor, vectors: Tensor, edges: Edges) -> Tensor:
    """Energy of each atom without its reference, shape (n_atoms,); `vectors` point from second to first, shape (n_bonds, 3)."""
    index = _Index(*(torch.from_numpy(getattr(edges, f.name)) for f in dataclasses.fields(_Index)))
    lengths = vectors.norm(dim=1)
    basis = model.bond_basis_expansion
    radial = basis.rbf_expansion_ag(lengths)
    atom, bond = model.atom_embedding(species), model.bond_embedding(radial)
    atom_weight = model.bond_weights_ag(radial)
    short_lengths = _take(lengths, index.short)
    bond_weight = model.bond_weights_bg(basis.rbf_expansion_bg(short_lengths))
    pair_weight = _take(bond_weight, index.left) * _take(bond_weight, index.right)
    directions = _take(vectors, index.short) / short_lengths[:, None]
    left = _take(directions, index.left) * index.sign[:, None]
    angle = model.angle_embedding(model.angle_basis_expansion(left, _take(directions, index.right)))
    last = len(model.bond_conv_layers) - 1
    for k, bond_layer in enumerate(model.bond_conv_layers):
        atom = _atom_convolution(model.atom_conv_layers[k], atom, bond, atom_weight, index)
        near = _take(bond, index.short)
        message = _gate(bond_layer.twoBody_bond, _at_angles(bond_layer, atom, near, angle, index)) * pair_weight
        near = near + bond_layer.mlp_out(torch.zeros_like(near).index_add(0, index.left, message))
        if k < last:
            angle = angle + _gate(model.angle_layers[k].twoBody_bond, _at_angles(model.angle_layers[k], atom, near, angle, index))
        bond = bond.index_copy(0, index.short, near)
    atom = _atom_convolution(model.atom_conv_layers[-1], atom, bond, atom_weight, index)
    return model.mlp(model.readout_norm(atom)).view(-1)


@dataclasses.dataclass(frozen=True)
class _Index:
    """The index arrays of `Edges` as tensors."""

    first: Tensor
    second: Tensor
    short: Tensor
    centre: Tensor
    left: Tensor
    right: Tensor
    sign: Tensor


def _take(rows: Tensor, index: Tensor) -> Tensor:
    return rows.index_select(0, index)


def _atom_convolution(layer: Any, atom: Tensor, bond: Tensor, weight: Tensor, index: _Index) -> Tensor:
    gated = layer.twoBody_atom
    centre, middle, neighbour = _first_linear(gated, atom, bond, atom)
    total = torch.zeros_like(atom)
    for here, there in ((index.first, index.second), (index.second, index.first)):
        total = total.index_add(0, here, _gate(gated, _take(centre, here) + middle + _take(neighbour, there)) * weight)
    return layer.mlp_out(total) + atom


def _at_angles(layer: Any, atom: Tensor, bond: Tensor, angle: Tensor, index: _Index) -> Tensor:
    """The first linear layer for [left bond, right bond, angle, atom], shape (n_angles, 2 n_hidden)."""
    left, right, middle, centre = _first_linear(layer.twoBody_bond, bond, bond, angle, atom)
    return _take(left, index.left) + _take(right, index.right) + middle + _take(centre, index.centre)


def _first_linear(gated: Any, *inputs: Tensor) -> list[Tensor]:
    """The first linear layers of core and gate side by side, for each part of their input alone; the last has the bias."""
    core, gate = (_linears(part)[0] for part in (gated.mlp_core, gated.mlp_gate))
    weights = torch.cat([core.weight, gate.weight]).split([x.shape[1] for x in inputs], dim=1)
    products = [x @ weight.T for x, weight in zip(inputs, weights, strict=True)]
    products[-1] = products[-1] + torch.cat([core.bias, gate.bias])
    return products


def _linears(mlp: Any) -> list[nn.Linear]:
    return [layer for layer in mlp.layers if isinstance(layer, nn.Linear)]


def _gate(gated: Any, hidden: Tensor) -> Tensor:
    """The rest of a gated MLP: a second linear layer where there is one, then silu(norm(core)) * sigmoid(norm(gate))."""
    further = list(zip(_linears(gated.mlp_core)[1:], _linears(gated.mlp_gate)[1:], strict=True))
    core, gate = (silu(hidden) if further else hidden).chunk(2, dim=1)
    for linear_core, linear_gate in further:
        core, gate = linear_core(core), linear_gate(gate)
    return silu(gated.bn1(core)) * torch.sigmoid(gated.bn2(gate))
