package formers.models.testing;

import formers.models.checkpoint.CheckpointException;
import formers.models.checkpoint.Safetensors;
import formers.models.gguf.GgufFile;
import formers.text.GgufTokenizer;
import formers.text.InputException;
import formers.text.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What Jazzer is given (`models/fuzz`): bytes as a file of some kind, which must be read whole or refused with the
/// exception that says why. Anything else that comes out of a reader is a finding.
public final class FuzzTarget {

    /// Kinds of files.
    private enum Kind {
        GGUF("model.gguf"),
        SAFETENSORS("model.safetensors"),
        TOKENIZER("tokenizer.json"),
        SENTENCEPIECE("tokenizer.model");

        private final String file;

        Kind(String file) {
            this.file = file;
        }
    }

    private static final Kind KIND =
            Kind.valueOf(System.getProperty("formers.fuzz").toUpperCase(Locale.ROOT));
    private static final Path FILE = temporary();

    private FuzzTarget() {}

    private static Path temporary() {
        try {
            return Files.createTempDirectory("formers-fuzz").resolve(KIND.file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Called by Jazzer, again and again.
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        try {
            read();
        } catch (CheckpointException | InputException refused) {
            // says what is wrong with the file
        }
    }

    private static void read() throws IOException {
        switch (KIND) {
            case GGUF -> {
                var file = GgufFile.open(FILE);
                file.tensors().forEach(tensor -> tensor.data().byteSize());
                GgufTokenizer.read(FILE, file.metadata().values()).encode("a text");
            }
            case SAFETENSORS -> {
                try (var file = Safetensors.open(FILE)) {
                    file.entries().forEach(entry -> file.bytes(entry.name()).byteSize());
                }
            }
            case TOKENIZER, SENTENCEPIECE -> TokenizerFiles.read(FILE).encode("a text");
        }
    }
}
