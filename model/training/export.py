"""From a checkpoint to the GGUF that llama.cpp runs: `python -m model.training.export [--folder .cache/model …] [--type Q8_0]`.

Of several folders, trainings of which each began where the one before ended, the mean of the weights is taken
(doi.org/10.48550/arXiv.2203.05482). The tensors go into the file in llama.cpp's order (interleaved rotary pairs), the tokenizer
beside them.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
import torch
from tokenizers import Tokenizer

from model.reading.prompt import END, MARKS, OF_SLOT, PAD
from model.training import tokenizer
from model.training.network import EPSILON, ROPE_BASE, Shape

log = logging.getLogger(__name__)
FOLDER = Path(".cache/model")
TARGET = Path(__file__).parents[1] / "embedded" / "kassei.gguf"
TYPE = "Q8_0"
NAMES = {
    "attention_norm": "attn_norm", "attention.q": "attn_q", "attention.k": "attn_k", "attention.v": "attn_v", "attention.o": "attn_output",
    "inner_norm": "ffn_norm", "gate": "ffn_gate", "up": "ffn_up", "down": "ffn_down",
}  # fmt: skip


def interleaved(matrix: np.ndarray, heads: int) -> np.ndarray:
    """Rows of a query or key matrix (hidden, hidden) with the two halves of each head taken in turn, as llama.cpp rotates them."""
    return matrix.reshape(heads, 2, matrix.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(matrix.shape)


def tensors(network: dict[str, torch.Tensor], shape: Shape) -> Iterator[tuple[str, np.ndarray]]:
    """(GGUF name, values) of every tensor; the tied head has none of its own."""
    for name, value in network.items():
        array = value.float().cpu().numpy()
        if name.startswith("blocks."):
            _, number, part = name.removesuffix(".weight").split(".", 2)
            if part in ("attention.q", "attention.k"):
                array = interleaved(array, shape.heads)
            yield f"blk.{number}.{NAMES[part]}.weight", np.ascontiguousarray(array)
        else:
            yield {"embedding.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}[name], array


def write_vocabulary(writer: gguf.GGUFWriter, words: Tokenizer) -> None:
    marks, own = set(MARKS), set(OF_SLOT.values())
    listed = [token for _, token in tokenizer.spans(words)]
    kinds = [
        gguf.TokenType.CONTROL if token in marks else gguf.TokenType.USER_DEFINED if token in own else gguf.TokenType.NORMAL
        for token in listed
    ]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(listed)
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(merge) for merge in tokenizer.merges(words)])
    writer.add_eos_token_id(tokenizer.number_of(words, END))
    writer.add_pad_token_id(tokenizer.number_of(words, PAD))
    writer.add_add_bos_token(False)


def write(checkpoint: dict[str, Any], words: Tokenizer, file: Path, *, name: str = "kassei") -> None:
    """An unquantized GGUF of a checkpoint."""
    shape = Shape(**checkpoint["shape"])
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_languages(["ja", "en"])
    writer.add_description(
        "Japanese and English requests about reaction barriers to accounts of what they name and short ASE scripts (model.reading.prompt)."
    )
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_layer_norm_rms_eps(EPSILON)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    write_vocabulary(writer, words)
    for name, values in tensors(checkpoint["network"], shape):
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def quantize(source: Path, target: Path, kind: str) -> None:
    """`source` in another number format ("F16", "Q8_0", "Q4_K_M", …), by llama.cpp itself."""
    options = llama_cpp.llama_model_quantize_default_params()
    code = "ALL_F32" if kind == "F32" else f"MOSTLY_{kind}"
    options.ftype = getattr(llama_cpp, f"LLAMA_FTYPE_{code}")
    options.nthread = 1
    if llama_cpp.llama_model_quantize(str(source).encode(), str(target).encode(), options):
        raise RuntimeError(f"llama.cpp could not quantize {source} to {kind}")


def mean(folders: Sequence[Path]) -> dict[str, Any]:
    """The checkpoint of the first folder with the mean weights of all."""
    whole = [torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=True) for folder in folders]
    networks = [checkpoint["network"] for checkpoint in whole]
    average = {name: torch.stack([network[name].float() for network in networks]).mean(0) for name in networks[0]}
    return {**whole[0], "network": average}


def export(folders: Sequence[Path], target: Path, *, kind: str = TYPE) -> Path:
    """The GGUF of the checkpoints in `folders` (their mean), written whole before it takes its name."""
    folder, checkpoint = folders[0], mean(folders)
    plain, ready = folder / "plain.gguf", target.with_suffix(".new")
    write(checkpoint, tokenizer.load(folder / "tokenizer.json"), plain)
    quantize(plain, ready, kind)
    ready.replace(target)
    plain.unlink()
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, nargs="+", default=[FOLDER])
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--type", default=TYPE)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    file = export(given.folder, given.target, kind=given.type)
    log.info("%s, %.1f MB", file, file.stat().st_size / 1e6)


if __name__ == "__main__":
    main()
