package formers.models.testing;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The oracle of every family of decoders: from a `config.json` and the tensors of a checkpoint, under the names and in
/// the layouts of Hugging Face's files, to scores, in double precision and plain loops. It shares no code with the fast
/// decoders.
///
/// Sizes follow from the configuration; a tensor that is missing, has another shape or is never asked for is refused.
public final class HuggingFaceReference {

    private final Network network;

    private HuggingFaceReference(Network network) {
        this.network = network;
    }

    /// @param config the parsed `config.json`; its `model_type` decides the family
    /// @param tensors by their names in the file
    /// @throws IllegalArgumentException if the family is unknown, or the tensors are not those of the configuration
    public static HuggingFaceReference of(JsonNode config, Map<String, StoredTensor> tensors) {
        var source = new StoredTensors(tensors);
        var network = network(new ConfigJson(config), source);
        // Some files repeat the embedding where the head is tied to it.
        source.unread().remove("lm_head.weight");
        if (!source.unread().isEmpty()) {
            throw new IllegalArgumentException("tensors without a place in this model: " + source.unread());
        }
        return new HuggingFaceReference(network);
    }

    /// Scores of the next token after each position, `[time][vocabulary]`.
    public double[][] logits(int... ids) {
        return network.logits(ids);
    }

    /// Mean negative log-likelihood in nats of `targets` after `ids`.
    public double loss(int[] ids, int[] targets) {
        double[][] scores = logits(ids);
        double sum = 0;
        for (int t = 0; t < ids.length; t++) {
            sum -= Math.log(Vectors.softmax(scores[t])[targets[t]]);
        }
        return sum / ids.length;
    }

    /// The model, which takes from the source all that it needs.
    static Network network(ConfigJson config, TensorSource source) {
        var weights = new FileWeights(source);
        var llama = new LlamaParts(config, weights);
        return switch (config.text("model_type")) {
            case "openai-gpt" -> new GptReferences(config, weights).gpt1();
            case "gpt2" -> new GptReferences(config, weights).gpt2();
            case "gpt_neo" -> new GptNeoReference(config, weights).network();
            case "gptj" -> new GptJReference(config, weights).network();
            case "gpt_neox" -> new GptNeoXReference(config, weights).network();
            case "opt" -> new OptReference(config, weights).network();
            case "bloom" -> new BloomReference(config, weights).network();
            case "falcon" -> new FalconReference(config, weights).network();
            case "llama" -> new LlamaReference(llama).llama();
            case "mistral" -> new LlamaReference(llama).mistral();
            case "qwen2" -> new LlamaReference(llama).qwen2();
            case "smollm3" -> new LlamaReference(llama).smollm3();
            case "qwen3", "qwen3_moe" -> new Qwen3Reference(llama).network();
            case "mixtral" -> new MixtralReference(llama).network();
            case "gemma" -> new GemmaReference(llama).gemma();
            case "gemma2" -> new GemmaReference(llama).gemma2();
            case "gemma3_text" -> new GemmaReference(llama).gemma3();
            case "phi" -> new PhiReference(llama).network();
            case "phi3" -> new Phi3Reference(llama).network();
            case "olmo2" -> new Olmo2Reference(llama).network();
            case "stablelm" -> new StableLmReference(llama).network();
            case "cohere" -> new CohereReference(llama).network();
            case "gpt_oss" -> new GptOssReference(llama).network();
            default ->
                throw new IllegalArgumentException(
                        "the reference knows no model_type '%s'".formatted(config.text("model_type")));
        };
    }
}
