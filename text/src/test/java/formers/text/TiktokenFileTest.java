package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenAI's own vocabularies, as JTokkit has them and cuts with them.
class TiktokenFileTest {

    private static final long SEED = 1107;
    private static final int TEXTS = 3000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = EncodingType.class,
            names = {"R50K_BASE", "P50K_BASE", "CL100K_BASE", "O200K_BASE"})
    void idsAreJTokkits(EncodingType type) throws IOException {
        Encoding theirs = Encodings.newDefaultEncodingRegistry().getEncoding(type);
        System.out.println("random texts of seed " + SEED);
        var texts = new RandomTexts(SEED);
        var json = TiktokenFile.read(file(type.getName()));
        var ours = TokenizerReader.read(new JsonPlace(folder, "$", json));
        try (var library = new LibraryTokenizer(folder, json)) {
            for (int i = 0; i < TEXTS; i++) {
                var text = texts.next().replace("<|endoftext|>", "");
                int[] ids = ours.encode(text);
                assertThat(ids).as("seed %d: [%s]", SEED, text).isEqualTo(array(theirs.encodeOrdinary(text)));
                assertThat(library.encode(text)).as("seed %d: [%s]", SEED, text).isEqualTo(ids);
                assertThat(ours.decode(ids)).isEqualTo(text);
            }
            for (var file : JavaSources.some()) {
                var source = file.replaceAll("<\\|\\w+\\|>", "");
                assertThat(ours.encode(source)).isEqualTo(array(theirs.encodeOrdinary(source)));
            }
        }
    }

    private static int[] array(IntArrayList ids) {
        return ids.toArray();
    }

    private Path file(String name) throws IOException {
        var file = folder.resolve(name + ".tiktoken");
        try (var vocabulary = Encodings.class.getResourceAsStream("/com/knuddels/jtokkit/" + name + ".tiktoken")) {
            Files.copy(vocabulary, file);
        }
        return file;
    }

    @Test
    void idsWithoutATokenAreFilled() throws IOException {
        var json = TiktokenFile.read(file("cl100k_base"));
        assertThat(json.at("/model/vocab").size()).isEqualTo(100_277);
        assertThat(json.at("/model/vocab/<|unused_100256|>").intValue()).isEqualTo(100_256);
        assertThat(json.at("/model/vocab/<|endofprompt|>").intValue()).isEqualTo(100_276);
        assertThat(json.get("added_tokens").size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "IQ==, 'found ''IQ=='''",
        "IQ== x, line 1",
        "I 0, line 1",
        "' 0', found 0 bytes",
        "IQ== -1, -1",
        "IQ== 4194304, 4194304",
        "IQ== 99999999999, 99999999999",
        "'IQ== 0\nIg== 0', 'line 2: expected an id of its own, found 0 again'",
        "IQ== 50256, <|endoftext|> of r50k_base",
        "'', has no tokens",
        "é 0, line 1"
    })
    void damageIsReportedWithItsLine(String content, String message) throws IOException {
        var file = Files.writeString(folder.resolve("r50k_base.tiktoken"), content);
        assertThatThrownBy(() -> TiktokenFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("r50k_base.tiktoken")
                .hasMessageContaining(message);
    }

    @Test
    void anEncodingIsKnownByName() throws IOException {
        var file = Files.writeString(folder.resolve("mine.tiktoken"), "IQ== 0");
        assertThatThrownBy(() -> TiktokenFile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("mine.tiktoken")
                .hasMessageContaining("cl100k_base");
    }
}
