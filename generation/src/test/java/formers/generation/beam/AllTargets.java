package formers.generation.beam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Every target of a source that is short enough, with its score: the definition of what a search looks for.
record AllTargets(TableModel model, int[] source, int longest) {

    record Target(List<Integer> ids, double logProbability, double score) {}

    /// The best first.
    List<Target> ranked(LengthPenalty penalty, double coverage) {
        var all = new ArrayList<Target>();
        add(all, new int[0], 0, penalty, coverage);
        all.sort(Comparator.comparingDouble(Target::score).reversed());
        return all;
    }

    private void add(List<Target> all, int[] prefix, double logProbability, LengthPenalty penalty, double coverage) {
        double[] logs = model.logProbabilities(source, prefix);
        int end = TableModel.MARKS.end();
        double whole = logProbability + logs[end];
        double covered = 0;
        for (int i = 0; i < source.length; i++) {
            double sum = 0;
            for (int j = 0; j <= prefix.length; j++) {
                sum += model.attention(source, Arrays.copyOf(prefix, j))[i];
            }
            covered += Math.log(Math.min(sum, 1));
        }
        int length = prefix.length + 1;
        double divided = switch (penalty) {
            case LengthPenalty.Gnmt(double alpha) -> whole / Math.pow((5 + length) / 6.0, alpha);
            case LengthPenalty.Power(double power) -> whole / Math.pow(length, power);
            case LengthPenalty.None() -> whole;
        };
        all.add(new Target(
                Arrays.stream(prefix).boxed().toList(), whole, coverage == 0 ? divided : divided + coverage * covered));
        if (prefix.length < longest) {
            for (int word = 3; word < model.vocabulary(); word++) {
                var longer = Arrays.copyOf(prefix, length);
                longer[prefix.length] = word;
                add(all, longer, logProbability + logs[word], penalty, coverage);
            }
        }
    }
}
