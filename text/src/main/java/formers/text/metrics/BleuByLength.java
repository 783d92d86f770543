package formers.text.metrics;

import formers.text.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// BLEU of sentences by the length of their source: what shows whether a system loses track of long sentences
/// (Bahdanau et al. 2015, arXiv:1409.0473, figure 2).
///
/// @param metric    BLEU of the lines of a range, all as one text
/// @param bootstrap draws for the band around it
/// @param ranges    of lengths, in the order in which they are reported; those of a line in none do not count
public record BleuByLength(Bleu metric, PairedBootstrap bootstrap, List<Range> ranges) {

    /// Lengths of sources in words, or in what else they are counted.
    ///
    /// @param longest the longest that is of it, at least `shortest`; [Integer#MAX_VALUE] for no limit
    public record Range(int shortest, int longest) {

        /// @throws InputException if there is no such length
        public Range {
            if (shortest < 0 || longest < shortest) {
                throw new InputException("there are no lengths from %d to %d; give the shorter one first, 0 or more"
                        .formatted(shortest, longest));
            }
        }

        boolean has(int length) {
            return length >= shortest && length <= longest;
        }

        /// `11-20`, or `51+` without a limit.
        @Override
        public String toString() {
            return longest == Integer.MAX_VALUE ? shortest + "+" : shortest + "-" + longest;
        }
    }

    /// The lines of a range.
    ///
    /// @param lines      how many
    /// @param meanLength of their sources
    /// @param bleu       of the lines as one text
    /// @param band       with 95 % of the resamples of the lines
    public record Bucket(Range range, int lines, double meanLength, BleuScore bleu, PairedBootstrap.Estimate band) {}

    /// @throws InputException if there are no ranges, or a length is in two
    public BleuByLength {
        Objects.requireNonNull(metric);
        Objects.requireNonNull(bootstrap);
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new InputException("BLEU by length is asked for 0 ranges of lengths; give one or more");
        }
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = 0; j < i; j++) {
                var a = ranges.get(j);
                var b = ranges.get(i);
                if (a.shortest() <= b.longest() && b.shortest() <= a.longest()) {
                    throw new InputException(
                            "lengths of %s are in the range of %s too; ranges must be apart".formatted(b, a));
                }
            }
        }
    }

    /// Ranges of equal width, `1..width`, `width+1..2·width` and so on, and one for all that is longer.
    ///
    /// @param width  lengths of a range, 1 or more
    /// @param ranges of that width, 1 or more
    public static BleuByLength every(int width, int ranges, long seed) {
        if (width < 1 || ranges < 1 || (long) width * ranges >= Integer.MAX_VALUE) {
            throw new InputException("%d ranges of %d lengths are asked for; give 1 or more, 5 of 10 are usual"
                    .formatted(ranges, width));
        }
        var all = new ArrayList<Range>();
        for (int i = 0; i < ranges; i++) {
            all.add(new Range(i * width + 1, (i + 1) * width));
        }
        all.add(new Range(width * ranges + 1, Integer.MAX_VALUE));
        return new BleuByLength(Bleu.standard(), PairedBootstrap.seeded(seed), all);
    }

    public BleuByLength withMetric(Bleu newMetric) {
        return new BleuByLength(newMetric, bootstrap, ranges);
    }

    /// Sources by their words between white space.
    ///
    /// @param sources a line for each hypothesis
    /// @throws InputException if there are no lines, or not as many sources, hypotheses and references
    public List<Bucket> score(List<String> sources, List<String> hypotheses, References references) {
        return score(sources.stream().mapToInt(line -> Words.of(line).size()).toArray(), hypotheses, references);
    }

    /// Sources by lengths that were counted elsewhere, such as tokens.
    ///
    /// @return the ranges that have lines, in their order
    /// @throws InputException if there are no lines, or not as many lengths, hypotheses and references
    public List<Bucket> score(int[] lengths, List<String> hypotheses, References references) {
        if (lengths.length != hypotheses.size()) {
            throw new InputException("%d sources and %d hypotheses; line k of both must belong together"
                    .formatted(lengths.length, hypotheses.size()));
        }
        var counts = metric.count(hypotheses, references);
        return ranges.stream()
                .map(range -> new Chosen(range, places(range, lengths)))
                .filter(chosen -> chosen.lines().length > 0)
                .map(chosen -> bucket(chosen, lengths, counts))
                .toList();
    }

    private record Chosen(Range range, int[] lines) {}

    private static int[] places(Range range, int[] lengths) {
        return IntStream.range(0, lengths.length)
                .filter(line -> range.has(lengths[line]))
                .toArray();
    }

    private Bucket bucket(Chosen chosen, int[] lengths, LineCounts all) {
        var counts = all.select(chosen.lines());
        double mean = IntStream.of(chosen.lines())
                .map(line -> lengths[line])
                .average()
                .orElseThrow();
        return new Bucket(
                chosen.range(), chosen.lines().length, mean, metric.score(counts), bootstrap.estimate(counts));
    }
}
