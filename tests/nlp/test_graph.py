"""ONNX graphs: a normalisation taken apart computes what the fused one does."""

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from insight.nlp import graph


def fused(bias: bool, total: bool) -> onnx.ModelProto:
    rng = np.random.default_rng(1)
    names = ["scale", "shift", "bias"][: 3 if bias else 2]
    node = helper.make_node(
        "SkipLayerNormalization",
        ["x", "skip", *names],
        ["y", "", "", "total"] if total else ["y"],
        domain="com.microsoft",
        epsilon=1e-12,
    )
    shape = ["batch", "length", 384]
    outputs = ["y", "total"] if total else ["y"]
    whole = helper.make_graph(
        [node],
        "norm",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in ("x", "skip")],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in outputs],
        [numpy_helper.from_array(rng.normal(size=384).astype(np.float32), n) for n in names],
    )
    domains = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(whole, opset_imports=domains, ir_version=9)


@pytest.mark.parametrize(("bias", "total"), [(False, False), (True, False), (True, True)])
def test_plain_norms_compute_the_same(bias, total):
    rng = np.random.default_rng(2)
    feeds = {n: rng.normal(0.3, 2, (2, 5, 384)).astype(np.float32) for n in ("x", "skip")}
    model = fused(bias, total)

    def outputs():
        session = ort.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        return session.run(None, feeds)

    before = outputs()
    graph.plain_norms(model)
    assert "SkipLayerNormalization" not in {n.op_type for n in model.graph.node}
    for a, b in zip(before, outputs(), strict=True):
        assert np.abs(a - b).max() < 1e-4
