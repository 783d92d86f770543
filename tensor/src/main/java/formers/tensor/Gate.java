package formers.tensor;

import formers.tensor.kernels.UnaryOp;

/// The activation of a gated linear unit (Shazeer 2020, arXiv:2002.05202).
public enum Gate {
    /// GLU: sigmoid.
    SIGMOID(UnaryOp.SIGMOID),
    /// ReGLU.
    RELU(UnaryOp.RELU),
    /// GEGLU with the exact GELU.
    GELU(UnaryOp.GELU),
    /// GEGLU with the tanh form (Gemma).
    GELU_TANH(UnaryOp.GELU_TANH),
    /// SwiGLU (LLaMA).
    SILU(UnaryOp.SILU);

    final UnaryOp op;

    Gate(UnaryOp op) {
        this.op = op;
    }
}
