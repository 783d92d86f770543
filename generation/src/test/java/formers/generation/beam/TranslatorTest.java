package formers.generation.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.generation.alignment.HardAlignment;
import formers.models.translation.PairBatch;
import formers.text.BytePairTrainer;
import formers.text.CharacterTokenizer;
import formers.text.InputException;
import formers.text.Tokenizer;
import formers.text.UnigramTrainer;
import formers.text.WordPieceTrainer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranslatorTest {

    private static final Tokenizer LETTERS = CharacterTokenizer.of(List.of("abcdefghijklmnopqrstuvwxyz é日😀"));
    private static final TranslationOptions OPTIONS = TranslationOptions.of(BeamOptions.of(3));

    private static Translator copying(Tokenizer tokenizer, TranslationOptions options) {
        int size = tokenizer.vocabularySize(); // marks come after the tokens
        var marks = new PairBatch.Marks(size, size + 1, size + 2);
        return new Translator(new CopyModel(size + 5, marks), tokenizer, tokenizer, options);
    }

    /// Bytes and a few merges.
    private static Tokenizer bytePairs() {
        var trainer = new BytePairTrainer(300);
        trainer.add("the cat sat on the mat and the cat ate the rat");
        return trainer.train();
    }

    private static List<String> randomLines(int count) {
        var random = new SplittableRandom(3);
        return IntStream.range(0, count)
                .mapToObj(_ -> random.ints(random.nextInt(12), 'a', 'e' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 32, 1000})
    void translationsComeInTheOrderOfTheLines(int batch) {
        var lines = randomLines(100);
        var translator = copying(LETTERS, OPTIONS.withBatchLines(batch));
        var listed = translator.translate(lines, TranslationListener.none());
        assertThat(listed.stream().map(Translation::text)).isEqualTo(lines);
        assertThat(listed.stream().map(Translation::source)).isEqualTo(lines);
        assertThat(listed.stream().map(Translation::line))
                .isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
        assertThat(translator
                        .translate(lines.parallelStream(), TranslationListener.none())
                        .map(Translation::text))
                .isEqualTo(lines);
    }

    @Test
    void aStreamIsReadAsItIsAsked() {
        var translator = copying(LETTERS, OPTIONS.withBatchLines(2));
        var endless = Stream.iterate("a", line -> line.length() > 8 ? "a" : line + "b");
        assertThat(translator
                        .translate(endless, TranslationListener.none())
                        .limit(3)
                        .map(Translation::text))
                .containsExactly("a", "ab", "abb");
    }

    @Test
    void progressIsToldOfEveryBatch() {
        var told = new ArrayList<Long>();
        var lines = List.of("a", "", "bb", "ccc", " ", "dddd", "e");
        copying(LETTERS, OPTIONS.withBatchLines(2)).translate(lines, told::add);
        assertThat(told).containsExactly(2L, 4L, 6L, 7L);
        told.clear();
        assertThat(copying(LETTERS, OPTIONS.withBatchLines(2)).translate(lines.stream(), told::add))
                .hasSize(7);
        assertThat(told).containsExactly(2L, 4L, 6L, 7L);
    }

    @Test
    void linesWithoutTextHaveTranslationsWithoutText() {
        var options = TranslationOptions.of(BeamOptions.of(2).withAlignments());
        for (var line : List.of("", " ", "\t  ")) {
            var found = copying(LETTERS, options)
                    .translate(List.of(line), TranslationListener.none())
                    .getFirst();
            assertThat(found.text()).isEmpty();
            assertThat(found.source()).isEqualTo(line);
            assertThat(found.texts().getFirst().alignment()).isPresent();
        }
    }

    @Test
    void longLinesAreRefusedByTheirNumber() {
        var translator = copying(LETTERS, OPTIONS.withMaxSourceTokens(5, LongLines.REFUSE));
        assertThat(translator.translate("abcde")).isEqualTo("abcde");
        assertThatThrownBy(() -> translator.translate(List.of("a", "", "abcdef"), TranslationListener.none()))
                .isInstanceOf(InputException.class)
                .hasMessage("line 3 has 6 tokens, and at most 5 are translated; split it, allow more, or let long lines"
                        + " be cut");
    }

    @Test
    void longLinesAreCutIfWanted() {
        var found = copying(LETTERS, OPTIONS.withMaxSourceTokens(5, LongLines.TRUNCATE))
                .translate(List.of("abcdefg", "abc"), TranslationListener.none());
        assertThat(found.stream().map(Translation::text)).containsExactly("abcde", "abc");
        assertThat(found.stream().map(Translation::truncated)).containsExactly(true, false);
        assertThat(found.getFirst().source()).isEqualTo("abcdefg");
    }

    @Test
    void unknownCharactersAreRefusedByTheirLine() {
        assertThatThrownBy(() -> copying(LETTERS, OPTIONS)
                        .translate(Stream.of("a", "b", "a%b"), TranslationListener.none())
                        .toList())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("line 3: character '%'");
    }

    @Test
    void theBestComeWithTheirScores() {
        var found = copying(LETTERS, TranslationOptions.of(BeamOptions.of(4).withNBest(4)))
                .translate(List.of("abc"), TranslationListener.none())
                .getFirst();
        assertThat(found.texts()).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(found.texts().getFirst().text()).isEqualTo("abc");
        assertThat(found.texts().getFirst().logProbability()).isNegative().isGreaterThan(-0.1);
    }

    /// Words and a few pieces, bytes for all else, spaces as part of words.
    private static Tokenizer unigrams() {
        var trainer = new UnigramTrainer(300);
        trainer.add("the cat sat on the mat and the cat ate the rat");
        return trainer.train();
    }

    @ParameterizedTest
    @ValueSource(strings = {"the cat sat", "  the  rat", "日本 the 😀 é", "cat\u00A0sat"})
    void alignmentsHaveTheTokensOfBothSides(String line) {
        var options = TranslationOptions.of(BeamOptions.of(2).withAlignments());
        var alignment = copying(bytePairs(), options)
                .translate(List.of(line), TranslationListener.none())
                .getFirst()
                .texts()
                .getFirst()
                .alignment()
                .orElseThrow();
        assertThat(String.join("", alignment.target().tokens())).isEqualTo(line);
        assertThat(String.join("", alignment.source().tokens())).isEqualTo(line + "</s>");
        int words = line.strip().split("[\\s\u00A0]+").length;
        assertThat(HardAlignment.of(alignment).toString()).isEqualTo(diagonal(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"the cat sat", "the rat", "日本 the 😀 é"})
    void alignmentsAreOfWordsWhateverTheTokenizer(String line) {
        var options = TranslationOptions.of(BeamOptions.of(2).withAlignments());
        var found = copying(unigrams(), options)
                .translate(List.of(line), TranslationListener.none())
                .getFirst();
        assertThat(found.text()).isEqualTo(line);
        var alignment = found.texts().getFirst().alignment().orElseThrow();
        assertThat(alignment.ofWords().target().tokens()).containsExactly(line.split(" "));
        assertThat(HardAlignment.of(alignment)).hasToString(diagonal(line.split(" ").length));
    }

    private static String diagonal(int words) {
        return IntStream.range(0, words).mapToObj(i -> i + "-" + i).collect(Collectors.joining(" "));
    }

    @Test
    void modelsWithoutEndedSourcesReadTheTextAlone() {
        var options =
                TranslationOptions.of(BeamOptions.greedy().withAlignments()).withEndedSources(false);
        var found = copying(LETTERS, options)
                .translate(List.of("ab"), TranslationListener.none())
                .getFirst();
        assertThat(found.text()).isEqualTo("ab");
        assertThat(found.texts().getFirst().alignment().orElseThrow().source().tokens())
                .containsExactly("a", "b");
    }

    /// A random model over bytes writes anything, but not what no text can hold.
    @Test
    void onlyTextComesOut() {
        var bytes = bytePairs();
        int size = bytes.vocabularySize();
        var model = new TableModel(size + 1, 4, 6); // its marks are 0, 1 and 2
        var options = TranslationOptions.of(
                BeamOptions.of(4).withNBest(4).withMinimumLength(10).withAlignments());
        var translator = new Translator(model, bytes, bytes, options);
        boolean replaced = false;
        for (var translation : translator.translate(randomLines(20), TranslationListener.none())) {
            for (var text : translation.texts()) {
                var back = new String(text.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                assertThat(back).isEqualTo(text.text());
                assertThat(text.text()).doesNotContain("\n", "\r", "\u2028");
                replaced |= back.contains("\uFFFD");
            }
        }
        assertThat(replaced).isTrue();
    }

    /// What a tokenizer decodes wrongly is put right.
    @Test
    void halvesOfCharactersAndLineBreaksAreReplaced() {
        var odd = new Tokenizer() {
            @Override
            public int vocabularySize() {
                return 4;
            }

            @Override
            public int[] encode(String text) {
                return new int[] {3};
            }

            @Override
            public byte[] bytes(int id) {
                return new byte[0];
            }

            @Override
            public String decode(int... ids) {
                return "a\uD83D\r\nb\u2028c";
            }

            @Override
            public OptionalInt endOfText() {
                return OptionalInt.empty();
            }
        };
        assertThat(copying(odd, OPTIONS).translate("x")).isEqualTo("a? b c");
    }

    @Test
    void namesOfSpecialTokensAreText() {
        var trainer = new WordPieceTrainer(100);
        trainer.add("the cat [ SEP ] sat on the mat [ SEP ]");
        var tokenizer = trainer.train();
        assertThat(tokenizer.decode(tokenizer.encode("the [SEP] cat"))).doesNotContain("SEP");
        assertThat(copying(tokenizer, OPTIONS).translate("the [SEP] cat")).isEqualTo("the [ SEP ] cat");
    }

    @Test
    void aModelOfAnotherVocabularyIsRefused() {
        var marks = new PairBatch.Marks(0, 1, 2);
        assertThatThrownBy(() -> new Translator(new CopyModel(9, marks), LETTERS, LETTERS, OPTIONS))
                .hasMessageContaining("the model 9; they do not belong together");
        assertThatThrownBy(() -> OPTIONS.withBatchLines(0)).hasMessageContaining("32 is usual");
        assertThatThrownBy(() -> OPTIONS.withMaxSourceTokens(0, LongLines.REFUSE))
                .hasMessageContaining("most tokens of a line must be 1 or more");
    }
}
