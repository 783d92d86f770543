package formers.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import formers.models.LanguageModel;
import formers.models.nn.Parameters;
import formers.models.testing.LanguageModelContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DecoderContractTest {

    abstract static class Contract extends LanguageModelContract {

        final DecoderConfig config;

        Contract(DecoderConfig config) {
            this.config = config;
        }

        @Override
        protected LanguageModel fresh(long seed) {
            return new Decoder(config, Parameters.initialised(seed));
        }

        @Override
        protected LanguageModel reloaded(LanguageModel model, Path directory) throws IOException {
            DecoderFiles.save((Decoder) model, directory);
            return DecoderFiles.load(directory);
        }
    }

    @Nested
    class Gpt2 extends Contract {
        Gpt2() {
            super(Decoders.gpt2());
        }

        /// Large enough for every operation to be divided.
        @Test
        void threadsDoNotChangeABitOfALargerOne() {
            assertSameOnAnyThreads(new Decoder(Decoders.wider(), Parameters.initialised(1)), 4, 64);
        }
    }

    @Nested
    class LlamaWithGroupedQueries extends Contract {
        LlamaWithGroupedQueries() {
            super(Decoders.llama());
        }
    }

    @Nested
    class Alibi extends Contract {
        Alibi() {
            super(Decoders.alibi());
        }
    }

    @Nested
    class InterleavedRotary extends Contract {
        InterleavedRotary() {
            super(Decoders.interleaved());
        }
    }

    @Nested
    class Gopher extends Contract {
        Gopher() {
            super(Decoders.relative());
        }

        /// Its matrix of scores is as wide as the longest sequence.
        @Override
        protected boolean sameBitsInBatches() {
            return false;
        }
    }

    @Nested
    class ExpertsWithSinksAndWindows extends Contract {
        ExpertsWithSinksAndWindows() {
            super(Decoders.gptOss());
        }

        /// Its matrix of scores is as wide as the longest sequence.
        @Override
        protected boolean sameBitsInBatches() {
            return false;
        }
    }

    @Nested
    class SandwichWithWindowsInTurns extends Contract {
        SandwichWithWindowsInTurns() {
            super(Decoders.gemma3());
        }
    }

    @Nested
    class PostNormWithProjections extends Contract {
        PostNormWithProjections() {
            super(Decoders.postNorm());
        }
    }

    @Nested
    class ParallelWithNormsAcrossHeads extends Contract {
        ParallelWithNormsAcrossHeads() {
            super(Decoders.parallel());
        }
    }

    @Nested
    class SharedExpertAndADenseLayer extends Contract {
        SharedExpertAndADenseLayer() {
            super(Decoders.sharedExpert());
        }
    }

    @Nested
    class UntiedWithoutBiases extends Contract {
        UntiedWithoutBiases() {
            super(Decoders.untiedWithoutBiases());
        }
    }

    @Nested
    class Windowed extends Contract {
        Windowed() {
            super(Decoders.windowed().withContext(400));
        }

        /// Long enough for the cache to drop what left the window, several times.
        @Test
        void droppingWhatLeftTheWindowChangesNothing() {
            var model = lively();
            int[] ids = text(model, 21, 330);
            float[][] whole = scores(model, ids);
            var cache = model.newCache(1);
            extend(model, cache, ids[0]);
            long start = cache.bytes();
            for (int t = 1; t < ids.length; ) {
                int count = Math.min(ids.length - t, t % 3 == 0 ? 1 : 17);
                assertScores(extend(model, cache, Arrays.copyOfRange(ids, t, t + count)), whole, t);
                t += count;
            }
            assertThat(cache.length(0)).isEqualTo(330);
            // Room for 64 tokens then; now for the window, 17 at a time, and the 128 that are dropped together.
            assertThat(cache.bytes()).isLessThanOrEqualTo(3 * start);
        }

        /// Two layers look back 4 tokens each.
        @Test
        void aTokenBeyondTheReachOfAllLayersDoesNotMatter() {
            var model = lively();
            int[] ids = text(model, 22, 20);
            float[][] before = scores(model, ids);
            ids[3] = (ids[3] + 1) % model.vocabulary();
            float[][] after = scores(model, ids);
            assertThat(after[11]).isNotEqualTo(before[11]);
            for (int t = 12; t < 20; t++) {
                assertThat(after[t]).isEqualTo(before[t]);
            }
        }
    }
}
