package formers.benchmarks.text;

import formers.text.Tokenizer;
import java.util.List;

/// Ours.
record FormersEncoder(Tokenizer tokenizer) implements Encoder {

    @Override
    public int[] encode(String text) {
        return tokenizer.encode(text);
    }

    @Override
    public List<int[]> encodeAll(List<String> texts) {
        return texts.parallelStream().map(tokenizer::encode).toList();
    }

    @Override
    public void close() {}
}
