package formers.generation.chat;

import formers.text.InputException;
import formers.text.Tokenizer;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The ids of a chat: names of special tokens that the template writes become those tokens, the same names
/// in what people say stay text. So nobody who talks to a model can end their turn early, or pretend to be
/// someone else.
final class ChatPrompt {

    private ChatPrompt() {}

    /// The ids of a chat up to where the assistant answers.
    ///
    /// Where a message names a special token, the template sees a character more, in front of that name,
    /// which is taken out again; all other text it sees as it is, to trim it or to look into it.
    ///
    /// @throws InputException if the template or the tokenizer cannot express the chat
    static int[] encode(ChatTemplate template, Tokenizer tokenizer, List<Message> messages, List<Tool> tools) {
        char mark = unused(messages, tools, template);
        var names = anyOf(tokenizer.specialTokens());
        UnaryOperator<String> marked = text -> names.matcher(text).replaceAll(String.valueOf(mark));
        var rendered = template.render(
                messages.stream().map(it -> it.withStrings(marked)).toList(),
                tools.stream()
                        .map(it -> new Tool(
                                marked.apply(it.name()),
                                marked.apply(it.description()),
                                Plain.withStrings(it.parameters(), marked)))
                        .toList(),
                true);

        var text = new StringBuilder(rendered.length());
        var quoted = new BitSet();
        for (int i = 0; i < rendered.length(); i++) {
            if (rendered.charAt(i) == mark) {
                quoted.set(text.length());
            } else {
                text.append(rendered.charAt(i));
            }
        }
        return tokenizer.encodeQuoting(text.toString(), quoted);
    }

    private static Pattern anyOf(Collection<String> names) {
        return Pattern.compile(names.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?=", ")")));
    }

    /// A character of the private use area that stands nowhere else.
    private static char unused(List<Message> messages, List<Tool> tools, ChatTemplate template) {
        return (char) IntStream.rangeClosed(0xE000, 0xF8FF)
                .filter(c -> !template.contains((char) c)
                        && messages.stream().noneMatch(it -> it.toString().indexOf(c) >= 0)
                        && tools.stream().noneMatch(it -> it.toString().indexOf(c) >= 0))
                .findFirst()
                .orElseThrow(() -> new InputException("the chat has all characters of the private use area in it"));
    }
}
