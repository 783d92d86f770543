package formers.server;

import formers.generation.chat.ToolCall;
import formers.generation.serving.TextPiece;
import formers.generation.serving.TextResult;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parts of replies that chats and completions share.
final class Replies {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Replies() {}

    /// What every reply, or every chunk of one, begins with.
    ///
    /// @param object what kind of reply it is
    static ObjectNode envelope(String id, String object, long created, String model) {
        return JSON.objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", "formers");
    }

    static String id(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().replace("-", "");
    }

    static ObjectNode usage(Collection<TextResult> results, int prompts) {
        int prompt = results.stream().mapToInt(TextResult::promptTokens).sum();
        int known = results.stream().mapToInt(TextResult::knownTokens).sum();
        int tokens = results.stream().mapToInt(TextResult::tokens).sum();
        int choices = Math.max(1, results.size() / Math.max(1, prompts));
        var usage = JSON.objectNode()
                .put("prompt_tokens", prompt / choices) // each prompt counts once, however many answers it has
                .put("completion_tokens", tokens)
                .put("total_tokens", prompt / choices + tokens);
        usage.set("prompt_tokens_details", JSON.objectNode().put("cached_tokens", known / choices));
        return usage;
    }

    /// Why a text ended, in OpenAI's words.
    static String finishReason(TextResult result, boolean calls) {
        return switch (result.ending()) {
            case END_TOKEN, STOPPED -> calls ? "tool_calls" : "stop";
            case LENGTH, CONTEXT -> "length";
        };
    }

    static ObjectNode call(int index, ToolCall call, boolean streamed) {
        var function = JSON.objectNode()
                .put("name", call.name())
                .put("arguments", JsonMapper.shared().writeValueAsString(call.arguments()));
        var node = JSON.objectNode();
        if (streamed) {
            node.put("index", index);
        }
        node.put("id", call.id()).put("type", "function").set("function", function);
        return node;
    }

    /// Probabilities of tokens as chats have them; null if none were asked for.
    static JsonNode logprobs(ServedModel model, List<TextPiece.ScoredToken> tokens) {
        if (tokens.isEmpty()) {
            return JSON.nullNode();
        }
        var content = JSON.arrayNode();
        for (var token : tokens) {
            var node = scored(model, token);
            var top = node.putArray("top_logprobs");
            token.alternatives().forEach(it -> top.add(scored(model, it)));
            content.add(node);
        }
        var logprobs = JSON.objectNode();
        logprobs.set("content", content);
        logprobs.set("refusal", JSON.nullNode());
        return logprobs;
    }

    private static ObjectNode scored(ServedModel model, TextPiece.ScoredToken token) {
        byte[] bytes = model.bytes(token.id());
        ArrayNode list = JSON.arrayNode();
        for (byte b : bytes) {
            list.add(b & 0xFF);
        }
        var node = JSON.objectNode()
                .put("token", new String(bytes, StandardCharsets.UTF_8))
                .put("logprob", token.logProbability());
        node.set("bytes", list);
        return node;
    }
}
