package formers.generation.chat;

import formers.generation.grammar.CallForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a model writes that it calls functions.
public enum CallSyntax {
    /// Between tags, after text if it likes, several in a row (Hermes, Qwen).
    TAGGED(new CallForm("<tool_call>\n", "\n</tool_call>", "arguments")),
    /// As nothing but an object (Llama 3).
    PARAMETERS(new CallForm("", "", "parameters")),
    /// As nothing but an object; asked for by a template that knows no tools.
    ARGUMENTS(new CallForm("", "", "arguments"));

    private final CallForm form;

    CallSyntax(CallForm form) {
        this.form = form;
    }

    /// What a template shows of it.
    static CallSyntax of(ChatTemplate template) {
        return template.mentions("<tool_call>")
                ? TAGGED
                : template.mentions("\"parameters\"") && template.mentions("tools") ? PARAMETERS : ARGUMENTS;
    }

    /// The same for grammars.
    public CallForm form() {
        return form;
    }

    /// Text without the calls in it, and the calls.
    public record Parts(String text, List<ToolCall> calls) {}

    /// Takes an answer apart. What looks like a call and is none stays text.
    ///
    /// @param ids names for the calls
    public Parts parse(String answer, Supplier<String> ids) {
        var calls = new ArrayList<ToolCall>();
        if (form.tagged()) {
            var text = new StringBuilder();
            int at = 0;
            var open = form.open().strip();
            var close = form.close().strip();
            for (int start = answer.indexOf(open); start >= 0; start = answer.indexOf(open, at)) {
                int end = answer.indexOf(close, start);
                var call =
                        end < 0 ? Optional.<ToolCall>empty() : call(answer.substring(start + open.length(), end), ids);
                text.append(answer, at, call.isPresent() ? start : start + open.length());
                call.ifPresent(calls::add);
                at = call.isPresent() ? end + close.length() : start + open.length();
            }
            text.append(answer.substring(at));
            return new Parts(calls.isEmpty() ? text.toString() : text.toString().strip(), calls);
        }
        call(answer, ids).ifPresent(calls::add);
        return new Parts(calls.isEmpty() ? answer : "", calls);
    }

    private Optional<ToolCall> call(String text, Supplier<String> ids) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(text.strip());
        } catch (JacksonException _) {
            return Optional.empty();
        }
        boolean isCall = node.isObject()
                && node.path("name").isString()
                && node.path(form.arguments()).isObject();
        return isCall
                ? Optional.of(new ToolCall(ids.get(), node.get("name").stringValue(), node.get(form.arguments())))
                : Optional.empty();
    }
}
