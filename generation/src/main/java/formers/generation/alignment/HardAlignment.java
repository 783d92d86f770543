package formers.generation.alignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Pairs of a word of the source and a word of the target that belong together, in the order of the source.
public record HardAlignment(List<Link> links) {

    private static final Pattern LINK = Pattern.compile("(\\d{1,9})-(\\d{1,9})");
    private static final Comparator<Link> ORDER =
            Comparator.comparingInt(Link::source).thenComparingInt(Link::target);

    /// Words counted from 0.
    public record Link(int source, int target) {

        public Link {
            if (source < 0 || target < 0) {
                throw new IllegalArgumentException(
                        "words are counted from 0, found a link of %d and %d".formatted(source, target));
            }
        }

        @Override
        public String toString() {
            return source + "-" + target;
        }
    }

    public HardAlignment {
        links = links.stream().sorted(ORDER).distinct().toList();
    }

    /// Each word of the target with the word of the source that it looks at most; of equals, the first. Words
    /// that look at a mark most have none.
    public static HardAlignment of(SoftAlignment alignment) {
        var words = alignment.ofWords();
        var links = new ArrayList<Link>();
        for (int i = 0; i < words.target().size(); i++) {
            int most = most(words.weights()[i]);
            if (most >= 0 && words.target().inWord(i) && words.source().inWord(most)) {
                links.add(new Link(
                        words.source().words().get(most), words.target().words().get(i)));
            }
        }
        return new HardAlignment(links);
    }

    private static int most(float[] weights) {
        int most = weights.length - 1;
        for (int j = most - 1; j >= 0; j--) {
            most = weights[j] >= weights[most] ? j : most;
        }
        return most;
    }

    /// A line of a file in Pharaoh's format.
    ///
    /// @throws IllegalArgumentException if it has anything but links such as `0-0 1-2`
    public static HardAlignment parse(String line) {
        var links = new ArrayList<Link>();
        for (var link : line.strip().split("\\s+")) {
            var parts = LINK.matcher(link);
            if (parts.matches()) {
                links.add(new Link(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))));
            } else if (!link.isEmpty()) {
                throw new IllegalArgumentException(
                        "'%s' is no link of two words; links are of the form 0-0, spaces between".formatted(link));
            }
        }
        return new HardAlignment(links);
    }

    /// In Pharaoh's format, word of the source first: `0-0 1-2 2-1`.
    @Override
    public String toString() {
        return links.stream().map(Link::toString).collect(Collectors.joining(" "));
    }
}
