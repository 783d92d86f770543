package formers.generation.beam;

import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.models.translation.TargetPrefixes;
import formers.tensor.Scope;
import formers.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Searches for the likeliest targets of sources (Wu et al. 2016, arXiv:1609.08144, section 7; Vaswani et
/// al. 2017, arXiv:1706.03762, section 6.1). Of each source the K likeliest prefixes are kept; each token
/// makes all of them longer in one pass of the model, those of all sources together, and sources whose
/// search is over leave the batch.
///
/// - Of all continuations the 2K likeliest are looked at. Those among the first K that end are finished, the
///   first K that do not end are the new prefixes. Log-probabilities alone decide; penalties are for finished
///   hypotheses.
/// - A prefix that has reached the maximum length ends there, as probable as the model finds it.
/// - Padding and begin are never written, unless they are what ends targets, nor what the options forbid. What remains
/// keeps the probability
///   that the model gives it.
/// - A prefix of which nothing is allowed to follow ends.
///
/// The hypotheses of a source do not depend on what else is in the batch, as far as the model's scores do
/// not.
///
/// ```java
/// var search = new BeamSearch(model, BeamOptions.of(4));
/// int[] target = search.search(source).getFirst().ids();
/// ```
public final class BeamSearch {

    private static final int[] NOTHING = {};

    private final SequenceToSequence model;
    private final PairBatch.Marks marks;
    private final BeamOptions options;

    /// @throws IllegalArgumentException if a mark or what is forbidden is no token of the model, or the end
    ///                                  is forbidden
    public BeamSearch(SequenceToSequence model, BeamOptions options) {
        this(model, model.marks(), options);
    }

    BeamSearch(SequenceToSequence model, PairBatch.Marks marks, BeamOptions options) {
        this.model = model;
        this.marks = marks;
        this.options = options;
        requireToken("padding", marks.padding());
        requireToken("begin", marks.begin());
        requireToken("end", marks.end());
        options.forbidden().forEach(id -> requireToken("forbidden token", id));
        if (options.forbidden().contains(marks.end())) {
            throw new IllegalArgumentException(
                    "%d ends a target and is forbidden by the options; no target could end".formatted(marks.end()));
        }
    }

    /// The best targets of one source, the best first.
    ///
    /// @param source as the model reads it: with an end mark if it was trained with one
    public List<Hypothesis> search(int... source) {
        return search(List.of(source)).getFirst();
    }

    /// The best targets of each source.
    ///
    /// @throws IllegalArgumentException if a source is empty
    public List<List<Hypothesis>> search(List<int[]> sources) {
        return search(sources, Collections.nCopies(sources.size(), NOTHING));
    }

    /// The best targets of each source that begin with given tokens.
    ///
    /// @param prefixes of the targets, without begin; empty for those that may begin with anything. They may
    ///                 have what is forbidden elsewhere, marks aside
    /// @throws IllegalArgumentException if a source is empty, or a prefix has a mark, an unknown token or too
    ///                                  many tokens
    /// @throws IllegalStateException    if the model's scores are not finite
    public List<List<Hypothesis>> search(List<int[]> sources, List<int[]> prefixes) {
        if (sources.size() != prefixes.size()) {
            throw new IllegalArgumentException("%d sources want a prefix each, an empty one if need be; found %d"
                    .formatted(sources.size(), prefixes.size()));
        }
        if (sources.isEmpty()) {
            return List.of();
        }
        var beams = new ArrayList<Beam>();
        for (int i = 0; i < sources.size(); i++) {
            int length = sources.get(i).length;
            if (length == 0) {
                throw new IllegalArgumentException(
                        "source %d of %d is empty; leave it out, or end it with a mark".formatted(i, sources.size()));
            }
            beams.add(new Beam(options, marks, length, checked(i, prefixes.get(i))));
        }
        try (var _ = Tensor.withoutGradients()) {
            write(beams, start(sources));
        }
        return beams.stream().map(Beam::best).toList();
    }

    private TargetPrefixes start(List<int[]> sources) {
        var targets = Collections.nCopies(sources.size(), NOTHING);
        var batch = PairBatch.of(sources, targets, marks);
        return model.start(batch.source(), batch.sourceLengths());
    }

    private void write(List<Beam> beams, TargetPrefixes begun) {
        var active = new ArrayList<>(beams);
        var prefixes = begun;
        var tokens = new int[beams.size()];
        Arrays.fill(tokens, marks.begin());
        var room = new float[model.vocabulary()];
        while (true) {
            int[] rows;
            try (var _ = Scope.open()) {
                rows = advance(active, Step.of(prefixes, tokens, options.looking()), room);
            }
            active.removeIf(beam -> beam.live().isEmpty());
            if (active.isEmpty()) {
                return;
            }
            tokens = active.stream()
                    .flatMap(beam -> beam.live().stream())
                    .mapToInt(Prefix::token)
                    .toArray();
            prefixes = chosen(prefixes, rows);
        }
    }

    /// Makes all prefixes longer by a token; returns the rows of those that the new ones begin with.
    private int[] advance(List<Beam> active, Step step, float[] room) {
        requireScores(step);
        var rows = IntStream.builder();
        int first = 0;
        for (var beam : active) {
            int count = beam.live().size();
            beam.advance(step, first, room);
            for (var prefix : beam.live()) {
                rows.add(first + prefix.row());
            }
            first += count;
        }
        return rows.build().toArray();
    }

    /// Copies nothing if all stay in their places, as in greedy search.
    private static TargetPrefixes chosen(TargetPrefixes prefixes, int[] rows) {
        boolean all = rows.length == prefixes.rows();
        for (int i = 0; all && i < rows.length; i++) {
            all = rows[i] == i;
        }
        return all ? prefixes : prefixes.select(rows);
    }

    private void requireScores(Step step) {
        if (step.vocabulary() != model.vocabulary()) {
            throw new IllegalStateException(
                    "the model has %d tokens but gives scores of %d".formatted(model.vocabulary(), step.vocabulary()));
        }
    }

    private int[] checked(int number, int[] prefix) {
        for (int token : prefix) {
            requireToken("token of prefix " + number, token);
            if (token == marks.padding() || token == marks.begin() || token == marks.end()) {
                throw new IllegalArgumentException(
                        "prefix %d has %d, which is a mark; give tokens of text alone".formatted(number, token));
            }
        }
        return prefix.clone();
    }

    private void requireToken(String what, int id) {
        if (id < 0 || id >= model.vocabulary()) {
            throw new IllegalArgumentException("%s %d is none of the model's %d tokens of the target; these are 0 to %d"
                    .formatted(what, id, model.vocabulary(), model.vocabulary() - 1));
        }
    }
}
