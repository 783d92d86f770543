package formers.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What to run.
///
/// @param seconds for each side of a case
/// @param list    only name the cases
record Arguments(int threads, double seconds, boolean withPeer, boolean list, List<Case> cases) {

    /// @throws IllegalArgumentException with a message for the user
    static Arguments parse(String... args) {
        int threads = Runtime.getRuntime().availableProcessors();
        double seconds = 6;
        boolean withPeer = true;
        boolean list = false;
        var names = new ArrayList<String>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--threads" -> threads = (int) number(args, ++i);
                case "--seconds" -> seconds = number(args, ++i);
                case "--no-peer" -> withPeer = false;
                case "--list" -> list = true;
                default -> names.add(args[i]);
            }
        }
        return new Arguments(threads, seconds, withPeer, list, chosen(names));
    }

    private static double number(String[] args, int i) {
        try {
            double value = i < args.length ? Double.parseDouble(args[i]) : Double.NaN;
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(args[i - 1] + " wants a positive number, found " + args[i], e);
        }
        throw new IllegalArgumentException(args[i - 1] + " wants a positive number");
    }

    private static List<Case> chosen(List<String> names) {
        var all = Case.all();
        if (names.isEmpty()) {
            return all;
        }
        for (var name : names) {
            if (all.stream().noneMatch(known -> known.name().startsWith(name))) {
                throw new IllegalArgumentException("no case '%s'; there are %s"
                        .formatted(name, all.stream().map(Case::name).collect(Collectors.joining(", "))));
            }
        }
        return all.stream()
                .filter(known -> names.stream().anyMatch(known.name()::startsWith))
                .toList();
    }
}
