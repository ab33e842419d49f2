"""The packaged model on onnxruntime: made once from the packaged weights, kept on disk, three to five times as fast.

Weights are rounded to 7 bits and activations to 8, so that no 16-bit sum can overflow: the integer part of the result
is the same on every processor. Every text is run alone, so its vector does not depend on what else is embedded.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.embeddings import Floats, Reading, reading_of
from retrieval.packed_weights import PackedWeights

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

FORMAT = 1  # of the files made here; another format is another engine
_TRIES = 5
_STEPS = 63  # 7 bits: two products of an 8-bit and a 7-bit number add up to no more than 16 bits
_ENCODER, _TOKENIZER, _SEAL = "encoder.onnx", "tokenizer.model", "engine.json"


class OnnxEngine:
    """Reads texts into vectors. May be used from any thread; loaded on first use (about 0.5 s)."""

    def __init__(self, folder: Path, weights: Path) -> None:
        """Makes the engine in `folder` unless it is there and whole (the first time takes about 4 s).

        Raises OSError or ValueError when it cannot be made, ImportError when what it is made with is missing.
        """
        for needed in ("onnxruntime", "sentencepiece"):
            importlib.import_module(needed)
        self._weights = PackedWeights(weights)
        self._folder = folder / f"onnx-{FORMAT}-{weights_hash(weights)[:12]}"
        if not _is_whole(self._folder):
            _make(self._folder, self._weights)

    def read(self, text: str, *, query: bool, head: str = "") -> Reading:
        """One text, with its prefix for questions or for passages. `head` is the beginning of the text that says
        what it is about."""
        prefix = "query: " if query else "passage: "
        pieces = self._pieces(prefix + text)
        lead = len(self._pieces(prefix.rstrip()))
        window = self._weights.positions - 2
        # A text too long for the model is read in windows, each as often counted as it has pieces.
        parts = [pieces[at : at + window] for at in range(0, len(pieces), window)] or [[]]
        hidden = [self._run(part) for part in parts]
        means = np.stack([rows.mean(axis=0) for rows in hidden])
        vector = np.average(means, axis=0, weights=[max(len(part), 1) for part in parts])
        tokens = np.concatenate([rows[1:-1] for rows in hidden])[lead:]
        return reading_of(
            vector, tokens, pieces[lead:], head=len(self._pieces(prefix + head.rstrip())) - lead if head.strip() else 0
        )

    def _run(self, pieces: Sequence[int]) -> Floats:
        """The last layer's vectors of one window, with those of its begin and end: (len(pieces) + 2, width)."""
        framed = [self._weights.begin, *pieces, self._weights.end]
        [hidden] = self._session.run(None, {"embeddings": self._weights.embeddings(framed)[None]})
        rows: Floats = np.asarray(hidden)[0]
        return rows

    def _pieces(self, text: str) -> list[int]:
        folded = re.sub(" {2,}", " ", text.translate(self._weights.folding))
        pieces: list[int] = self._tokenizer.encode(folded)
        return pieces

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A thread a text: more threads inside one text cost more than they give at this size.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            self._folder / _ENCODER,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # the fused kernel is slower than the two it replaces
        )

    @cached_property
    def _tokenizer(self) -> SentencePieceProcessor:
        from sentencepiece import SentencePieceProcessor

        return SentencePieceProcessor(model_file=str(self._folder / _TOKENIZER))


def engine_name(weights: Path) -> str:
    """Names everything that decides the vectors."""
    return f"onnx-{FORMAT}-{weights_hash(weights)[:12]}-ort{version('onnxruntime')}"


def weights_hash(path: Path) -> str:
    """The SHA-256 of the packaged weights. Takes about 50 ms."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(folder: Path) -> bool:
    """Whether the files are there and have the hashes written down when they were made."""
    with suppress(OSError, ValueError, AttributeError):
        seal = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        return all(seal.get(name) == _hash(folder / name) for name in (_ENCODER, _TOKENIZER))
    return False


def _make(folder: Path, weights: PackedWeights) -> None:
    """Makes the files beside their place and moves them there in one step: a killed maker leaves nothing half done,
    and of two makers one wins."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (beside / _TOKENIZER).write_bytes(_tokenizer(weights))
        (beside / _ENCODER).write_bytes(_encoder(weights))
        seal = {name: _hash(beside / name) for name in (_ENCODER, _TOKENIZER)}
        (beside / _SEAL).write_text(json.dumps(seal), encoding="utf-8")
        beside.chmod(0o755)  # others may read it
        for _ in range(_TRIES):
            with suppress(OSError):  # another maker was faster
                os.rename(beside, folder)
            if _is_whole(folder):
                return
            shutil.rmtree(folder, ignore_errors=True)
        raise OSError(f"{folder} could not be made")
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tokenizer(weights: PackedWeights) -> bytes:
    """The vocabulary as a SentencePiece model. Characters are folded before, so it folds none itself."""
    from sentencepiece import sentencepiece_model_pb2

    protocol: Any = sentencepiece_model_pb2  # its classes are made at run time
    model = protocol.ModelProto()
    kinds = {weights.begin: 3, weights.end: 3, weights.pad: 3, weights.pieces - 1: 3, weights.unknown: 2}
    for number, (piece, score) in enumerate(zip(weights.vocabulary, weights.scores.tolist(), strict=True)):
        model.pieces.add(piece=piece, score=score, type=kinds.get(number, 1))
    model.trainer_spec.model_type = 1  # unigram
    model.trainer_spec.vocab_size = weights.pieces
    model.trainer_spec.unk_id, model.trainer_spec.pad_id = weights.unknown, weights.pad
    model.trainer_spec.bos_id, model.trainer_spec.eos_id = weights.begin, weights.end
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.remove_extra_whitespaces = False
    made: bytes = model.SerializeToString()
    return made


def _encoder(weights: PackedWeights) -> bytes:
    """The encoder's graph: embeddings (1, pieces, width) in, the last layer's vectors out."""
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    graph.normalise("embeddings", "emb.ln.w", "emb.ln.b", "h")
    state = "h"
    for layer in range(weights.layers):
        state = graph.layer(state, f"l{layer}.")
    graph.node("Identity", [state], ["hidden"])
    shape = [1, "pieces", weights.width]
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, shape)],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)],
        ir_version=10,
    )
    encoded: bytes = made.SerializeToString()
    return encoded


class _Graph:
    """Collects the nodes and tensors of an ONNX graph."""

    def __init__(self, weights: PackedWeights) -> None:
        self._weights = weights
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def layer(self, state: str, name: str) -> str:
        """One transformer layer; the name of its output."""
        weights = self._weights
        query, key, value = (f"{name}{part}" for part in ("query", "key", "value"))
        self.linear(state, [name + "q", name + "k", name + "v"], weights.width, name + "qkv")
        self.node("Split", [name + "qkv"], [query, key, value], axis=-1, num_outputs=3)
        self.node("MultiHeadAttention", [query, key, value], [name + "context"], "com.microsoft",
                  num_heads=weights.heads)  # fmt: skip
        self.linear(name + "context", [name + "ao"], weights.width, name + "attended")
        self.node("Add", [state, name + "attended"], [name + "sum"])
        self.normalise(name + "sum", name + "aln.w", name + "aln.b", name + "middle")
        self.linear(name + "middle", [name + "fi"], weights.width, name + "wide")
        self.node("Gelu", [name + "wide"], [name + "bent"], "com.microsoft")
        self.linear(name + "bent", [name + "fo"], weights.inner, name + "narrow")
        self.node("Add", [name + "middle", name + "narrow"], [name + "sum2"])
        self.normalise(name + "sum2", name + "oln.w", name + "oln.b", name + "out")
        return name + "out"

    def linear(self, state: str, names: Sequence[str], columns: int, out: str) -> None:
        """One product for all the named weights side by side, their columns rounded to 7 bits."""
        rows = np.concatenate([self._weights.matrix(f"{name}.w", columns) for name in names]).T
        scale = np.maximum(np.abs(rows).max(axis=0), 1e-12) / _STEPS
        rounded = np.clip(np.rint(rows / scale), -_STEPS, _STEPS).astype(np.int8)
        bias = np.concatenate([self._weights.floats(f"{name}.b") for name in names])
        self.node(
            "DynamicQuantizeMatMul",
            [
                state,
                self.tensor(out + ".w", rounded),
                self.tensor(out + ".scale", scale.astype(np.float32)),
                self.tensor(out + ".zero", np.zeros(len(scale), dtype=np.int8)),
                self.tensor(out + ".b", bias),
            ],
            [out],
            "com.microsoft",
        )

    def normalise(self, state: str, gain: str, shift: str, out: str) -> None:
        """Layer normalisation."""
        floats = self._weights.floats
        inputs = [state, self.tensor(out + ".gain", floats(gain)), self.tensor(out + ".shift", floats(shift))]
        self.node("LayerNormalization", inputs, [out], axis=-1, epsilon=float(self._weights.epsilon))

    def tensor(self, name: str, values: Any) -> str:
        """Keeps a constant; its name."""
        from onnx import numpy_helper

        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: Any) -> None:
        """Adds one operation."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
