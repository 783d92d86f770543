package formers.generation.alignment;

import java.util.ArrayList;
import java.util.List;

/// Alignments of many pairs on one page of HTML that needs nothing else.
public final class AlignmentPage {

    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #1d2430; background: #fff; max-width: 1100px;
                   margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 0; } p.key { color: #667; }
            section { margin: 2.5rem 0; } dl { margin: .5rem 0; display: grid; grid-template-columns: max-content 1fr;
                   gap: .1rem .8rem; overflow-wrap: anywhere; }
            dt { color: #667; } dd { margin: 0; } div.picture { overflow-x: auto; }
            """;

    private final String title;
    private final List<String> sections = new ArrayList<>();

    public AlignmentPage(String title) {
        this.title = title;
    }

    /// Adds a pair below those that are there.
    ///
    /// @param source the text as it was
    /// @param target the text as it was written
    public AlignmentPage add(String source, String target, SoftAlignment alignment) {
        sections.add("""
                <section>
                <h2>%s</h2>
                <dl><dt>source</dt><dd dir="auto">%s</dd><dt>target</dt><dd dir="auto">%s</dd></dl>
                <div class="picture">
                %s</div>
                </section>
                """.formatted(
                        Integer.toString(sections.size() + 1),
                        Markup.escaped(source),
                        Markup.escaped(target),
                        new AlignmentPicture(alignment).svg()));
        return this;
    }

    public String html() {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s</style></head>
                <body><h1>%s</h1>
                <p class="key">Source on top, target on the left; the darker a cell, the more the target's token looked at
                the source's. The mouse tells the weight.</p>
                %s</body></html>
                """.formatted(Markup.escaped(title), STYLE, Markup.escaped(title), String.join("", sections));
    }
}
