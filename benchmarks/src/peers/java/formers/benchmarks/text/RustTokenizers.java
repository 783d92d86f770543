package formers.benchmarks.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Hugging Face's library in Rust, called through DJL's native methods: its Java objects would also fetch the names and
/// places of all tokens, which takes several times as long as encoding.
public final class RustTokenizers implements Encoder.Provider {

    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

    static {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    @Override
    public String name() {
        return "Rust tokenizers";
    }

    @Override
    public Encoder open(Path file) throws IOException {
        HuggingFaceTokenizer.newInstance(file).close(); // loads the native library
        return new Rust(LIBRARY.createTokenizerFromString(Files.readString(file)));
    }

    private record Rust(long handle) implements Encoder {

        @Override
        public int[] encode(String text) {
            return ids(LIBRARY.encode(handle, text, false));
        }

        @Override
        public List<int[]> encodeAll(List<String> texts) {
            var all = new ArrayList<int[]>(texts.size());
            for (long encoding : LIBRARY.batchEncode(handle, texts.toArray(String[]::new), false)) {
                all.add(ids(encoding));
            }
            return all;
        }

        private static int[] ids(long encoding) {
            try {
                return Arrays.stream(LIBRARY.getTokenIds(encoding))
                        .mapToInt(Math::toIntExact)
                        .toArray();
            } finally {
                LIBRARY.deleteEncoding(encoding);
            }
        }

        @Override
        public void close() {
            LIBRARY.deleteTokenizer(handle);
        }
    }
}
