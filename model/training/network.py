"""The embedded model's network: a small Llama in plain torch, the same arithmetic that llama.cpp runs after export.

Root-mean-square norms before each block, rotary positions, SwiGLU, no biases, the head tied to the embedding.
Not covered: caches and sampling; a finished network is run by llama.cpp only.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

EPSILON = 1e-5
ROPE_BASE = 10_000.0


@dataclass(frozen=True)
class Shape:
    """The size of a network. Rows are multiples of 256, which K-quantization asks for."""

    vocabulary: int
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    inner: int = 768
    context: int = 2048

    @property
    def head(self) -> int:
        return self.hidden // self.heads

    @property
    def parameters(self) -> int:
        block = 4 * self.hidden**2 + 3 * self.hidden * self.inner + 2 * self.hidden
        return self.vocabulary * self.hidden + self.layers * block + self.hidden

    def to_dict(self) -> dict[str, int]:
        return asdict(self)


def rotation(shape: Shape, positions: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the rotary angles at `positions` (rows, length), each of shape (rows, 1, length, head / 2)."""
    frequency = ROPE_BASE ** (-torch.arange(0, shape.head, 2, device=positions.device).float() / shape.head)
    angle = positions[..., None].float() * frequency
    return angle.cos()[:, None], angle.sin()[:, None]


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """`x` (rows, heads, length, head) turned by its position; the first half is paired with the second (export reorders)."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.q = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.k = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.v = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.o = nn.Linear(shape.hidden, shape.hidden, bias=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        rows, length, hidden = x.shape
        q, k, v = (part(x).view(rows, length, self.shape.heads, -1).transpose(1, 2) for part in (self.q, self.k, self.v))
        seen = F.scaled_dot_product_attention(rotate(q, *turn), rotate(k, *turn), v, attn_mask=mask)
        return self.o(seen.transpose(1, 2).reshape(rows, length, hidden))


class Block(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.attention_norm = nn.RMSNorm(shape.hidden, eps=EPSILON)
        self.attention = Attention(shape)
        self.inner_norm = nn.RMSNorm(shape.hidden, eps=EPSILON)
        self.gate = nn.Linear(shape.hidden, shape.inner, bias=False)
        self.up = nn.Linear(shape.hidden, shape.inner, bias=False)
        self.down = nn.Linear(shape.inner, shape.hidden, bias=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x), turn, mask)
        y = self.inner_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Network(nn.Module):
    """Tokens in, the last hidden state out; `logits` turns the states one is interested in into scores."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.hidden)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.hidden, eps=EPSILON)
        self.apply(self._start)
        for block in self.blocks:  # residual branches start at nothing, so that the first steps are stable at a high rate
            nn.init.zeros_(block.attention.o.weight)  # type: ignore[union-attr, arg-type]
            nn.init.zeros_(block.down.weight)  # type: ignore[union-attr, arg-type]

    @staticmethod
    def _start(module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def forward(self, tokens: Tensor, positions: Tensor, documents: Tensor, read: Tensor) -> Tensor:
        """Hidden states (rows, length, hidden); a token sees all that is read of its own document, and of what is written the earlier."""
        same = documents[:, :, None] == documents[:, None, :]
        mask = (same & (torch.ones_like(same[0]).tril() | read[:, None, :]))[:, None]
        turn = rotation(self.shape, positions)
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, turn, mask)
        return self.norm(x)

    def logits(self, states: Tensor) -> Tensor:
        return F.linear(states, self.embedding.weight)
