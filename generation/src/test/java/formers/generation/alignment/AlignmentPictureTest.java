package formers.generation.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class AlignmentPictureTest {

    private static final List<String> NASTY = List.of(
            "<script>alert(1)</script>", "a&b", "\"q\" 'q'", "]]>", "\u0000\u001b\uFFFF", "\uD83D", "😀", " ", "");

    private static SoftAlignment alignment(int rows, int columns) {
        var weights = new float[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                weights[i][j] = (float) ((i * 7 + j * 3) % 11) / 10;
            }
        }
        return new SoftAlignment(words("s", columns), words("t", rows), weights);
    }

    private static Side words(String prefix, int count) {
        return Side.ofWords(IntStream.range(0, count).mapToObj(i -> prefix + i).toList());
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "1, 1", "0, 0", "0, 3", "3, 0", "40, 2", "2, 60"})
    void cellsAreAsDarkAsWeightsAreLarge(int rows, int columns) throws Exception {
        var alignment = alignment(rows, columns);
        var document = parsed(new AlignmentPicture(alignment).svg());
        var cells = elements(document, "rect").stream().skip(1).toList(); // the first is the paper
        assertThat(cells).hasSize(rows * columns);
        for (int i = 0; i < cells.size(); i++) {
            float weight = alignment.weights()[i / columns][i % columns];
            int grey = Math.round(255 * (1 - weight));
            assertThat(cells.get(i).getAttribute("fill")).isEqualTo("#%02x%02x%02x".formatted(grey, grey, grey));
            assertThat(cells.get(i).getTextContent())
                    .isEqualTo("s%d → t%d: %s"
                            .formatted(i % columns, i / columns, String.format(Locale.ROOT, "%.3f", weight)));
        }
        assertThat(elements(document, "text").stream().map(Element::getTextContent))
                .containsExactlyElementsOf(java.util.stream.Stream.concat(
                                alignment.source().tokens().stream(), alignment.target().tokens().stream())
                        .toList());
    }

    @Test
    void textIsEscaped() throws Exception {
        var side = Side.ofWords(NASTY);
        var alignment = new SoftAlignment(side, side, new float[NASTY.size()][NASTY.size()]);
        var svg = new AlignmentPicture(alignment).svg();
        assertThat(svg).doesNotContain("<script", "\u0000");
        assertThat(elements(parsed(svg), "text").stream()
                        .map(Element::getTextContent)
                        .limit(NASTY.size()))
                .containsExactly(
                        "<script>alert(1)</scrip…",
                        "a&b",
                        "\"q\" 'q'",
                        "]]>",
                        "\uFFFD\uFFFD\uFFFD",
                        "\uFFFD",
                        "😀",
                        "␣",
                        "∅");
        var html = new AlignmentPage("<b>&").add("<i>", "</section>", alignment).html();
        assertThat(html).doesNotContain("<script", "<b>", "<i>").contains("&lt;b&gt;&amp;", "&lt;/section&gt;");
    }

    @Test
    void theLocaleChangesNothing() {
        var before = Locale.getDefault();
        var svg = new AlignmentPicture(alignment(3, 3)).svg();
        var html = new AlignmentPage("A").add("s", "t", alignment(3, 3)).html();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(new AlignmentPicture(alignment(3, 3)).svg()).isEqualTo(svg);
            assertThat(new AlignmentPage("A").add("s", "t", alignment(3, 3)).html())
                    .isEqualTo(html);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "1, 1", "0, 0", "40, 2", "2, 60"})
    void aPngHasCellsAndWordsOnBothSides(int rows, int columns) throws IOException {
        var alignment = alignment(rows, columns);
        var grid = Grid.of(alignment);
        var image = ImageIO.read(new ByteArrayInputStream(new AlignmentPicture(alignment).png()));
        assertThat(image.getWidth()).isEqualTo(2 * grid.width());
        assertThat(image.getHeight()).isEqualTo(2 * grid.height());
        for (int row = 0; row < rows; row++) {
            int y = 2 * grid.y(row) + Grid.CELL;
            assertThat(ink(image, 0, 2 * grid.left() - 2, y - Grid.FONT, y + Grid.FONT))
                    .as("ink of the label of row %d", row)
                    .isGreaterThan(10);
            for (int column = 0; column < columns; column++) {
                int grey = Grid.grey(alignment.weights()[row][column]);
                assertThat(image.getRGB(2 * grid.x(column) + Grid.CELL, y) & 0xFFFFFF)
                        .isEqualTo(0x010101 * grey);
            }
        }
        for (int column = 0; column < columns; column++) {
            int x = 2 * grid.x(column) + Grid.CELL;
            assertThat(ink(image, x - Grid.FONT, x + Grid.FONT, 0, 2 * grid.top() - 2))
                    .as("ink of the label of column %d", column)
                    .isGreaterThan(10);
        }
    }

    private static int ink(BufferedImage image, int fromX, int toX, int fromY, int toY) {
        int count = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                count += (image.getRGB(x, y) & 0xFF) < 128 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void endlessPngsAreRefused() {
        assertThatThrownBy(() -> new AlignmentPicture(alignment(300, 300)).png())
                .hasMessageContaining("300 by 300 tokens")
                .hasMessageContaining("write SVG");
    }

    @Test
    void aPageNeedsNothingElse() {
        var page = new AlignmentPage("Alignments");
        for (int i = 0; i < 20; i++) {
            page.add("s0 s1 s2", "t0 t1", alignment(2, 3));
        }
        assertThat(page.html().split("<svg", -1)).hasSize(21);
        assertThat(page.html().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "src=", "url(");
    }
}
