package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.sentencepiece.SpTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Texts are cut as Google's library cuts them, and the pieces numbered by the vocabulary.
class MarianTokenizersTest {

    private static final long SEED = 78;
    private static final int TEXTS = 1000;
    private static final List<String> SPECIAL = List.of("</s>", "<unk>");

    @TempDir
    private Path folder;

    private final List<String> names = new ArrayList<>();

    /// The vocabulary has every piece in another order, and those of the other language between.
    @BeforeEach
    void write() throws IOException {
        Files.write(
                folder.resolve("source.spm"),
                SentencePieceModelTest.model(1, false, true, true).toBytes());
        Files.write(folder.resolve("target.spm"), target().toBytes());
        var model = SentencePieceModel.read(folder.resolve("source.spm"));
        var pieces = model.pieces().stream()
                .filter(piece -> piece.type() == SentencePieceModel.Type.NORMAL)
                .map(SentencePieceModel.Piece::text)
                .toList();
        var all = new LinkedHashSet<>(SPECIAL);
        Stream.of(pieces.reversed(), List.of("▁Haus", "▁das", "Ω", ">>fra<<", "<pad>"))
                .forEach(all::addAll);
        all.remove(pieces.get(3)); // one that has no number
        names.addAll(all);
        writeVocabulary("vocab.json", names);
    }

    private void writeVocabulary(String file, List<String> tokens) throws IOException {
        var json = JsonNodeFactory.instance.objectNode();
        tokens.forEach(name -> json.put(name, json.size()));
        Files.writeString(folder.resolve(file), json.toString());
    }

    private static ProtobufWriter target() {
        var model = new ProtobufWriter();
        model.message(1, new ProtobufWriter().string(1, "<unk>").real(2, 0).integer(3, 2));
        float score = -1;
        for (var piece : List.of("▁Haus", "▁das", "▁", "D", "a", "s", "u", "H")) {
            model.message(1, new ProtobufWriter().string(1, piece).real(2, score--));
        }
        return model.message(2, new ProtobufWriter().integer(3, 1).integer(40, 0));
    }

    @Test
    void sourcesAreCutAsByTheLibrary() throws IOException {
        var ours = MarianTokenizers.read(folder);
        var texts = new RandomTexts(SEED);
        try (var theirs = new SpTokenizer(folder.resolve("source.spm"))) {
            for (int i = 0; i < TEXTS; i++) {
                // No end of a C string, no sign that stands for a space.
                var text = texts.next().replaceAll("[\u0000▁]", "");
                // Of equally likely ways to cut, theirs, which adds up in 32 bits, may take another.
                var expected = theirs.tokenize(text).stream()
                        .map(names::indexOf)
                        .map(id -> id < 0 ? names.indexOf("<unk>") : id)
                        .sorted()
                        .toList();
                assertThat(IntStream.of(ours.source().encode(text)).sorted().boxed())
                        .as("seed %d: [%s]", SEED, text)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void targetsAreDecoded() throws IOException {
        var tokenizers = MarianTokenizers.read(folder);
        int[] ids = tokenizers.target().encode("das Haus");
        assertThat(ids).containsExactly(id("▁das"), id("▁Haus"));
        int[] ended = {id("<pad>"), ids[0], ids[1], id("</s>")};
        assertThat(tokenizers.target().decode(ended)).isEqualTo("das Haus");
        assertThat(tokenizers.target().decode(id("<unk>"), id(">>fra<<"))).isEmpty();
        assertThat(tokenizers.end()).isEqualTo(id("</s>"));
        assertThat(tokenizers.padding()).isEqualTo(id("<pad>"));
        assertThat(tokenizers.source().endOfText()).hasValue(id("</s>"));
        assertThat(tokenizers.source().vocabularySize()).isEqualTo(names.size());
    }

    @Test
    void whatOneModelDoesNotKnowTheOtherMay() throws IOException {
        var source = MarianTokenizers.read(folder).source();
        assertThat(source.encode("x Ω")).endsWith(id("Ω"));
        assertThat(source.encode("x 字")).endsWith(id("<unk>"));
    }

    @Test
    void languagesAreNamedBeforeATextAndNothingElseIsSpecial() throws IOException {
        var tokenizers = MarianTokenizers.read(folder);
        int[] text = tokenizers.source().encode("the Formers");
        assertThat(tokenizers.source().encode(">>fra<< the Formers"))
                .isEqualTo(IntStream.concat(IntStream.of(id(">>fra<<")), IntStream.of(text))
                        .toArray());
        assertThat(tokenizers.source().encode(">>xyz<< the Formers")).doesNotContain(id(">>fra<<"));
        assertThat(tokenizers.source().encode("the >>fra<<")).doesNotContain(id(">>fra<<"));
        assertThat(tokenizers.source().encode("the </s> <pad>")).doesNotContain(id("</s>"), id("<pad>"));
        assertThat(tokenizers.encodeSource("the Formers"))
                .isEqualTo(IntStream.concat(IntStream.of(text), IntStream.of(id("</s>")))
                        .toArray());
    }

    @Test
    void aTargetMayHaveAVocabularyOfItsOwn() throws IOException {
        writeVocabulary("target_vocab.json", List.of("</s>", "<unk>", "<pad>", "▁das"));
        var tokenizers = MarianTokenizers.read(folder);
        assertThat(tokenizers.target().encode("das Haus")).containsExactly(3, 1);
        assertThat(tokenizers.target().vocabularySize()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"vocab.json", "source.spm", "target.spm"})
    void whatIsMissingIsNamed(String file) throws IOException {
        Files.delete(folder.resolve(file));
        assertThatThrownBy(() -> MarianTokenizers.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file);
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertThatThrownBy(() -> TokenizerFiles.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("MarianTokenizers reads both");
        writeVocabulary("vocab.json", List.of("</s>", "<unk>", "a"));
        assertThatThrownBy(() -> MarianTokenizers.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("vocab.json")
                .hasMessageContaining("expected a token <pad>");
    }

    private int id(String name) {
        return names.indexOf(name);
    }
}
