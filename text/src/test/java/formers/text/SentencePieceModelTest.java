package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.sentencepiece.SpTokenizer;
import formers.text.SentencePieceModel.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models written here, read by us and by Google's own library, give the same ids.
class SentencePieceModelTest {

    private static final long SEED = 77;
    private static final int TEXTS = 1500;
    private static final int UNIGRAM = 1;
    private static final int BYTE_PAIRS = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, true, true, true",
        "1, true, false, false",
        "1, false, true, false",
        "1, false, false, true",
        "2, true, true, true",
        "2, true, false, true",
        "2, true, false, false",
        "2, false, true, false"
    })
    void textsAreCutAsByTheLibrary(int kind, boolean bytes, boolean spaceFirst, boolean oneSpaceOnly)
            throws IOException {
        var file = write(model(kind, bytes, spaceFirst, oneSpaceOnly).toBytes());
        var texts = new RandomTexts(SEED);
        try (var theirs = new SpTokenizer(file);
                var library = new LibraryTokenizer(folder, SentencePieceJson.of(SentencePieceModel.read(file)))) {
            var ours = TokenizerFiles.read(file);
            for (int i = 0; i < TEXTS; i++) {
                // No end of a C string, no names that only our side finds in a text.
                var text = texts.next().replace("\u0000", "").replaceAll("<0x41>|▁", "");
                int[] ids = ours.encode(text);
                assertThat(ids).as("seed %d: [%s]", SEED, text).isEqualTo(library.encode(text));
                assertThat(inOrder(kind, ids))
                        .as("seed %d: [%s]", SEED, text)
                        .isEqualTo(inOrder(kind, theirs.getProcessor().encode(text)));
            }
        }
    }

    /// Which order of the same pieces is likeliest is for rounding to decide, and they add up in 32 bits.
    private static int[] inOrder(int kind, int[] ids) {
        if (kind == UNIGRAM) {
            Arrays.sort(ids);
        }
        return ids;
    }

    @Test
    void everythingIsReadOrHasItsDefault() throws IOException {
        var read = SentencePieceModel.read(write(new ProtobufWriter()
                .message(1, new ProtobufWriter().string(1, "<unk>").integer(3, 2))
                .message(1, new ProtobufWriter().string(1, "é").real(2, -1.5f))
                .integer(99, 1L << 62)
                .message(2, new ProtobufWriter().string(45, "<unk>").integer(43, -1))
                .toBytes()));
        assertThat(read.kind()).isEqualTo(SentencePieceModel.Kind.UNIGRAM);
        assertThat(read.pieces())
                .containsExactly(
                        new SentencePieceModel.Piece("<unk>", 0, Type.UNKNOWN),
                        new SentencePieceModel.Piece("é", -1.5f, Type.NORMAL));
        assertThat(read.spaceFirst()).isTrue();
        assertThat(read.oneSpaceOnly()).isTrue();
        assertThat(read.byteFallback()).isFalse();
        assertThat(List.of(read.unknown(), read.begin())).containsExactly(0, 1);

        var json = SentencePieceJson.of(SentencePieceModel.read(write(new ProtobufWriter()
                .message(1, new ProtobufWriter().string(1, "a"))
                .message(2, new ProtobufWriter().integer(40, -1))
                .message(3, new ProtobufWriter().bytes(2, new byte[] {1, 2, 3}))
                .toBytes())));
        assertThat(json.at("/normalizer/normalizers/0/precompiled_charsmap").stringValue())
                .isEqualTo("AQID");
        assertThat(json.at("/model/unk_id").isNull()).isTrue();
    }

    @Test
    void controlPiecesAreSpecialAndUsersAreNot() throws IOException {
        var json = SentencePieceJson.of(SentencePieceModel.read(write(model(BYTE_PAIRS, true, true, false)
                .message(1, new ProtobufWriter().string(1, "<mine>").integer(3, 4))
                .toBytes())));
        var added = json.get("added_tokens");
        assertThat(added.size()).isEqualTo(4);
        assertThat(added.get(1).get("content").stringValue()).isEqualTo("<s>");
        assertThat(added.get(1).get("special").booleanValue()).isTrue();
        assertThat(added.get(3).get("content").stringValue()).isEqualTo("<mine>");
        assertThat(added.get(3).get("special").booleanValue()).isFalse();
        assertThat(json.at("/post_processor/single/0/SpecialToken/id").stringValue())
                .isEqualTo("<s>");
    }

    @Test
    void aModelOfLlamaIsReadAsOne() throws IOException {
        Files.write(
                folder.resolve("tokenizer.model"),
                model(BYTE_PAIRS, true, true, false).toBytes());
        var tokenizer = TokenizerFiles.read(folder);
        var text = "the Formers don't";
        assertThat(tokenizer.decode(tokenizer.encode(text)).strip()).isEqualTo(text);
        assertThat(tokenizer.encodePrompt(text)).startsWith(1).hasSize(1 + tokenizer.encode(text).length);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 0, 77})
    void otherKindsOfModelAreRefused(int kind) throws IOException {
        var file = write(new ProtobufWriter()
                .message(1, new ProtobufWriter().string(1, "a"))
                .message(2, new ProtobufWriter().integer(3, kind))
                .toBytes());
        assertThatThrownBy(() -> SentencePieceModel.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("type " + kind);
    }

    @Test
    void damageIsReportedWithItsPlace() throws IOException {
        assertDamaged("no pieces");
        assertDamaged("a length of 4294967295", 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F);
        assertDamaged(
                "a length of 18446744073709551615", 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1);
        assertDamaged("1 more bytes", 0x0A, 0xFF);
        assertDamaged("at most 10 bytes", 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80);
        assertDamaged("field number, found 0", 0x02, 0x00);
        assertDamaged("wire type of 0, 1, 2 or 5, found 3", 0x7B);
        assertDamaged("wire type 2 in field 1, found 0", 0x08, 0x01);
        assertDamaged("4 more bytes, found 1", 0x0A, 0x02, 0x15, 0x00);
        assertDamaged("type 9 of piece 0", 0x0A, 0x02, 0x18, 0x09);
    }

    private void assertDamaged(String message, int... bytes) throws IOException {
        var file = folder.resolve("damaged.model");
        var content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        Files.write(file, content);
        assertThatThrownBy(() -> SentencePieceModel.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("damaged.model")
                .hasMessageContaining(message);
    }

    /// Cut off anywhere, or with any byte changed, a model is read or refused, nothing else.
    @Test
    void whateverIsBrokenIsReadOrRefused() throws IOException {
        byte[] whole = model(BYTE_PAIRS, false, true, true).toBytes();
        var random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            byte[] broken = i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (i % 2 != 0) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            var file = write(broken);
            try {
                SentencePieceJson.of(SentencePieceModel.read(file));
            } catch (InputException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private Path write(byte[] model) throws IOException {
        return Files.write(folder.resolve("m.model"), model);
    }

    static ProtobufWriter model(int kind, boolean bytes, boolean spaceFirst, boolean oneSpaceOnly) {
        var model = new ProtobufWriter();
        model.message(1, new ProtobufWriter().string(1, "<unk>").real(2, 0).integer(3, 2));
        model.message(1, new ProtobufWriter().string(1, "<s>").real(2, 0).integer(3, 3));
        model.message(1, new ProtobufWriter().string(1, "</s>").real(2, 0).integer(3, 3));
        for (int b = 0; bytes && b < 256; b++) {
            model.message(
                    1,
                    new ProtobufWriter()
                            .string(1, "<0x%02X>".formatted(b))
                            .real(2, 0)
                            .integer(3, 6));
        }
        var random = new Random(SEED);
        int rank = 0;
        for (var piece : pieces()) {
            float score = kind == UNIGRAM ? -2 - 10 * random.nextFloat() : -rank++;
            model.message(1, new ProtobufWriter().string(1, piece).real(2, score));
        }
        model.message(
                2,
                new ProtobufWriter()
                        .integer(3, kind)
                        .flag(35, bytes)
                        .integer(40, 0)
                        .integer(41, 1)
                        .integer(42, 2)
                        .integer(43, -1));
        model.message(
                3,
                new ProtobufWriter()
                        .string(1, "identity")
                        .flag(3, spaceFirst)
                        .flag(4, oneSpaceOnly)
                        .flag(5, true));
        return model;
    }

    /// Short ones first, so that longer ones can be put together; most characters, but not all.
    private static List<String> pieces() {
        var random = new Random(SEED);
        var texts = new RandomTexts(SEED + 1);
        var pieces = new LinkedHashSet<String>();
        for (int length = 4; length >= 2; length--) {
            for (int i = 0; i < 200; i++) {
                int[] word = ("▁" + texts.next().replace(' ', '▁').replace("\u0000", ""))
                        .codePoints()
                        .toArray();
                int start = random.nextInt(word.length);
                var piece = new String(word, start, Math.min(length, word.length - start));
                if (piece.lastIndexOf('▁') <= 0) {
                    pieces.add(piece);
                }
            }
        }
        var characters = new LinkedHashSet<String>();
        pieces.forEach(piece -> piece.codePoints().mapToObj(Character::toString).forEach(characters::add));
        "the Formers don't▁".codePoints().mapToObj(Character::toString).forEach(characters::add);
        pieces.addAll(characters);
        return pieces.stream()
                .sorted((a, b) -> Integer.compare(a.length(), b.length()))
                .toList();
    }
}
