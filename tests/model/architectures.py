"""Tiny GGUFs with random weights, one for each kind of memory and network that llama.cpp knows and a lab may bring.

Tensor names and shapes as llama.cpp's src/models/*.cpp asks for them; shapes are GGUF's, the innermost dimension first.
"""

import gguf
import numpy as np

WIDTH, HEADS, KV, HEAD, INNER, LAYERS, CONTEXT = 64, 4, 2, 16, 96, 2, 512
EXPERTS, USED = 4, 2
STATE, CONV, SSM_INNER, SSM_HEADS, GROUPS, STEP = 16, 4, 128, 8, 1, 8
TEMPLATE = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}<|assistant|>"


def letters():
    """The 256 bytes as byte-level BPE spells them."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + i) for i in range(len(others))]


VOCABULARY = [*letters(), "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]


def attention(kind, i, *, fused=False, heads=KV, bias=False):
    qkv = {"q": HEADS * HEAD, "k": heads * HEAD, "v": heads * HEAD}
    if fused:
        yield f"blk.{i}.attn_qkv.weight", (WIDTH, sum(qkv.values()))
    else:
        for name, size in qkv.items():
            yield f"blk.{i}.attn_{name}.weight", (WIDTH, size)
            if bias:
                yield f"blk.{i}.attn_{name}.bias", (size,)
    yield f"blk.{i}.attn_output.weight", (HEADS * HEAD, WIDTH)
    if kind in ("qwen3", "qwen3moe", "plamo3"):
        yield from ((f"blk.{i}.attn_{name}_norm.weight", (HEAD,)) for name in "qk")
    if kind == "plamo2":
        yield f"blk.{i}.attn_q_norm.weight", (HEAD, HEADS)
        yield f"blk.{i}.attn_k_norm.weight", (HEAD, heads)
    if kind == "gpt-oss":
        yield f"blk.{i}.attn_sinks.weight", (HEADS,)
        yield f"blk.{i}.attn_output.bias", (WIDTH,)


def feed_forward(kind, i):
    if kind in ("plamo2", "plamo3"):
        yield f"blk.{i}.ffn_up.weight", (WIDTH, 2 * INNER)
        yield f"blk.{i}.ffn_down.weight", (INNER, WIDTH)
    elif kind in ("qwen3moe", "gpt-oss"):
        biased = kind == "gpt-oss"
        yield f"blk.{i}.ffn_gate_inp.weight", (WIDTH, EXPERTS)
        for name, shape in (("gate", (WIDTH, INNER)), ("up", (WIDTH, INNER)), ("down", (INNER, WIDTH))):
            yield f"blk.{i}.ffn_{name}_exps.weight", (*shape, EXPERTS)
            if biased:
                yield f"blk.{i}.ffn_{name}_exps.bias", (shape[1], EXPERTS)
        if biased:
            yield f"blk.{i}.ffn_gate_inp.bias", (EXPERTS,)
    else:
        yield from ((f"blk.{i}.ffn_{name}.weight", (WIDTH, INNER)) for name in ("gate", "up"))
        yield f"blk.{i}.ffn_down.weight", (INNER, WIDTH)


def mamba(kind, i):
    """A state-space layer: the first mamba's, the second's (granite), or PLaMo 2's own."""
    second = kind in ("mamba2", "granitehybrid")
    mixed = SSM_INNER + 2 * GROUPS * STATE if second else SSM_INNER
    into = SSM_INNER + mixed + SSM_HEADS if second else 2 * SSM_INNER
    yield f"blk.{i}.ssm_in.weight", (WIDTH, into)
    yield f"blk.{i}.ssm_conv1d.weight", (CONV, mixed)
    yield f"blk.{i}.ssm_out.weight", (SSM_INNER, WIDTH)
    if kind != "plamo2":
        yield f"blk.{i}.ssm_conv1d.bias", (mixed,)
    if second:
        yield f"blk.{i}.ssm_dt.bias", (SSM_HEADS,)
        yield f"blk.{i}.ssm_a", (1, SSM_HEADS)
        yield f"blk.{i}.ssm_d", (1, SSM_HEADS)
        yield f"blk.{i}.ssm_norm.weight", (SSM_INNER // GROUPS, GROUPS)
    elif kind == "plamo2":
        yield f"blk.{i}.ssm_x.weight", (SSM_INNER, 64 + 2 * STATE)
        yield f"blk.{i}.ssm_dt.weight", (64, SSM_HEADS)
        yield from ((f"blk.{i}.ssm_{name}", (SSM_HEADS,)) for name in ("dt.bias", "a", "d"))
        yield from ((f"blk.{i}.ssm_{name}_norm", (size,)) for name, size in (("dt", 64), ("b", STATE), ("c", STATE)))
    else:
        yield f"blk.{i}.ssm_x.weight", (SSM_INNER, STEP + 2 * STATE)
        yield f"blk.{i}.ssm_dt.weight", (STEP, SSM_INNER)
        yield f"blk.{i}.ssm_dt.bias", (SSM_INNER,)
        yield f"blk.{i}.ssm_a", (STATE, SSM_INNER)
        yield f"blk.{i}.ssm_d", (SSM_INNER,)
        if kind == "jamba":
            yield from ((f"blk.{i}.ssm_{name}_norm.weight", (size,)) for name, size in (("dt", STEP), ("b", STATE), ("c", STATE)))


def layer(kind, i):
    """One block; hybrids have their state-space layer first, then one of attention."""
    yield f"blk.{i}.attn_norm.weight", (WIDTH,)
    if kind in PURE or (kind in HYBRID and i == 0):
        yield from mamba(kind, i)
    else:
        yield from attention(kind, i, fused=kind in ("plamo2", "plamo3"), bias=kind in ("qwen2", "gpt-oss"))
    if kind in PURE:
        return
    if kind == "gpt-oss":
        yield f"blk.{i}.post_attention_norm.weight", (WIDTH,)
    elif kind != "plamo":
        yield f"blk.{i}.ffn_norm.weight", (WIDTH,)
    if kind in ("plamo2", "plamo3"):
        yield from ((f"blk.{i}.post_{name}_norm", (WIDTH,)) for name in ("attention", "ffw"))
    if kind == "bitnet":
        yield f"blk.{i}.attn_sub_norm.weight", (WIDTH,)
        yield f"blk.{i}.ffn_sub_norm.weight", (INNER,)
    yield from feed_forward(kind, i)


def tensors(kind):
    yield "token_embd.weight", (WIDTH, len(VOCABULARY))
    yield "output_norm.weight", (WIDTH,)
    if kind != "bitnet":
        yield "output.weight", (WIDTH, len(VOCABULARY))
    for i in range(LAYERS):
        yield from layer(kind, i)


PURE, HYBRID = ("mamba", "mamba2"), ("plamo2", "granitehybrid", "jamba")
WINDOWED = ("plamo3", "gpt-oss")
KINDS = (
    "llama",
    "qwen2",
    "qwen3",
    "qwen3moe",
    "gpt-oss",
    "bitnet",
    "plamo",
    "plamo2",
    "plamo3",
    "mamba",
    "mamba2",
    "granitehybrid",
    "jamba",
)


def keys(writer, kind):
    """The metadata that the kind needs."""
    number = lambda name, value: writer.add_uint32(f"{kind}.{name}", value)  # noqa: E731
    for name, value in (("context_length", CONTEXT), ("embedding_length", WIDTH), ("block_count", LAYERS), ("feed_forward_length", INNER)):
        number(name, value)
    writer.add_float32(f"{kind}.attention.layer_norm_rms_epsilon", 1e-5)
    writer.add_float32(f"{kind}.rope.freq_base", 10000.0)
    if kind in PURE:
        number("attention.head_count", 0)
    else:
        number("attention.head_count", HEADS)
        per_layer = [0, KV] if kind in HYBRID else KV
        (writer.add_array if kind in HYBRID else writer.add_uint32)(f"{kind}.attention.head_count_kv", per_layer)
        for name in ("attention.key_length", "attention.value_length", "rope.dimension_count"):
            number(name, HEAD)
    if kind in (*PURE, *HYBRID):
        for name, value in (
            ("conv_kernel", CONV),
            ("inner_size", SSM_INNER),
            ("state_size", STATE),
            ("group_count", 0 if kind == "plamo2" else GROUPS),
        ):
            number(f"ssm.{name}", value)
        number("ssm.time_step_rank", STEP if kind in ("mamba", "jamba") else SSM_HEADS)
    if kind in ("qwen3moe", "gpt-oss"):
        for name, value in (("expert_count", EXPERTS), ("expert_used_count", USED), ("expert_feed_forward_length", INNER)):
            number(name, value)
    if kind in WINDOWED:
        number("attention.sliding_window", 32)


def build(kind, file, *, template=TEMPLATE, seed=0):
    """A GGUF of this architecture; "" as its template makes it a base model."""
    writer, random = gguf.GGUFWriter(file, kind), np.random.default_rng(seed)
    writer.add_name(f"tiny {kind}")
    keys(writer, kind)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(VOCABULARY)
    writer.add_token_types([gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.CONTROL] * 4)
    writer.add_token_merges(["a b"])
    writer.add_eos_token_id(len(VOCABULARY) - 1)
    writer.add_bos_token_id(len(VOCABULARY) - 1)
    writer.add_add_bos_token(False)
    if template:
        writer.add_chat_template(template)
    for name, shape in tensors(kind):
        values = random.standard_normal(shape[::-1], dtype=np.float32) * 0.3
        if "norm" in name:
            values = 1 + 0.1 * values
        elif "ssm_a" in name:
            values = -np.abs(values)  # a state decays
        writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
