package formers.generation.beam;

import formers.models.translation.PairBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The search for the targets of one source.
final class Beam {

    private final BeamOptions options;
    private final PairBatch.Marks marks;
    private final int sourceLength;
    private final int[] forced; // what every target begins with
    private final int longest; // tokens of a target, its end not counted
    private final List<Hypothesis> finished = new ArrayList<>(); // the best, in falling order
    private List<Prefix> live; // equally long, in falling order

    Beam(BeamOptions options, PairBatch.Marks marks, int sourceLength, int[] forced) {
        this.options = options;
        this.marks = marks;
        this.sourceLength = sourceLength;
        this.forced = forced;
        this.longest = options.maximumLength().forSource(sourceLength);
        this.live = List.of(Prefix.empty(marks.begin()));
        if (forced.length > longest) {
            throw new IllegalArgumentException(
                    "a target that begins with %d given tokens is longer than the longest allowed, %d; allow longer ones"
                            .formatted(forced.length, longest));
        }
    }

    /// Prefixes that can still become targets.
    List<Prefix> live() {
        return live;
    }

    List<Hypothesis> best() {
        return List.copyOf(finished.subList(0, Math.min(options.nBest(), finished.size())));
    }

    /// Makes every prefix one token longer and keeps the best.
    ///
    /// @param first row of the first prefix in the step
    /// @param row   room for the scores of a row, `[vocabulary]`
    void advance(Step step, int first, float[] row) {
        // Each prefix can end in one way, so that K of 2K go on.
        var likeliest = new Continuations(2 * options.beams());
        for (int i = 0; i < live.size(); i++) {
            offer(likeliest, i, step, first + i, row);
        }
        var next = new ArrayList<Prefix>(options.beams());
        for (int rank = 0; rank < likeliest.size() && next.size() < options.beams(); rank++) {
            int from = likeliest.row(rank);
            int token = likeliest.token(rank);
            boolean ends = token == marks.end();
            // One that ends after K better ones would not have been kept had it gone on.
            if (!ends || rank < options.beams()) {
                var longer = live.get(from)
                        .then(token, from, likeliest.logProbability(rank), step.attention(first + from, sourceLength));
                if (ends) {
                    finish(longer);
                } else {
                    next.add(longer);
                }
            }
        }
        live = next.isEmpty() || enough(next.getFirst()) ? List.of() : next;
    }

    private void offer(Continuations likeliest, int index, Step step, int stepRow, float[] row) {
        var prefix = live.get(index);
        double before = prefix.logProbability();
        double logSum = step.logSum(stepRow);
        step.readLogits(stepRow, row);
        if (prefix.length() < forced.length) {
            int token = forced[prefix.length()];
            likeliest.offer(index, token, before + (row[token] - logSum));
            return;
        }
        double ending = before + (row[marks.end()] - logSum);
        if (prefix.length() < longest) {
            forbid(prefix, row);
            boolean any = false;
            for (int token = 0; token < row.length; token++) {
                double logProbability = before + (row[token] - logSum);
                any |= logProbability > Double.NEGATIVE_INFINITY;
                if (logProbability > likeliest.floor()) {
                    likeliest.offer(index, token, logProbability);
                }
            }
            if (any) {
                return;
            }
        }
        likeliest.offer(index, marks.end(), ending); // nothing else is left
    }

    private void forbid(Prefix prefix, float[] row) {
        for (int mark : new int[] {marks.padding(), marks.begin()}) {
            if (mark != marks.end()) {
                row[mark] = Float.NEGATIVE_INFINITY;
            }
        }
        for (int id : options.forbidden()) {
            row[id] = Float.NEGATIVE_INFINITY;
        }
        if (options.noRepeatNGram() > 0) {
            RepeatedNGrams.forbid(prefix.ids(), options.noRepeatNGram(), row);
        }
        if (prefix.length() < options.minimumLength()) {
            row[marks.end()] = Float.NEGATIVE_INFINITY;
        }
    }

    private void finish(Prefix ended) {
        double score = ended.logProbability() / options.lengthPenalty().divisor(ended.length());
        if (options.coverage() > 0) {
            score += options.coverage() * Coverage.logarithm(ended.looks());
        }
        int place = finished.size();
        while (place > 0 && finished.get(place - 1).score() < score) {
            place--;
        }
        if (place < options.beams()) {
            int length = ended.length() - 1;
            finished.add(
                    place,
                    new Hypothesis(
                            Arrays.copyOf(ended.ids(), length),
                            ended.logProbability(),
                            score,
                            options.alignments()
                                    ? Optional.of(Arrays.copyOf(ended.looks(), length))
                                    : Optional.empty()));
            if (finished.size() > options.beams()) {
                finished.removeLast();
            }
        }
    }

    private boolean enough(Prefix likeliest) {
        if (finished.size() < options.beams()) {
            return false;
        }
        return options.beams() == 1
                || switch (options.stopping()) {
                    case ENOUGH_FINISHED -> true;
                    case AT_LIMIT -> false;
                    case NONE_BETTER -> bound(likeliest) <= finished.getLast().score();
                };
    }

    /// No target that begins with the likeliest prefix or another can have a higher score: more tokens are
    /// never likelier, the longest target has the largest divisor, and coverage only takes away.
    private double bound(Prefix likeliest) {
        return likeliest.logProbability() / options.lengthPenalty().divisor(longest + 1);
    }
}
