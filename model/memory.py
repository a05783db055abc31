"""What llama.cpp has read: the tokens that stand in its memory, and ours in step with them; read on, cut, saved, restored.

A memory that cannot forget a part (mamba and its hybrids) is emptied instead, and what is still wanted is read again.
"""

import ctypes
import hashlib
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from model.errors import ModelFailedError, ReplyCancelledError

ABORTED = 2
_libc = ctypes.CDLL(None)


class Memory:
    """The memory of one loaded model. `tokens` is what stands in it."""

    def __init__(self, llama: Any) -> None:
        self.llama, self.tokens = llama, list[int]()
        self.can_forget = not (llama._is_recurrent or llama._is_hybrid)
        # llama.cpp asks `abort(data)` between any two operations. The answer is libc's strlen of a text that is empty until somebody
        # stops: a function of ours would have to take Python's lock each time.
        self._stopped = ctypes.create_string_buffer(2)
        self._abort = ctypes.cast(_libc.strlen, llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(llama.ctx, self._abort, ctypes.cast(self._stopped, ctypes.c_void_p))

    def stop(self) -> None:
        """Ends a `read` that goes on in another thread, and every later one until `go_on`."""
        self._stopped[0] = b"!"

    def go_on(self) -> None:
        self._stopped[0] = b"\0"

    def read(self, tokens: list[int], *, every: bool = False) -> np.ndarray:
        """The scores (logits) after these tokens, shape (1, vocabulary), or after every one of them, shape (len(tokens), vocabulary).

        They are llama.cpp's own, good until the next read. `every` is for no more than a batch. Raises ModelError, with nothing left
        in the memory, when llama.cpp cannot go on or was stopped.
        """
        llama = self.llama
        if len(self.tokens) + len(tokens) > llama.n_ctx():
            raise ModelFailedError("prompt_too_long", tokens=len(self.tokens) + len(tokens), limit=llama.n_ctx())
        for start in range(0, len(tokens), llama.n_batch):
            part = tokens[start : start + llama.n_batch]
            llama._batch.set_batch(part, len(self.tokens), every)
            code = llama_cpp.llama_decode(llama.ctx, llama._batch.batch)
            if code:
                self.cut(0)
                raise (
                    ReplyCancelledError("cancelled")
                    if code == ABORTED
                    else ModelFailedError("reply_failed", name=Path(llama.model_path).name, reason=f"llama_decode {code}")
                )
            self.tokens += part
        rows = len(tokens) if every else 1
        return np.ctypeslib.as_array(llama_cpp.llama_get_logits(llama.ctx), shape=(rows, llama.n_vocab()))

    def cut(self, count: int) -> bool:
        """Forgets all behind the first `count` tokens; False, and an empty memory, where this model cannot forget a part."""
        if count >= len(self.tokens):
            return True
        if count and llama_cpp.llama_memory_seq_rm(llama_cpp.llama_get_memory(self.llama.ctx), 0, count, -1):
            del self.tokens[count:]
            return True
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.llama.ctx), True)
        self.tokens = []
        return not count

    def save(self, file: Path) -> None:
        """Writes a checksum, the tokens and llama.cpp's state of them."""
        state = bytearray(llama_cpp.llama_state_seq_get_size(self.llama.ctx, 0))
        size = llama_cpp.llama_state_seq_get_data(self.llama.ctx, _bytes_of(state), len(state), 0)
        tokens = np.array([len(self.tokens), *self.tokens], dtype=np.int32).tobytes()
        with memoryview(state)[:size] as whole, file.open("wb") as stream:
            check = hashlib.sha256(tokens)
            check.update(whole)
            for part in (check.digest(), tokens, whole):
                stream.write(part)

    def restore(self, file: Path) -> bool:
        """Takes over what `save` wrote; False, and an empty memory, where the file is damaged or of another kind of model.

        The checksum comes first: llama.cpp ends the process over a state that is not whole.
        """
        self.cut(0)
        data = bytearray(file.read_bytes())
        if len(data) < 36 or hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
            return False
        count = int(np.frombuffer(data, np.int32, 1, 32)[0])
        tokens, start = np.frombuffer(data, np.int32, count, 36).tolist(), 36 + 4 * count
        if llama_cpp.llama_state_seq_set_data(self.llama.ctx, _bytes_of(data, start), len(data) - start, 0):
            self.tokens = tokens
        else:
            llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.llama.ctx), True)
        return bool(self.tokens)


def _bytes_of(buffer: bytearray, start: int = 0) -> Any:
    """The buffer as llama.cpp takes it, without a copy."""
    return (ctypes.c_uint8 * (len(buffer) - start)).from_buffer(buffer, start)
