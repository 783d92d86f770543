package formers.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import formers.generation.chat.ChatFormat;
import formers.generation.chat.Message;
import formers.text.InputException;
import formers.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// Counts tokens as the model sees them.
final class FormersTokenCountEstimator implements TokenCountEstimator {

    private final Tokenizer tokenizer;
    private final ChatFormat chat;

    FormersTokenCountEstimator(Tokenizer tokenizer, ChatFormat chat) {
        this.tokenizer = tokenizer;
        this.chat = chat;
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return tokenizer.encode(text).length;
    }

    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        return count(List.of(Messages.of(message)));
    }

    /// With what the template puts around and behind them.
    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        var all = new ArrayList<Message>();
        messages.forEach(message -> all.add(Messages.of(message)));
        return count(all);
    }

    private int count(List<Message> messages) {
        try {
            return chat.prompt(messages, List.of()).length;
        } catch (InputException _) {
            // A template may refuse a part of a chat that it takes as a whole.
            return messages.stream()
                    .mapToInt(message -> estimateTokenCountInText(message.content()))
                    .sum();
        }
    }
}
