package formers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.models.translation.PairBatch;
import formers.text.BytePairTokenizer;
import formers.text.InputException;
import formers.text.ParallelText;
import formers.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairBatchesTest {

    private static final int TOKENS = 120;
    private static final int LONGEST = 40;

    private final Tokenizer tokenizer = BytePairTokenizer.ofBytes().withSpecial("<|pad|>");

    @TempDir
    private Path folder;

    private PairCorpus corpus(ParallelText text) throws IOException {
        var sources = folder.resolve("sources");
        var targets = folder.resolve("targets");
        PairCorpus.write(text, tokenizer, sources, targets);
        return PairCorpus.open(sources, targets, tokenizer);
    }

    /// Sources of 1 to 30 letters, each with its number, and targets that are a little longer.
    private static ParallelText text(int count) {
        var random = new SplittableRandom(2);
        var source = new ArrayList<String>();
        var target = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var text = i + "x".repeat(random.nextInt(1, 27));
            source.add(text);
            target.add(text + "y".repeat(random.nextInt(4)));
        }
        return new ParallelText(source, target);
    }

    private List<String> sources(PairBatch batch) {
        int width = batch.source().extent(1);
        var ids = batch.source().toInts();
        var texts = new ArrayList<String>();
        for (int row = 0; row < batch.sourceLengths().length; row++) {
            texts.add(tokenizer.decode(Arrays.copyOfRange(ids, row * width, row * width + batch.sourceLengths()[row])));
        }
        return texts;
    }

    @Test
    void everyEpochHasEveryPairOnceAndTheSameNumberOfBatches() throws IOException {
        var text = text(300);
        try (var corpus = corpus(text)) {
            var batches = new PairBatches(corpus, TOKENS, LONGEST, 1);
            var epochs = new ArrayList<List<String>>();
            for (int epoch = 0; epoch < 3; epoch++) {
                var seen = new ArrayList<String>();
                for (int i = 0; i < batches.perEpoch(); i++) {
                    seen.addAll(sources(batches.batch((long) epoch * batches.perEpoch() + i)));
                }
                assertThat(seen).hasSize(300);
                assertThat(new TreeSet<>(seen)).isEqualTo(new TreeSet<>(text.source()));
                epochs.add(seen);
            }
            assertThat(epochs.get(1)).isNotEqualTo(epochs.get(0));
            assertThat(epochs.get(2)).isNotEqualTo(epochs.get(1));
        }
    }

    @Test
    void batchesHoldWhatTheyMayAndLittleOfItIsPadding() throws IOException {
        try (var corpus = corpus(text(2000))) {
            var batches = new PairBatches(corpus, TOKENS, LONGEST, 1);
            long places = 0;
            long tokens = 0;
            for (int i = 0; i < batches.perEpoch(); i++) {
                var batch = batches.batch(i);
                int rows = batch.sourceLengths().length;
                int widest = Math.max(batch.source().extent(1), batch.input().extent(1));
                assertThat(rows * widest).isLessThanOrEqualTo(TOKENS);
                places +=
                        (long) rows * (batch.source().extent(1) + batch.input().extent(1));
                tokens += batch.targetTokens()
                        + Arrays.stream(batch.sourceLengths()).sum();
            }
            assertThat((double) tokens / places).isGreaterThan(0.95);
            assertThat((double) places / batches.perEpoch() / 2).isGreaterThan(0.8 * TOKENS);
        }
    }

    @Test
    void aBatchDependsOnItsNumberAlone() throws IOException {
        try (var corpus = corpus(text(300))) {
            var one = new PairBatches(corpus, TOKENS, LONGEST, 1);
            var other = new PairBatches(corpus, TOKENS, LONGEST, 1);
            long late = 3L * one.perEpoch() + 2;
            for (long number = 0; number < late; number++) {
                one.batch(number);
            }
            assertThat(sources(one.batch(late))).isEqualTo(sources(other.batch(late)));
            assertThat(sources(new PairBatches(corpus, TOKENS, LONGEST, 2).batch(late)))
                    .as("another seed")
                    .isNotEqualTo(sources(other.batch(late)));
        }
    }

    @Test
    void aSourceEndsAndATargetBeginsAndEnds() throws IOException {
        try (var corpus = corpus(new ParallelText(List.of("ab", "a"), List.of("c", "defg")))) {
            var batch = new PairBatches(corpus, TOKENS, LONGEST, 1).batch(0);
            assertThat(batch.source().toInts()).containsExactly('a', 'b', 256, 'a', 256, 257);
            assertThat(batch.input().toInts()).containsExactly(257, 'c', 257, 257, 257, 257, 'd', 'e', 'f', 'g');
            assertThat(batch.targets().toInts()).containsExactly('c', 256, -1, -1, -1, 'd', 'e', 'f', 'g', 256);
        }
    }

    @Test
    void emptyAndOverlongPairsAreLeftOutAndCounted() throws IOException {
        var long41 = "z".repeat(LONGEST + 1);
        var long40 = "z".repeat(LONGEST);
        var text = new ParallelText(List.of("a", "", "c", "d", long40), List.of("a", "b", "", long41, long40));
        try (var corpus = corpus(text)) {
            var batches = new PairBatches(corpus, TOKENS, LONGEST, 1);
            assertThat(batches.size()).isEqualTo(2);
            assertThat(batches.empty()).isEqualTo(2);
            assertThat(batches.tooLong()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsNoBatch() throws IOException {
        try (var corpus = corpus(new ParallelText(List.of(), List.of()))) {
            assertThat(new PairBatches(corpus, TOKENS, LONGEST, 1).perEpoch()).isZero();
        }
    }

    @Test
    void namesOfSpecialTokensInALineAreText() throws IOException {
        var text = "<|endoftext|> and <|pad|>";
        try (var corpus = corpus(new ParallelText(List.of(text), List.of(text)))) {
            assertThat(tokenizer.decode(corpus.target(0))).isEqualTo(text);
            assertThat(corpus.source(0)).endsWith(256);
        }
    }

    @Test
    void aFileOfAnotherVocabularyIsRefused() throws IOException {
        corpus(text(3)).close();
        assertThatThrownBy(() -> PairCorpus.open(
                        folder.resolve("sources"), folder.resolve("targets"), BytePairTokenizer.ofBytes()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("258")
                .hasMessageContaining("257");
        Files.delete(folder.resolve("sources"));
    }
}
