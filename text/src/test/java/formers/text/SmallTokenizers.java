package formers.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A tokenizer of each kind, small.
final class SmallTokenizers {

    private SmallTokenizers() {}

    static BytePairTokenizer bytePairs() {
        var texts = new RandomTexts(11);
        var trainer = new BytePairTrainer(600);
        IntStream.range(0, 500).forEach(_ -> trainer.add(texts.next()));
        return trainer.train();
    }

    static CharacterTokenizer characters(String... texts) {
        return CharacterTokenizer.of(List.of(texts));
    }

    /// Bytes, a few letters, and the merges that make "the" of them, as a LLaMA file has them.
    static PipelineTokenizer llama() {
        var names = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256; b++) {
            names.add("<0x%02X>".formatted(b));
        }
        names.addAll(List.of("▁", "t", "h", "e", "a", "é", "日", "▁t", "he", "▁the", "▁▁", "aa", "aaaa"));
        return SmallFiles.read(SmallFiles.llama(names, List.of("▁ t", "h e", "▁t he", "▁ ▁", "a a", "aa aa")));
    }
}
