package formers.generation.alignment;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/// An alignment as a picture: a cell for each token of the target, from above, and of the source, from the
/// left, the darker the more the one looked at the other (Bahdanau et al. 2015, figure 3, where more is
/// lighter).
public final class AlignmentPicture {

    private static final int SCALE = 2; // pixels of a PNG per pixel of the layout, for sharp screens
    private static final int MOST_PIXELS = 100_000_000;
    private static final Color RULE = new Color(0xD0D0D0);

    private final SoftAlignment alignment;
    private final Grid grid;

    public AlignmentPicture(SoftAlignment alignment) {
        this.alignment = alignment;
        this.grid = Grid.of(alignment);
    }

    /// As an SVG file. Cells tell their tokens and weight under the mouse.
    public String svg() {
        var svg = new StringBuilder();
        write(
                svg,
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="%3$d" role="img">
                <title>Soft alignment of %4$d tokens of the target with %5$d of the source</title>
                <rect width="100%%" height="100%%" fill="#fff"/>
                """,
                grid.width(),
                grid.height(),
                Grid.FONT,
                grid.rows().size(),
                grid.columns().size());
        for (int column = 0; column < grid.columns().size(); column++) {
            write(
                    svg,
                    "<text transform=\"translate(%d %d) rotate(-90)\" dominant-baseline=\"central\">%s</text>\n",
                    grid.x(column) + Grid.CELL / 2,
                    grid.top() - Grid.GAP,
                    Markup.escaped(grid.columns().get(column)));
        }
        for (int row = 0; row < grid.rows().size(); row++) {
            write(
                    svg,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" dominant-baseline=\"central\">%s</text>\n",
                    grid.left() - Grid.GAP,
                    grid.y(row) + Grid.CELL / 2,
                    Markup.escaped(grid.rows().get(row)));
        }
        svg.append("<g stroke=\"#d0d0d0\">\n");
        for (int row = 0; row < grid.rows().size(); row++) {
            for (int column = 0; column < grid.columns().size(); column++) {
                cell(svg, row, column);
            }
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private void cell(StringBuilder svg, int row, int column) {
        float weight = alignment.weights()[row][column];
        write(
                svg,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"><title>%s → %s: %.3f</title></rect>\n",
                grid.x(column),
                grid.y(row),
                Grid.CELL,
                Grid.CELL,
                0x010101 * Grid.grey(weight),
                token(alignment.source(), column),
                token(alignment.target(), row),
                weight);
    }

    /// Numbers in SVG have digits of ASCII, whatever the locale's are.
    private static void write(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private static String token(Side side, int at) {
        return Markup.escaped(Labels.visible(side.tokens().get(at)));
    }

    /// As a PNG file, two pixels for one of the SVG. It takes a font of the machine, but no screen.
    ///
    /// @throws IllegalArgumentException if it would have more than 100 million pixels
    public byte[] png() {
        long pixels = (long) grid.width() * SCALE * grid.height() * SCALE;
        if (pixels > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "a picture of %d by %d tokens has %d million pixels, and more than %d million are not drawn; align words, or write SVG"
                            .formatted(
                                    grid.rows().size(),
                                    grid.columns().size(),
                                    pixels / 1_000_000,
                                    MOST_PIXELS / 1_000_000));
        }
        var image = new BufferedImage(grid.width() * SCALE, grid.height() * SCALE, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        try {
            draw(graphics);
        } finally {
            graphics.dispose();
        }
        try (var bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void draw(Graphics2D graphics) {
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, grid.width(), grid.height());
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Grid.FONT));
        graphics.setColor(Color.BLACK);
        labels(graphics);
        graphics.setStroke(new BasicStroke(1));
        for (int row = 0; row < grid.rows().size(); row++) {
            for (int column = 0; column < grid.columns().size(); column++) {
                int grey = Grid.grey(alignment.weights()[row][column]);
                graphics.setColor(new Color(grey, grey, grey));
                graphics.fillRect(grid.x(column), grid.y(row), Grid.CELL, Grid.CELL);
                graphics.setColor(RULE);
                graphics.drawRect(grid.x(column), grid.y(row), Grid.CELL, Grid.CELL);
            }
        }
    }

    private void labels(Graphics2D graphics) {
        var metrics = graphics.getFontMetrics();
        int baseline = (metrics.getAscent() - metrics.getDescent()) / 2; // below the middle of a cell
        for (int row = 0; row < grid.rows().size(); row++) {
            var label = grid.rows().get(row);
            graphics.drawString(
                    label, grid.left() - Grid.GAP - metrics.stringWidth(label), grid.y(row) + Grid.CELL / 2 + baseline);
        }
        var upright = graphics.getTransform();
        for (int column = 0; column < grid.columns().size(); column++) {
            graphics.translate(grid.x(column) + Grid.CELL / 2 + baseline, grid.top() - Grid.GAP);
            graphics.rotate(-Math.PI / 2);
            graphics.drawString(grid.columns().get(column), 0, 0);
            graphics.setTransform(upright);
        }
    }
}
