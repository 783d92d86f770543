package formers.text.metrics;

import formers.text.InputException;
import java.util.Locale;

/// What stands for the correct n-grams of an order that has none, because one precision of 0 makes BLEU 0
/// (Chen
/// and Cherry 2014, "A systematic comparison of smoothing techniques for sentence-level BLEU").
public sealed interface Smoothing {

    /// As signatures have it, such as `exp` or `floor[0.10]`.
    String id();

    /// 1/2, 1/4, 1/8 and so on, halved at each such order (method 3 of the paper, from NIST's script).
    record Exponential() implements Smoothing {
        @Override
        public String id() {
            return "exp";
        }
    }

    /// The same for each such order (method 1).
    ///
    /// @param correct n-grams, above 0, at most 1
    record Floor(double correct) implements Smoothing {
        public Floor {
            if (!(correct > 0 && correct <= 1)) {
                throw new InputException("smoothing takes %s for no correct n-gram; give a number above 0, at most 1"
                        .formatted(correct));
            }
        }

        @Override
        public String id() {
            return String.format(Locale.ROOT, "floor[%.2f]", correct);
        }
    }

    /// Adds to the correct and to all n-grams of every order above 1 (method 2).
    ///
    /// @param added n-grams, above 0
    record AddK(double added) implements Smoothing {
        public AddK {
            if (!(added > 0 && added < Double.POSITIVE_INFINITY)) {
                throw new InputException("smoothing adds %s n-grams; give a number above 0".formatted(added));
            }
        }

        @Override
        public String id() {
            return String.format(Locale.ROOT, "add-k[%.2f]", added);
        }
    }

    /// Leaves 0.
    record None() implements Smoothing {
        @Override
        public String id() {
            return "none";
        }
    }

    /// By sacreBLEU's names, with its values: `exp`, `floor` (0.1), `add-k` (1) or `none`.
    ///
    /// @throws InputException if there is none of this name
    static Smoothing named(String name) {
        return switch (name) {
            case "exp" -> new Exponential();
            case "floor" -> new Floor(0.1);
            case "add-k" -> new AddK(1);
            case "none" -> new None();
            default ->
                throw new InputException(
                        "there is no smoothing '%s' for BLEU; there are exp, floor, add-k, none".formatted(name));
        };
    }
}
