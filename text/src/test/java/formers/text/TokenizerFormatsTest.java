package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A directory gives the tokenizer it has, in whichever kind of file.
class TokenizerFormatsTest {

    @TempDir
    Path folder;

    @Test
    void theNewestKindOfFileIsTaken() throws IOException {
        assertThatThrownBy(() -> TokenizerFiles.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll("tokenizer.json", "tokenizer.model", "cl100k_base.tiktoken", "vocab.txt");

        Files.writeString(folder.resolve("vocab.txt"), "[UNK]\nab\n##c\n");
        assertThat(TokenizerFiles.read(folder).encode("ABC x")).containsExactly(1, 2, 0);

        var ranks = new StringBuilder();
        for (int id = 0; id < 256; id++) {
            ranks.append(Base64.getEncoder().encodeToString(new byte[] {(byte) id}));
            ranks.append(' ').append(id).append('\n');
        }
        ranks.append("YWI= 256\n");
        Files.writeString(folder.resolve("r50k_base.tiktoken"), ranks);
        var r50k = TokenizerFiles.read(folder);
        assertThat(r50k.encode("cab")).containsExactly('c', 256);
        assertThat(r50k.endOfText()).hasValue(50256);

        Files.write(
                folder.resolve("tokenizer.model"),
                new ProtobufWriter()
                        .message(1, new ProtobufWriter().string(1, "<unk>").integer(3, 2))
                        .message(1, new ProtobufWriter().string(1, "▁ab").real(2, -1))
                        .message(1, new ProtobufWriter().string(1, "c").real(2, -1))
                        .toBytes());
        var pieces = TokenizerFiles.read(folder);
        assertThat(pieces.encode("abc")).containsExactly(1, 2);
        assertThat(pieces.decode(1, 2).strip()).isEqualTo("abc");

        Files.writeString(folder.resolve("tokenizer.json"), TokenizerFiles.toJson(SmallTokenizers.characters("xyz")));
        assertThat(TokenizerFiles.read(folder).encode("zx")).containsExactly(2, 0);
    }
}
