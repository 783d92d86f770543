package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordPieceTrainerTest {

    @TempDir
    Path folder;

    /// Counted by hand: `##u ##g` 20 times, `##u ##n` 16, `h ##ug` 15, `p ##un` 12, `p ##ug` 5.
    @Test
    void learnsTheCommonestPairs() {
        var trainer = new WordPieceTrainer(5 + 7 + 5 + 4);
        trainer.add("hug ".repeat(10) + "pug ".repeat(5) + "pun ".repeat(12) + "bun ".repeat(4) + "hugs ".repeat(5));
        assertThat(vocabulary(trainer))
                .containsExactly(
                        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "b", "g", "h", "n", "p", "s", "u", "##u", "##n",
                        "##g", "##s", "##ug", "##un", "hug", "pun", "pug");
    }

    @Test
    void everyWordLearnedFromIsExpressed() throws IOException {
        var texts = texts(3, 300);
        var trainer = new WordPieceTrainer(1000);
        texts.forEach(trainer::add);
        var model = trainer.json();
        assertThat(model.at("/model/vocab").size()).isEqualTo(1000);
        try (var library = new LibraryTokenizer(folder, model)) {
            for (var text : texts) {
                assertThat(library.tokens(text)).as(text).doesNotContain("[UNK]");
            }
        }
    }

    @Test
    void theLibraryAndOurModelCutTheSame() throws IOException {
        var trainer = new WordPieceTrainer(1000);
        texts(3, 300).forEach(trainer::add);
        try (var library = new LibraryTokenizer(folder, trainer.json())) {
            var model = new WordPiece(vocabulary(trainer), "[UNK]", "##", 100);
            for (var text : texts(4, 1000)) {
                var pieces = new Pieces();
                BertWords.cut(text, word -> model.encode(word, pieces));
                assertThat(IntStream.range(0, pieces.size()).map(pieces::id).toArray())
                        .as(text)
                        .isEqualTo(library.encode(text));
            }
        }
    }

    @Test
    void neitherOrderNorThreadsMatter() {
        var texts = texts(7, 400);
        var inOrder = new WordPieceTrainer(1100);
        texts.forEach(inOrder::add);
        Collections.shuffle(texts, new Random(1));
        var shuffled = new WordPieceTrainer(1100);
        shuffled.addAll(visitor -> texts.forEach(text -> visitor.accept(new Document("", text))));
        assertThat(shuffled.json()).isEqualTo(inOrder.json());
    }

    @Test
    void aVocabularyTooSmallForItsCharactersIsRefused() {
        assertThatThrownBy(() -> new WordPieceTrainer(5))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("asked for 5");
        var trainer = new WordPieceTrainer(8);
        assertThatThrownBy(trainer::json).isInstanceOf(InputException.class).hasMessageContaining("no words");
        trainer.add("abcd");
        assertThatThrownBy(trainer::json)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("12 tokens")
                .hasMessageContaining("asked for 8");
    }

    private static List<String> vocabulary(WordPieceTrainer trainer) {
        return List.copyOf(trainer.json().at("/model/vocab").propertyNames());
    }

    /// Without a mark that is younger than the library's Unicode.
    private static List<String> texts(int seed, int count) {
        var random = new RandomTexts(seed);
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(_ -> random.next().replace("\u061D", ""))
                .toList());
    }
}
