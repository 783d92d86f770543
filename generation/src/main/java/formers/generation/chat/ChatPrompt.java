package formers.generation.chat;

import formers.text.InputException;
import formers.text.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The ids of a chat: names of special tokens that the template writes become those tokens, the same names in what
/// people say stay text.
public final class ChatPrompt {

    private final Tokenizer tokenizer;
    private final Map<String, Integer> special;

    /// @param special ids of special tokens by their names
    public ChatPrompt(Tokenizer tokenizer, Map<String, Integer> special) {
        this.tokenizer = tokenizer;
        this.special = Map.copyOf(special);
    }

    /// The ids of a chat up to where the assistant answers.
    ///
    /// Messages whose contents name a special token are rendered with private marks in the places of those names,
    /// which then are text; templates see all other text as it is, to trim it or to look into it.
    ///
    /// @throws InputException if the template or the tokenizer cannot express the chat
    public int[] encode(ChatTemplate template, List<Message> messages) {
        if (special.isEmpty()) {
            return tokenizer.encode(template.render(messages, true));
        }
        var names = Pattern.compile(special.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed()) // the longest name wins
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        var mark = UUID.randomUUID().toString().replace("-", "");
        var guarded = messages.stream().map(it -> guarded(it, names, mark)).toList();
        var text = template.render(guarded, true);

        var ids = IntStream.builder();
        int start = 0;
        var found = names.matcher(text);
        while (found.find()) {
            encode(text.substring(start, found.start()), mark, ids);
            ids.add(special.get(found.group()));
            start = found.end();
        }
        encode(text.substring(start), mark, ids);
        return ids.build().toArray();
    }

    /// A mark after the first character of each name breaks it, and is taken out when its halves are encoded.
    private static Message guarded(Message message, Pattern names, String mark) {
        var content = new StringBuilder();
        var starts = new ArrayList<Integer>();
        var found = names.matcher(message.content());
        for (int from = 0; from <= message.content().length() && found.find(from); from = found.start() + 1) {
            starts.add(found.start());
        }
        int from = 0;
        for (int start : starts) {
            int cut = message.content().offsetByCodePoints(start, 1);
            content.append(message.content(), from, cut).append(mark);
            from = cut;
        }
        return new Message(
                message.role(),
                content.append(message.content().substring(from)).toString());
    }

    /// Piece by piece between the marks, so that a tokenizer that finds special tokens in text finds none.
    private void encode(String text, String mark, IntStream.Builder ids) {
        for (var piece : text.split(mark)) {
            if (!piece.isEmpty()) {
                for (int id : tokenizer.encode(piece)) {
                    ids.add(id);
                }
            }
        }
    }
}
