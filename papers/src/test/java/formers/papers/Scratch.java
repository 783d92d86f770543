package formers.papers;

import java.util.*;

public class Scratch {
    public static void main(String[] a) throws Exception {
        var l = new ExperimentListener() {
            long t;

            public void onNote(String s) {
                System.err.println(s);
            }

            public void onProgress(String s, long d, long n, String f) {
                if (System.nanoTime() - t > 1e10 || d == n) {
                    t = System.nanoTime();
                    System.err.println(s + " " + d + "/" + n + " " + f);
                }
            }
        };
        long start = System.nanoTime();
        var e = new Experiment(
                Budget.valueOf(a[1].toUpperCase()), Long.parseLong(a[2]), a.length > 4 ? List.of(a[4]) : List.of(), l);
        var r = e.run(ReadingList.standard().paper(a[0]), Map.of("java", "25"));
        System.err.println("total " + (System.nanoTime() - start) / 1e9);
        for (var m : r.findings().measurements())
            System.err.println(
                    m.verdict() + "\t" + m.name() + "\t" + m.ours() + "\t" + m.baseline() + "\t" + m.threshold());
        if (a.length > 3) r.write(java.nio.file.Path.of(a[3]));
    }
}
