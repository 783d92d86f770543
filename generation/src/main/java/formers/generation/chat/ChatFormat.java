package formers.generation.chat;

import formers.generation.StopStrings;
import formers.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a model reads and writes chats. Immutable and thread-safe.
public final class ChatFormat {

    /// For models without a template: lines with the names of who speaks.
    private static final String PLAIN = "{% for m in messages %}{% if m.role == 'system' %}{{ m.content }}\n"
            + "{% else %}{{ m.role | capitalize }}: {{ m.content }}\n{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}Assistant:{% endif %}";

    private static final String PLAIN_STOP = "\nUser:";

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final boolean templated;
    private final Set<Integer> ends;
    private final CallSyntax syntax;

    public ChatFormat(LoadedModel loaded) {
        tokenizer = loaded.tokenizer();
        templated = loaded.template().isPresent();
        template = loaded.template().orElseGet(() -> ChatTemplate.of(PLAIN, Map.of()));
        ends = loaded.endTokens();
        syntax = CallSyntax.of(template);
    }

    /// Whether the model has a template of its own; one without is given lines that begin with `User:` and
    /// `Assistant:`.
    public boolean hasTemplate() {
        return templated;
    }

    /// How the model writes calls.
    public CallSyntax callSyntax() {
        return syntax;
    }

    /// Tokens that end an answer.
    public Set<Integer> endTokens() {
        return ends;
    }

    /// Watches for what ends an answer that is not a token.
    public List<String> stops() {
        return templated ? List.of() : List.of(PLAIN_STOP);
    }

    StopStrings stopStrings() {
        return new StopStrings(stops());
    }

    /// Tokens of a chat up to where the answer begins.
    ///
    /// @throws formers.text.InputException if the template refuses the messages
    public int[] prompt(List<Message> messages, List<Tool> tools) {
        boolean asText = !template.mentions("tools");
        var said = asText ? ToolsAsText.rewrite(messages, tools) : messages;
        int[] ids = ChatPrompt.encode(template, tokenizer, said, asText ? List.of() : tools);
        if (templated) {
            return ids;
        }
        int[] first = tokenizer.encodePrompt("");
        int[] all = Arrays.copyOf(first, first.length + ids.length);
        System.arraycopy(ids, 0, all, first.length, ids.length);
        return all;
    }
}
