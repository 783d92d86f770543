package formers.text;

import java.util.function.Consumer;

/// Learns the vocabulary of a tokenizer from texts. The same texts give the same vocabulary, in whatever order
/// and on however many threads they come.
public sealed interface TokenizerTrainer permits BytePairTrainer, WordPieceTrainer, UnigramTrainer {

    /// Counts the words of a text. May be called from any thread.
    void add(String text);

    /// Counts the words of many texts on all cores, with few of the texts in memory at a time.
    ///
    /// @param documents such as `corpus::forEach`
    default void addAll(Consumer<Consumer<Document>> documents) {
        Counting.all(documents, this::add);
    }

    /// The vocabulary of everything added.
    ///
    /// @throws InputException if nothing useful was added
    Tokenizer train();
}
