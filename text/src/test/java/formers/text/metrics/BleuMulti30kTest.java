package formers.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What sacreBLEU makes of the German test set of 2016 against itself, changed in simple ways. Needs the
/// shared data: `FORMERS_DATA`, or `../shared/data` beside the project.
@Tag("shared-data")
class BleuMulti30kTest {

    private static List<String> german;
    private static List<String> english;

    @BeforeAll
    static void read() throws IOException, NoSuchAlgorithmException {
        german = lines("test_2016_flickr.de.gz", "cde61d7401b116652ee84099c7858ca3");
        english = lines("test_2016_flickr.en.gz", "2022a6c31e2418047a0511333d55ed42");
    }

    @Test
    void theReferenceItself() {
        scores(german, 100, "12106/11106/10106/9106", "12106/11106/10106/9106", 1, 100);
    }

    @Test
    void theSource() {
        scores(english, 0.4783, "1403/35/18/10", "12955/11955/10955/9955", 1, 16.3447);
    }

    @Test
    void lastWordDropped() {
        scores(
                changed(it -> it.subList(0, it.size() - 1)),
                82.2199,
                "10124/9124/8124/7124",
                "10124/9124/8124/7124",
                0.822199,
                88.4400);
    }

    @Test
    void firstTwoWordsSwapped() {
        scores(
                changed(it -> IntStream.range(0, it.size())
                        .mapToObj(i -> it.get(i < 2 && it.size() > 1 ? 1 - i : i))
                        .toList()),
                84.5110,
                "12106/9106/8083/7083",
                "12106/11106/10106/9106",
                1,
                92.1617);
    }

    @Test
    void wordsReversed() {
        scores(changed(List::reversed), 2.1680, "12106/1227/23/8", "12106/11106/10106/9106", 1, 61.4400);
    }

    @Test
    void lowercased() {
        var lowercased = german.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
        scores(lowercased, 23.2724, "7693/4069/1823/636", "12106/11106/10106/9106", 1, 77.3861);
        assertThat(Bleu.standard()
                        .withLowercase()
                        .score(lowercased, References.of(german))
                        .value())
                .isEqualTo(100);
    }

    @Test
    void everyOtherWord() {
        scores(
                changed(it -> IntStream.range(0, it.size())
                        .filter(i -> i % 2 == 0)
                        .mapToObj(it::get)
                        .toList()),
                0.4420,
                "6275/581/2/1",
                "6275/5275/4275/3281",
                0.394852,
                34.1177);
    }

    /// Where the points are lost is known by parts that sum up to the whole.
    @Test
    void lengthsOfTheSource() {
        var counts = Bleu.standard().count(changed(List::reversed), References.of(german));
        var short12 = select(counts, true);
        var longer = select(counts, false);
        assertThat(short12.lines() + longer.lines()).isEqualTo(1000);
        var bleu = Bleu.standard();
        for (int i = 0; i < 4; i++) {
            assertThat(bleu.score(short12).correct().get(i)
                            + bleu.score(longer).correct().get(i))
                    .isEqualTo(bleu.score(counts).correct().get(i));
        }
    }

    @Test
    void severalReferencesOfWhichOneIsRight() {
        assertThat(Bleu.standard().score(german, References.of(english, german)).value())
                .isEqualTo(100);
        assertThat(ChrF.plusPlus().score(german, References.of(english, german)))
                .isEqualTo(100);
    }

    private static LineCounts select(LineCounts counts, boolean atMost12Words) {
        return counts.select(IntStream.range(0, counts.lines())
                .filter(i -> Words.of(english.get(i)).size() <= 12 == atMost12Words)
                .toArray());
    }

    private static List<String> changed(UnaryOperator<List<String>> change) {
        return german.stream()
                .map(it -> String.join(" ", change.apply(Words.of(it))))
                .toList();
    }

    private static void scores(
            List<String> hypotheses, double bleu, String correct, String total, double penalty, double chrf) {
        var score = Bleu.standard().score(hypotheses, References.of(german));
        assertThat(score.value()).isCloseTo(bleu, within(5e-5));
        assertThat(slashed(score.correct())).isEqualTo(correct);
        assertThat(slashed(score.total())).isEqualTo(total);
        assertThat(score.brevityPenalty()).isCloseTo(penalty, within(5e-7));
        assertThat(score.referenceLength()).isEqualTo(12_106);
        assertThat(ChrF.standard().score(hypotheses, References.of(german))).isCloseTo(chrf, within(5e-5));
    }

    private static String slashed(List<Long> counts) {
        return counts.stream().map(String::valueOf).collect(Collectors.joining("/"));
    }

    private static List<String> lines(String name, String md5) throws IOException, NoSuchAlgorithmException {
        var file = Path.of(System.getProperty("formers.data"), "multi30k", name);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            byte[] content = in.readAllBytes();
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)))
                    .as("MD5 of %s, unpacked", file)
                    .isEqualTo(md5);
            var lines = new String(content, StandardCharsets.UTF_8).lines().toList();
            assertThat(lines).hasSize(1000);
            return lines;
        }
    }
}
