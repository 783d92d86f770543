package formers.models.decoder;

import formers.tensor.Gate;

/// Gates by the activations' names in configuration files.
final class GateNames {

    private GateNames() {}

    static Gate of(String label) {
        return switch (label) {
            case "silu", "swish" -> Gate.SILU;
            case "gelu" -> Gate.GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> Gate.GELU_TANH;
            case "relu" -> Gate.RELU;
            case "sigmoid" -> Gate.SIGMOID;
            default ->
                throw new IllegalArgumentException(
                        "activation '" + label + "' is not known in a gated network; known are"
                                + " silu (swish), gelu, gelu_new (gelu_pytorch_tanh), relu, sigmoid");
        };
    }

    static String label(Gate gate) {
        return switch (gate) {
            case SILU -> "silu";
            case GELU -> "gelu";
            case GELU_TANH -> "gelu_pytorch_tanh";
            case RELU -> "relu";
            case SIGMOID -> "sigmoid";
        };
    }
}
