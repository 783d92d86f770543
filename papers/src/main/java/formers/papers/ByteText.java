package formers.papers;

import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import formers.text.Corpus;
import formers.text.Document;
import formers.text.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.zip.Deflater;

/// Text as bytes, a part of it held out: of several documents every tenth, of a single one the last tenth.
///
/// @param training   what models are trained on
/// @param validation what they are judged by
record ByteText(byte[] training, byte[] validation) {

    /// Bytes there are.
    static final int VOCABULARY = 256;

    private static final int EVERY = 10;

    /// Windows of text `[rows, time]` (I32), and the bytes that follow each of theirs.
    record Windows(Tensor ids, Tensor targets) {}

    /// The user's text, or the sources of this JDK.
    ///
    /// @param atLeast bytes that either part must have
    /// @throws InputException if there is none, or too little
    static ByteText of(Experiment experiment, int atLeast) {
        boolean own = !experiment.data().isEmpty();
        var corpus = own ? Corpus.of(experiment.data(), null) : Corpus.jdkSources();
        experiment.note("reading " + corpus);
        var documents = new ArrayList<byte[]>();
        corpus.forEach((Document document) -> documents.add(document.text().getBytes(StandardCharsets.UTF_8)));
        var text = split(documents);
        int shorter = Math.min(text.training.length, text.validation.length);
        if (shorter < atLeast) {
            throw new InputException(
                    "%,d bytes are needed of text to train on and to validate with each, found %,d and %,d; give more text"
                            .formatted(atLeast, text.training.length, text.validation.length));
        }
        return text;
    }

    static ByteText split(List<byte[]> documents) {
        if (documents.size() == 1) {
            byte[] all = documents.getFirst();
            int cut = all.length - all.length / EVERY;
            return new ByteText(Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length));
        }
        var training = new ByteArrayOutputStream();
        var validation = new ByteArrayOutputStream();
        for (int i = 0; i < documents.size(); i++) {
            // of fewer than ten the last is held out
            boolean held = i % EVERY == EVERY - 1 || documents.size() < EVERY && i == documents.size() - 1;
            (held ? validation : training).writeBytes(documents.get(i));
        }
        return new ByteText(training.toByteArray(), validation.toByteArray());
    }

    /// Windows for a training step, from anywhere.
    Windows random(int rows, int time, RandomSource source) {
        var random = new SplittableRandom(source.seed() ^ source.stream());
        return windows(training, rows, time, _ -> random.nextInt(training.length - time));
    }

    /// Windows of the text held out, spread evenly over it.
    Windows heldOut(int rows, int time) {
        long last = validation.length - time - 1L;
        return windows(validation, rows, time, row -> (int) (last * row / Math.max(1, rows - 1)));
    }

    private static Windows windows(byte[] text, int rows, int time, IntUnaryOperator start) {
        var ids = new int[rows * time];
        var targets = new int[rows * time];
        for (int row = 0; row < rows; row++) {
            int from = start.applyAsInt(row);
            for (int t = 0; t < time; t++) {
                ids[row * time + t] = text[from + t] & 0xFF;
                targets[row * time + t] = text[from + t + 1] & 0xFF;
            }
        }
        return new Windows(Tensor.ofInts(ids, rows, time), Tensor.ofInts(targets, rows, time));
    }

    /// Bits per byte held out, of a model that knows how often each byte comes (one more than was seen, so
    /// that none is impossible).
    double unigramBits() {
        var counts = new double[VOCABULARY];
        Arrays.fill(counts, 1);
        for (byte b : training) {
            counts[b & 0xFF]++;
        }
        double bits = 0;
        for (byte b : validation) {
            bits -= Math.log(counts[b & 0xFF] / (training.length + VOCABULARY)) / Math.log(2);
        }
        return bits / validation.length;
    }

    /// Bits per byte held out, of Deflate at its best (as in `gzip -9`), which may look 32 kB back.
    double deflateBits() {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(validation);
            deflater.finish();
            var buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                deflater.deflate(buffer);
            }
            return 8.0 * deflater.getBytesWritten() / validation.length;
        }
    }
}
