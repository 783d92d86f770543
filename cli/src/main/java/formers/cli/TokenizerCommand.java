package formers.cli;

import formers.models.checkpoint.AtomicFile;
import formers.text.BytePairTrainer;
import formers.text.Corpus;
import formers.text.TokenizerFiles;
import formers.text.TokenizerTrainer;
import formers.text.UnigramTrainer;
import formers.text.WordPieceTrainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        description = "Trains and uses tokenizers.",
        subcommands = {TokenizerCommand.Train.class, TokenizerCommand.Encode.class, TokenizerCommand.Decode.class},
        synopsisSubcommandLabel = "(train | encode | decode)")
final class TokenizerCommand {

    @Command(
            name = "train",
            mixinStandardHelpOptions = true,
            description = "Learns a vocabulary and writes it as tokenizer.json.",
            footer = {
                "",
                "Examples:",
                "  formers tokenizer train --data src --filter '**/*.java' --out java.json",
                "  formers tokenizer train --type unigram --data book.txt --vocabulary 4000"
            })
    static final class Train implements Callable<Integer> {
        @Option(
                names = "--data",
                paramLabel = "PATH",
                arity = "1..*",
                description = "text (default: the sources of this JDK)")
        private List<String> data = List.of();

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                defaultValue = "bpe",
                description = {
                    "bpe: GPT-2's pairs of bytes",
                    "wordpiece: BERT's words and ##pieces, which forget white space",
                    "unigram: T5's likeliest pieces (default ${DEFAULT-VALUE})"
                })
        private Type type;

        private enum Type {
            BPE,
            WORDPIECE,
            UNIGRAM
        }

        @Option(names = "--filter", paramLabel = "GLOB", description = "names to take inside folders and archives")
        private String filter;

        @Option(
                names = "--vocabulary",
                paramLabel = "N",
                defaultValue = "8192",
                description = "(default ${DEFAULT-VALUE})")
        private int vocabulary;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                defaultValue = "tokenizer.json",
                description = "(default ${DEFAULT-VALUE})")
        private Path out;

        @Override
        public Integer call() throws IOException {
            long start = System.nanoTime();
            TokenizerTrainer trainer = switch (type) {
                case BPE -> new BytePairTrainer(vocabulary);
                case WORDPIECE -> new WordPieceTrainer(vocabulary);
                case UNIGRAM -> new UnigramTrainer(vocabulary);
            };
            var corpus = data.isEmpty() ? Corpus.jdkSources() : Corpus.of(data, filter);
            trainer.addAll(corpus::forEach);
            var tokenizer = trainer.train();
            AtomicFile.writeText(out, TokenizerFiles.toJson(tokenizer));
            System.out.println("%d tokens, %s".formatted(tokenizer.vocabularySize(), out));
            System.err.printf("%.1f s%n", (System.nanoTime() - start) / 1e9);
            return 0;
        }
    }

    @Command(
            name = "encode",
            mixinStandardHelpOptions = true,
            description = "Prints the token ids of a text.",
            footer = {
                "",
                "Examples:",
                "  formers tokenizer encode runs/book 'It was'",
                "  formers tokenizer encode java.json - < A.java"
            })
    static final class Encode implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "TOKENIZER", description = "a tokenizer.json or a model directory")
        private Path tokenizer;

        @Parameters(index = "1", paramLabel = "TEXT", description = "text, or - for standard input")
        private String text;

        @Override
        public Integer call() throws IOException {
            String all = text.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : text;
            System.out.println(Arrays.stream(TokenizerFiles.read(tokenizer).encode(all))
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" ")));
            return 0;
        }
    }

    @Command(
            name = "decode",
            mixinStandardHelpOptions = true,
            description = "Prints the text of token ids.",
            footer = {"", "Examples:", "  formers tokenizer decode runs/book 12 7 300"})
    static final class Decode implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "TOKENIZER", description = "a tokenizer.json or a model directory")
        private Path tokenizer;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "token ids")
        private int[] ids;

        @Override
        public Integer call() throws IOException {
            var known = TokenizerFiles.read(tokenizer);
            for (int id : ids) {
                if (id < 0 || id >= known.vocabularySize()) {
                    throw new Failure("token %d is not in this vocabulary of %d".formatted(id, known.vocabularySize()));
                }
            }
            System.out.println(known.decode(ids));
            return 0;
        }
    }
}
