package formers.benchmarks.text;

import formers.text.BytePairTrainer;
import formers.text.Corpus;
import formers.text.Tokenizer;
import formers.text.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// Encoding speed on Java source text, beside a peer that reads the same `tokenizer.json`: one thread, text by text,
/// and all texts at once. Ids are compared before anything is timed.
///
/// Arguments: `tokenizer.json` files or directories with one; without, a byte-level vocabulary of 8,192 tokens is
/// trained on other sources of the same JDK.
public final class TokenizerBenchmarks {

    private static final int CHARACTERS = 10_000_000;
    private static final int ROUNDS = 7;
    private static final int VOCABULARY = 8192;

    private TokenizerBenchmarks() {}

    public static void main(String[] args) throws IOException {
        var sources = sources();
        var texts = sources.subList(sources.size() / 2, sources.size());
        long characters = texts.stream().mapToLong(String::length).sum();
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d threads, %.1f million characters of Java source in %d texts%n%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                characters / 1e6,
                texts.size());
        System.out.println("| tokenizer | texts | Formers, MB/s | " + peerName() + ", MB/s | × |");
        System.out.println("|---|---|--:|--:|--:|");
        if (args.length == 0) {
            measure("byte-level BPE, 8,192", trained(sources.subList(0, sources.size() / 2)), texts);
        }
        for (var arg : args) {
            measure(arg, TokenizerFiles.read(Path.of(arg)), texts);
        }
    }

    /// About twice the measured text: half to train on, half to encode.
    private static List<String> sources() {
        var texts = new ArrayList<String>();
        var left = new long[] {2 * CHARACTERS};
        Corpus.jdkSources().replacingInvalid().forEach(document -> {
            if (left[0] > 0) {
                texts.add(document.text());
                left[0] -= document.text().length();
            }
        });
        return texts;
    }

    private static Tokenizer trained(List<String> texts) {
        var trainer = new BytePairTrainer(VOCABULARY);
        texts.forEach(trainer::add);
        return trainer.train();
    }

    private static String peerName() {
        return ServiceLoader.load(Encoder.Provider.class)
                .findFirst()
                .map(Encoder.Provider::name)
                .orElse("no peer");
    }

    private static void measure(String name, Tokenizer tokenizer, List<String> texts) throws IOException {
        var file = Files.createTempFile("tokenizer", ".json");
        try {
            Files.writeString(file, TokenizerFiles.toJson(tokenizer));
            var provider = ServiceLoader.load(Encoder.Provider.class).findFirst();
            try (var ours = new FormersEncoder(tokenizer);
                    var peer = provider.isPresent() ? provider.get().open(file) : null) {
                if (peer != null) {
                    compare(name, ours, peer, texts);
                }
                long bytes = texts.stream()
                        .mapToLong(text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                        .sum();
                row(name, "one by one", bytes, Encoder::encode, ours, peer, texts);
                row(name, "all at once", bytes, null, ours, peer, texts);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void compare(String name, Encoder ours, Encoder peer, List<String> texts) {
        for (var text : texts) {
            if (!Arrays.equals(ours.encode(text), peer.encode(text))) {
                throw new IllegalStateException(name + ": the ids of a text differ, so the times would say nothing: "
                        + text.substring(0, Math.min(80, text.length())));
            }
        }
    }

    @FunctionalInterface
    private interface One {
        int[] encode(Encoder encoder, String text);
    }

    /// @param one how to encode one text; null to encode all at once
    private static void row(
            String name, String how, long bytes, One one, Encoder ours, Encoder peer, List<String> texts) {
        var mine = new double[ROUNDS];
        var theirs = new double[ROUNDS];
        for (int round = -2; round < ROUNDS; round++) { // the first two warm up
            double a = seconds(one, ours, texts);
            double b = peer == null ? Double.NaN : seconds(one, peer, texts);
            if (round >= 0) {
                mine[round] = a;
                theirs[round] = b;
            }
        }
        double a = bytes / median(mine) / 1e6;
        double b = bytes / median(theirs) / 1e6;
        System.out.printf(Locale.ROOT, "| %s | %s | %.1f | %.1f | %.2f |%n", name, how, a, b, a / b);
    }

    private static double seconds(One one, Encoder encoder, List<String> texts) {
        long start = System.nanoTime();
        long tokens = 0;
        if (one == null) {
            for (int[] ids : encoder.encodeAll(texts)) {
                tokens += ids.length;
            }
        } else {
            for (var text : texts) {
                tokens += one.encode(encoder, text).length;
            }
        }
        if (tokens == 0) {
            throw new IllegalStateException("nothing was encoded");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
