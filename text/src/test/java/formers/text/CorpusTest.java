package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("b/c"));
        Files.writeString(folder.resolve("b/c/two.txt"), "two");
        Files.writeString(folder.resolve("a.txt"), "one");
        Files.writeString(folder.resolve("b/skip.md"), "skip");
        Files.writeString(folder.resolve("empty.txt"), "");
    }

    @Test
    void foldersAreReadInOrderOfNames() {
        assertThat(read(Corpus.of(List.of(folder.toString()), null)))
                .containsExactly("a.txt=one", "b/c/two.txt=two", "b/skip.md=skip");
        assertThat(read(Corpus.of(List.of(folder.toString()), "**/*.txt")))
                .containsExactly("a.txt=one", "b/c/two.txt=two");
    }

    @Test
    void filesAndGlobs() {
        assertThat(read(Corpus.of(List.of(folder + "/b/*.md", folder + "/a.txt"), null)))
                .containsExactly("skip.md=skip", "a.txt=one");
        assertThat(read(Corpus.of(List.of(folder + "/**/*.txt"), null)))
                .containsExactly("a.txt=one", "b/c/two.txt=two");
    }

    @Test
    void archives() throws IOException {
        var zip = folder.resolve("z.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (var name : List.of("m/B.java", "m/A.java", "m/C.txt")) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(read(Corpus.of(List.of(zip.toString()), "m/*.java")))
                .containsExactly("m/A.java=m/A.java", "m/B.java=m/B.java");
        assertMessage(Corpus.of(List.of(zip.toString()), "*.py"), "no entry of", "'*.py'");
        Files.writeString(zip, "not a zip");
        assertMessage(Corpus.of(List.of(zip.toString()), null), "cannot read", "z.zip");
    }

    @Test
    void gzipAndJsonLines() throws IOException {
        var file = folder.resolve("x.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"text\":\"eins\"}\n\n{\"text\":\"zwei\",\"n\":1}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(Corpus.of(List.of(file.toString()), null))).containsExactly("x.jsonl:1=eins", "x.jsonl:3=zwei");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));
        assertMessage(Corpus.of(List.of(file.toString()), null), "cannot read", "x.jsonl.gz");
    }

    @Test
    void badJsonLinesSayWhichLine() throws IOException {
        var file = folder.resolve("x.jsonl");
        Files.writeString(file, "{\"text\":\"a\"}\n{\"txt\":1}\n");
        assertMessage(Corpus.of(List.of(file.toString()), null), "x.jsonl line 2", "{\"txt\":1}");
        Files.writeString(file, "{\"text\":\"a\"}\n{\"text\n");
        assertMessage(Corpus.of(List.of(file.toString()), null), "x.jsonl line 2 is not JSON");
    }

    @Test
    void invalidUtf8SaysWhere() throws IOException {
        var file = folder.resolve("latin.txt");
        Files.write(file, new byte[] {'a', (byte) 0xC3, (byte) 0xA9, 'b', (byte) 0xE9, 'c'});
        var corpus = Corpus.of(List.of(file.toString()), null);
        assertMessage(corpus, "latin.txt", "0xE9", "offset 4");
        assertThat(read(corpus.replacingInvalid())).containsExactly("latin.txt=aéb\uFFFDc");
        Files.write(file, new byte[] {'a', (byte) 0xE2, (byte) 0x82});
        assertMessage(corpus, "0xE2", "offset 1");
        var lines = folder.resolve("latin.jsonl");
        Files.writeString(lines, "{\"text\":\"é\"}\n\"é");
        Files.write(lines, new byte[] {(byte) 0xFF}, StandardOpenOption.APPEND);
        assertMessage(Corpus.of(List.of(lines.toString()), null), "latin.jsonl", "0xFF", "offset 17");
    }

    @Test
    void missingAndEmptySourcesAreNamed() {
        assertMessage(Corpus.of(List.of("/no/such/file"), null), "/no/such/file");
        assertMessage(Corpus.of(List.of(folder + "/*.java"), null), "no file matches", "*.java");
        assertMessage(Corpus.of(List.of("/no/such/*.java"), null), "there is no folder '/no/such'");
        assertMessage(Corpus.of(List.of(folder + "/empty.txt"), null), "no text in", "empty.txt");
        assertMessage(Corpus.of(List.of(folder.toString()), "*.py"), "no text in", "*.py");
        assertMessage(Corpus.of(List.of(), null), "no text");
    }

    @Test
    void standardInput() {
        var before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8)));
            assertThat(read(Corpus.of(List.of("-"), null))).containsExactly("standard input=typed");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void theJdkHasItsSources() {
        var names = new ArrayList<String>();
        Corpus.jdkSources().forEach(document -> names.add(document.name()));
        assertThat(names)
                .isSorted()
                .contains("java.base/java/lang/String.java")
                .allMatch(name -> name.endsWith(".java"));
    }

    private static List<String> read(Corpus corpus) {
        var documents = new ArrayList<String>();
        corpus.forEach(document -> documents.add(document.name() + "=" + document.text()));
        return documents;
    }

    private static void assertMessage(Corpus corpus, String... parts) {
        assertThatThrownBy(() -> read(corpus))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(parts);
    }
}
