package formers.models.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import formers.models.LanguageModel;
import formers.models.nn.KvCache;
import formers.models.nn.Pass;
import formers.tensor.CacheFormat;
import formers.tensor.Engine;
import formers.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What training and generation rely on in every [LanguageModel]. A class of tests for a model extends this
/// one.
public abstract class LanguageModelContract {

    private static final float TOLERANCE = 1e-5f;

    /// A fresh model with a context of 24 tokens at least.
    protected abstract LanguageModel fresh(long seed);

    /// The model after writing it to `directory` and reading it back.
    protected abstract LanguageModel reloaded(LanguageModel model, Path directory) throws IOException;

    /// A model whose weights are large enough for every path through it to show in its scores.
    protected final LanguageModel lively() {
        var model = fresh(1);
        model.parameters()
                .all()
                .forEach((name, tensor) -> tensor.set(
                        SeededWeights.checkpoint(name, 1, tensor.shape().extents())));
        return model;
    }

    @Test
    void laterTokensDoNotChangeEarlierScores() {
        var model = lively();
        int[] ids = text(model, 1, 16);
        float[][] before = scores(model, ids);
        for (int changed : new int[] {1, 7, 15}) {
            int[] other = ids.clone();
            other[changed] = (other[changed] + 1) % model.vocabulary();
            float[][] after = scores(model, other);
            for (int t = 0; t < changed; t++) {
                assertThat(after[t]).as("scores at %d", t).containsExactly(before[t], within(1e-6f));
            }
            assertThat(after[changed]).isNotEqualTo(before[changed]);
        }
    }

    @Test
    void aCacheChangesNothingHoweverTheTextIsCut() {
        var model = lively();
        int[] ids = text(model, 2, 20);
        float[][] whole = scores(model, ids);
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 8; trial++) {
            int longest = trial == 0 ? 1 : 1 + trial * 2;
            var cache = model.newCache(1);
            for (int t = 0; t < ids.length; ) {
                int count = Math.min(ids.length - t, 1 + random.nextInt(longest));
                assertScores(extend(model, cache, Arrays.copyOfRange(ids, t, t + count)), whole, t);
                t += count;
            }
            assertThat(cache.length(0)).isEqualTo(ids.length);
        }
    }

    @Test
    void rowsOfDifferentLengthsShareACache() {
        var model = lively();
        int[][] texts = {text(model, 4, 12), text(model, 5, 8), text(model, 6, 15)};
        int[] prompts = {9, 5, 12};
        var caches = new ArrayList<KvCache>();
        for (int row = 0; row < texts.length; row++) {
            caches.add(model.newCache(1));
            extend(model, caches.getLast(), Arrays.copyOf(texts[row], prompts[row]));
        }
        var together = KvCache.join(caches);
        for (int step = 0; step < 3; step++) {
            int[] next = new int[texts.length];
            for (int row = 0; row < texts.length; row++) {
                next[row] = texts[row][prompts[row] + step];
            }
            float[] found = model.logits(Tensor.ofInts(next, texts.length, 1), Pass.continuing(together))
                    .toArray();
            for (int row = 0; row < texts.length; row++) {
                assertScores(slice(found, row, model.vocabulary()), scores(model, texts[row]), prompts[row] + step);
            }
        }
    }

    /// Half precision is off by 2⁻¹¹ of a value, bytes by 1/254 of the largest of 32.
    @ParameterizedTest
    @CsvSource({"F16, 0.01", "Q8, 0.1"})
    void aCacheInFewerBitsChangesLittle(CacheFormat format, double share) {
        var model = lively();
        int[] ids = text(model, 15, 20);
        float[][] whole = scores(model, ids);
        var cache = model.newCache(1, format);
        float[][] found = extend(model, cache, ids);
        double scale = 0;
        double error = 0;
        for (int t = 0; t < ids.length; t++) {
            for (int i = 0; i < whole[t].length; i++) {
                scale += whole[t][i] * (double) whole[t][i];
                error += Math.pow(found[t][i] - whole[t][i], 2);
            }
        }
        assertThat(Math.sqrt(error / scale)).isLessThan(share);
        assertThat(cache.bytes()).isLessThan(bytesOf(model, ids));
    }

    private static long bytesOf(LanguageModel model, int... ids) {
        var cache = model.newCache(1);
        extend(model, cache, ids);
        return cache.bytes();
    }

    /// Whether a step of a few sequences gives each what it gives that sequence alone, bit for bit.
    protected boolean sameBitsInBatches() {
        return true;
    }

    @Test
    void aStepOfAFewSequencesGivesEachTheSameBits() {
        var model = lively();
        for (int rows = 1; rows <= 16; rows += 3) {
            var caches = new ArrayList<KvCache>();
            var alone = new ArrayList<float[]>();
            var next = new int[rows];
            for (int row = 0; row < rows; row++) {
                int[] ids = text(model, 30 + row, 6 + row % 3);
                next[row] = ids[ids.length - 1];
                var cache = model.newCache(1);
                extend(model, cache, Arrays.copyOf(ids, ids.length - 1));
                alone.add(extend(model, cache.select(0), next[row])[0]);
                caches.add(cache);
            }
            var found = rows(
                    model.logits(Tensor.ofInts(next, rows, 1), Pass.continuing(KvCache.join(caches)))
                            .toArray(),
                    model.vocabulary());
            for (int row = 0; row < rows; row++) {
                float tolerance = sameBitsInBatches() ? 0 : 1e-4f;
                assertThat(found[row]).containsExactly(alone.get(row), within(tolerance));
            }
        }
    }

    @Test
    void selectedRowsGoOnByThemselves() {
        var model = lively();
        int[][] texts = {text(model, 7, 10), text(model, 8, 10)};
        var cache = model.newCache(2);
        model.logits(Tensor.ofInts(concat(texts[0], texts[1]), 2, 10), Pass.continuing(cache));
        var chosen = cache.select(1, 0, 1);
        int[] next = {1, 2, 3};
        float[] found =
                model.logits(Tensor.ofInts(next, 3, 1), Pass.continuing(chosen)).toArray();
        for (int row = 0; row < 3; row++) {
            int[] longer = concat(texts[row == 1 ? 0 : 1], new int[] {next[row]});
            assertScores(slice(found, row, model.vocabulary()), scores(model, longer), 10);
        }
        assertThat(cache.length(0)).isEqualTo(10);
    }

    @Test
    void aTruncatedCacheForgets() {
        var model = lively();
        int[] ids = text(model, 9, 14);
        int[] other = ids.clone();
        for (int t = 6; t < other.length; t++) {
            other[t] = (other[t] + 5) % model.vocabulary();
        }
        var cache = model.newCache(1);
        extend(model, cache, ids);
        cache.truncate(0, 6);
        assertScores(extend(model, cache, Arrays.copyOfRange(other, 6, 14)), scores(model, other), 6);
    }

    @Test
    void aBatchIsItsRows() {
        var model = lively();
        int[][] texts = {text(model, 10, 11), text(model, 11, 11), text(model, 12, 11)};
        float[] found =
                model.logits(Tensor.ofInts(concat(texts), 3, 11), Pass.plain()).toArray();
        for (int row = 0; row < 3; row++) {
            float[][] alone = scores(model, texts[row]);
            for (int t = 0; t < 11; t++) {
                assertThat(slice(found, row * 11 + t, model.vocabulary())[0])
                        .containsExactly(alone[t], within(TOLERANCE));
            }
        }
    }

    @Test
    void savedAndLoadedItGivesTheSameBits(@TempDir Path folder) throws IOException {
        var model = lively();
        int[] ids = text(model, 13, 16);
        assertThat(scores(reloaded(model, folder), ids)).isDeepEqualTo(scores(model, ids));
    }

    @Test
    void aSeedIsAModel() {
        assertSameBits(values(fresh(5)), values(fresh(5)));
        var other = fresh(6).parameters().all();
        fresh(5).parameters().all().forEach((name, tensor) -> {
            if (tensor.rank() > 1) {
                assertThat(other.get(name).toArray()).as(name).isNotEqualTo(tensor.toArray());
            }
        });
    }

    @Test
    void threadsDoNotChangeABit() {
        assertSameOnAnyThreads(lively(), 8, 24);
    }

    /// Compares loss and gradients of `batch` texts of `time` tokens, computed on one thread and on several.
    protected static void assertSameOnAnyThreads(LanguageModel model, int batch, int time) {
        int before = Engine.threads();
        try {
            Engine.useThreads(1);
            var alone = lossAndGradients(model, batch, time);
            Engine.useThreads(4);
            assertSameBits(lossAndGradients(model, batch, time), alone);
        } finally {
            Engine.useThreads(before);
        }
    }

    private static Map<String, float[]> lossAndGradients(LanguageModel model, int batch, int time) {
        model.parameters().requireGradients();
        model.parameters().all().values().forEach(Tensor::clearGradient);
        var ids = Tensor.ofInts(text(model, 14, batch * time), batch, time);
        var targets = Tensor.ofInts(text(model, 15, batch * time), batch, time);
        var loss = model.loss(ids, targets, Pass.plain());
        loss.backward();
        var found = new TreeMap<String, float[]>();
        found.put("loss", loss.toArray());
        model.parameters()
                .all()
                .forEach((name, tensor) -> found.put(name, tensor.gradient().toArray()));
        return found;
    }

    @Test
    void aFreshModelKnowsNothing() {
        var model = fresh(16);
        var ids = Tensor.ofInts(text(model, 17, 4 * 24), 4, 24);
        var targets = Tensor.ofInts(text(model, 18, 4 * 24), 4, 24);
        assertThat((double) model.loss(ids, targets, Pass.plain()).item())
                .isCloseTo(Math.log(model.vocabulary()), within(0.05));
    }

    @Test
    void aTextLongerThanTheContextIsRefused() {
        var model = fresh(1);
        int context = model.context();
        assertThatThrownBy(() -> scores(model, text(model, 19, context + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%d tokens do not fit the context of %d".formatted(context + 1, context));
        var cache = model.newCache(1);
        extend(model, cache, text(model, 20, context));
        assertThatThrownBy(() -> extend(model, cache, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("%d tokens do not fit the context of %d".formatted(context + 1, context));
    }

    /// Tokens drawn from the whole vocabulary.
    protected static int[] text(LanguageModel model, long seed, int length) {
        return new SplittableRandom(seed).ints(length, 0, model.vocabulary()).toArray();
    }

    /// Scores of one text without a cache, `[time][vocabulary]`.
    protected static float[][] scores(LanguageModel model, int... ids) {
        float[] flat =
                model.logits(Tensor.ofInts(ids, 1, ids.length), Pass.plain()).toArray();
        return rows(flat, model.vocabulary());
    }

    /// Scores of the next tokens of the only row of a cache.
    protected static float[][] extend(LanguageModel model, KvCache cache, int... ids) {
        var scores = model.logits(Tensor.ofInts(ids, 1, ids.length), Pass.continuing(cache));
        return rows(scores.toArray(), model.vocabulary());
    }

    /// Compares `found` with the rows of `expected` from `from` on.
    protected static void assertScores(float[][] found, float[][] expected, int from) {
        for (int t = 0; t < found.length; t++) {
            assertThat(found[t]).as("scores at %d", from + t).containsExactly(expected[from + t], within(TOLERANCE));
        }
    }

    private static void assertSameBits(Map<String, float[]> found, Map<String, float[]> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, values) -> assertThat(Arrays.equals(values, expected.get(name)))
                .as("%s has the same bits", name)
                .isTrue());
    }

    private static float[][] slice(float[] flat, int row, int width) {
        return new float[][] {Arrays.copyOfRange(flat, row * width, (row + 1) * width)};
    }

    private static float[][] rows(float[] flat, int width) {
        var rows = new float[flat.length / width][];
        Arrays.setAll(rows, row -> slice(flat, row, width)[0]);
        return rows;
    }

    private static int[] concat(int[]... parts) {
        return List.of(parts).stream().flatMapToInt(Arrays::stream).toArray();
    }

    private static Map<String, float[]> values(LanguageModel model) {
        var values = new TreeMap<String, float[]>();
        model.parameters().all().forEach((name, tensor) -> values.put(name, tensor.toArray()));
        return values;
    }
}
