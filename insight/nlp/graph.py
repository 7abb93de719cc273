"""A torch network → an ONNX file that runs quickly on an office processor."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

VERSION = 3
"""Changes when `export` writes the same network otherwise, so that kept files are made anew."""


def export(module: Any, outputs: list[str], path: Path, heads: int, precision: str) -> None:
    """Write a BERT-like torch module as an optimised ONNX file, "fp32", "int8" or "int8-narrow".

    The narrow one keeps seven bits of a weight: without VNNI instructions eight would overflow.

    The module takes (input_ids, attention_mask), both int64 of shape (batch, length). The runtime's
    optimiser fuses its attention, weights are quantised (dynamic, per channel), and normalisation
    is taken apart again.
    """
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    ids = torch.arange(1000, 1018).reshape(2, 9)
    raw, fused = path.with_suffix(".raw"), path.with_suffix(".fused")
    axes = {0: "batch", 1: "length"}
    with _quiet(), torch.no_grad():
        torch.onnx.export(
            module,
            (ids, torch.ones_like(ids)),
            str(raw),
            input_names=["input_ids", "attention_mask"],
            output_names=outputs,
            dynamic_axes={"input_ids": axes, "attention_mask": axes},
            opset_version=17,
            dynamo=False,
        )
        optimizer.optimize_model(
            str(raw), model_type="bert", num_heads=heads, hidden_size=heads * 32, opt_level=0
        ).save_model_to_file(str(fused))
        if precision != "fp32":
            quantize_dynamic(
                str(fused),
                str(path),
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=precision == "int8-narrow",
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )
            fused.unlink()
        else:
            fused.rename(path)
    raw.unlink()
    model = onnx.load(str(path))
    plain_norms(model)
    onnx.save(model, str(path))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporters' chatter down meanwhile."""
    level = logging.root.level
    logging.root.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.root.setLevel(level)


def plain_norms(model: Any) -> None:
    """Write each fused normalisation of an ONNX model as elementary operations, in place.

    ONNX Runtime's own kernel for it works number by number on a processor; its elementary
    operations are vectorised, and the whole model runs in about three quarters of the time.
    The variance is E[x²] − E[x]², so that the runtime's optimiser does not fuse it again.
    """
    nodes = []
    for node in model.graph.node:
        if node.op_type == "SkipLayerNormalization":
            plain, constant = _plain_norm(node)
            nodes += plain
            model.graph.initializer.append(constant)
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def _plain_norm(node: Any) -> tuple[list[Any], Any]:
    """The nodes, and one constant, that do what a SkipLayerNormalization does."""
    from onnx import helper, numpy_helper

    nodes: list[Any] = []
    out = node.output[0]

    def op(kind: str, *inputs: str, to: str = "", **how: Any) -> str:
        to = to or f"{out}/{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [to], name=to, **how))
        return to

    x, skip, scale, shift, *bias = node.input
    epsilon = next(a.f for a in node.attribute if a.name == "epsilon")
    constant = numpy_helper.from_array(np.array(epsilon, np.float32), f"{out}/epsilon")
    over: dict[str, Any] = {"axes": [-1], "keepdims": 1}
    for added in bias:
        x = op("Add", x, added)
    total = op("Add", x, skip, to=next(filter(None, node.output[1:]), ""))
    mean = op("ReduceMean", total, **over)
    square = op("ReduceMean", op("Mul", total, total), **over)
    variance = op("Sub", square, op("Mul", mean, mean))
    root = op("Sqrt", op("Add", variance, constant.name))
    unit = op("Mul", op("Sub", total, mean), op("Reciprocal", root))
    op("Add", op("Mul", unit, scale), shift, to=out)
    return nodes, constant
