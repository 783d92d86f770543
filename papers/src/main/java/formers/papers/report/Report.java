package formers.papers.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A run of a paper, told: what was claimed, what was found, on what machine.
///
/// @param claim       the paper's, in one sentence
/// @param budget      `tiny`, `small` or `full`
/// @param seed        what all random numbers came from
/// @param seconds     how long the run took
/// @param environment the machine, by name
public record Report(
        Citation paper,
        String claim,
        String budget,
        long seed,
        Findings findings,
        double seconds,
        Map<String, String> environment) {

    /// The page.
    public static final String PAGE = "report.html";

    /// All numbers.
    public static final String NUMBERS = "report.json";

    /// The report on one self-contained page.
    public String html() {
        return new ReportPage(this).html();
    }

    /// All numbers of the report as JSON.
    public String json() {
        return ReportJson.of(this).toPrettyString() + "\n";
    }

    /// Writes `report.html`, `report.json` and a CSV file for each figure into a folder that appears as a
    /// whole or not at all; a report that was there is replaced.
    ///
    /// @throws IOException if that folder holds anything else, or cannot be written to
    public void write(Path folder) throws IOException {
        var files = new LinkedHashMap<String, String>();
        files.put(PAGE, html());
        files.put(NUMBERS, json());
        findings.figures().forEach(figure -> files.put(figure.file() + ".csv", Csv.of(figure)));
        ReportFolder.replace(folder, files);
    }

    /// Refuses a folder that [#write] would refuse, before a run takes its time.
    ///
    /// @throws IOException if there is something other than a report in it
    public static void requireWritable(Path folder) throws IOException {
        ReportFolder.requireReplaceable(folder);
    }
}
