package formers.server;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Texts as OpenAI's interface takes them: one or several, as strings or as tokens.
final class Prompts {

    private static final int MOST = 256;

    private Prompts() {}

    /// The tokens of each text of a field.
    static List<int[]> of(Fields fields, String field, ServedModel model) {
        var node = fields.node(field)
                .orElseThrow(() -> ApiException.invalid(fields.name(field), fields.name(field) + " is missing"));
        if (node.isString()) {
            return List.of(encoded(node.stringValue(), model));
        }
        if (!node.isArray() || node.isEmpty() || node.size() > MOST) {
            throw wrong(fields, field);
        }
        if (node.values().stream().allMatch(JsonNode::isIntegralNumber)) {
            return List.of(tokens(fields, field, node, model));
        }
        var prompts = new ArrayList<int[]>();
        for (var element : node.values()) {
            if (element.isString()) {
                prompts.add(encoded(element.stringValue(), model));
            } else if (element.isArray()
                    && !element.isEmpty()
                    && element.values().stream().allMatch(JsonNode::isIntegralNumber)) {
                prompts.add(tokens(fields, field, element, model));
            } else {
                throw wrong(fields, field);
            }
        }
        return prompts;
    }

    private static ApiException wrong(Fields fields, String field) {
        return fields.wrong(field, "a string, tokens, or up to %d of either".formatted(MOST));
    }

    private static int[] encoded(String text, ServedModel model) {
        var tokenizer = model.engine().model().tokenizer();
        int[] ids = tokenizer.encodePrompt(text);
        return ids.length > 0 ? ids : new int[] {tokenizer.endOfText().orElse(0)};
    }

    private static int[] tokens(Fields fields, String field, JsonNode node, ServedModel model) {
        // The model may have more, which have no text.
        int vocabulary = model.engine().model().tokenizer().vocabularySize();
        var ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            var id = node.get(i);
            if (!id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= vocabulary) {
                throw ApiException.invalid(
                        fields.name(field),
                        "%s has token %s; this model's are 0 to %d".formatted(fields.name(field), id, vocabulary - 1));
            }
            ids[i] = id.intValue();
        }
        return ids;
    }
}
