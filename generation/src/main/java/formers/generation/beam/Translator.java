package formers.generation.beam;

import formers.generation.alignment.Side;
import formers.generation.alignment.SoftAlignment;
import formers.models.translation.PairBatch;
import formers.models.translation.SequenceToSequence;
import formers.text.InputException;
import formers.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/// Translates lines of text. Lines of similar length are translated together, so that little of a batch is
/// padding; translations come in the order of the lines. Lines without text have a translation without text.
/// Names of special tokens in a line are text like any other ([Tokenizer#encodeQuoting]).
///
/// ```java
/// var translator = new Translator(model, tokenizer, tokenizer, TranslationOptions.of(BeamOptions.of(4)));
/// for (var translation : translator.translate(lines, TranslationListener.none())) {
///     System.out.println(translation.text());
/// }
/// ```
///
/// Not thread-safe unless the model is.
public final class Translator {

    private static final String END = "</s>"; // what pictures call the mark that ends a source
    private static final int WINDOW_BATCHES = 32;

    private final Tokenizer sources;
    private final Tokenizer targets;
    private final PairBatch.Marks marks;
    private final TranslationOptions options;
    private final BeamSearch search;

    /// @param sources tokenizer of the language to read
    /// @param targets tokenizer of the language to write; it may be the same
    /// @throws IllegalArgumentException if the model has fewer tokens than the tokenizer of its targets.
    ///                                  More it may have, and does not write them
    public Translator(SequenceToSequence model, Tokenizer sources, Tokenizer targets, TranslationOptions options) {
        if (model.vocabulary() < targets.vocabularySize()) {
            throw new IllegalArgumentException(
                    "the tokenizer of the targets has %d tokens, the model %d; they do not belong together"
                            .formatted(targets.vocabularySize(), model.vocabulary()));
        }
        this.sources = sources;
        this.targets = targets;
        this.marks = model.marks();
        this.options = options;
        this.search = new BeamSearch(model, withoutNameless(options.beam(), model.vocabulary()));
    }

    /// Vocabularies of models are often rounded up; what is beyond the tokenizer has no text.
    private BeamOptions withoutNameless(BeamOptions beam, int vocabulary) {
        var forbidden = new HashSet<>(beam.forbidden());
        for (int id = targets.vocabularySize(); id < vocabulary; id++) {
            if (id != marks.end()) {
                forbidden.add(id);
            }
        }
        return beam.forbidding(forbidden);
    }

    /// The best translation of one line.
    public String translate(String line) {
        return translate(List.of(line), TranslationListener.none()).getFirst().text();
    }

    /// Translations of all lines, in their order.
    ///
    /// @throws InputException if a line has too many tokens, or characters that the tokenizer does not
    ///                        know; it names the line, and nothing is translated
    public List<Translation> translate(List<String> lines, TranslationListener listener) {
        return translated(numbered(lines.stream(), new AtomicLong()).toList(), new AtomicLong(), listener);
    }

    /// Translations of lines as they come, in their order: some hundred lines are read, translated and handed
    /// on before more are read.
    ///
    /// @throws InputException when the stream is read, as [#translate(List, TranslationListener)]; lines read
    ///                        before the last some hundred are translated by then
    public Stream<Translation> translate(Stream<String> lines, TranslationListener listener) {
        var read = new AtomicLong();
        var done = new AtomicLong();
        return numbered(lines.sequential(), read)
                .gather(Gatherers.windowFixed(WINDOW_BATCHES * options.batchLines()))
                .flatMap(window -> translated(window, done, listener).stream());
    }

    private Stream<SourceLine> numbered(Stream<String> lines, AtomicLong read) {
        return lines.map(line -> encoded(read.incrementAndGet(), line));
    }

    private SourceLine encoded(long number, String line) {
        if (line.isBlank()) {
            return new SourceLine(number, line, new int[0], false);
        }
        int[] ids = ids(number, line);
        boolean longer = ids.length > options.maxSourceTokens();
        if (longer && options.longLines() == LongLines.REFUSE) {
            throw new InputException(
                    "line %d has %d tokens, and at most %d are translated; split it, allow more, or let long lines be cut"
                            .formatted(number, ids.length, options.maxSourceTokens()));
        }
        int length = longer ? options.maxSourceTokens() : ids.length;
        boolean ended = options.endedSources() && length > 0;
        var source = Arrays.copyOf(ids, ended ? length + 1 : length);
        if (ended) {
            source[length] = marks.end();
        }
        return new SourceLine(number, line, source, longer);
    }

    private int[] ids(long number, String line) {
        var everything = new BitSet();
        everything.set(0, line.length());
        try {
            return sources.encodeQuoting(line, everything);
        } catch (InputException e) {
            throw new InputException("line %d: %s".formatted(number, e.getMessage()), e);
        }
    }

    /// The longest lines come first: what does not fit into memory shows at once.
    private List<Translation> translated(List<SourceLine> lines, AtomicLong done, TranslationListener listener) {
        var translations = new ArrayList<Translation>();
        lines.stream().filter(SourceLine::empty).map(this::nothing).forEach(translations::add);
        report(translations.size(), done, listener);
        lines.stream()
                .filter(line -> !line.empty())
                .sorted(Comparator.comparingInt(line -> -line.ids().length))
                .gather(Gatherers.windowFixed(options.batchLines()))
                .forEachOrdered(batch -> {
                    var found =
                            search.search(batch.stream().map(SourceLine::ids).toList());
                    for (int i = 0; i < batch.size(); i++) {
                        translations.add(translation(batch.get(i), found.get(i)));
                    }
                    report(batch.size(), done, listener);
                });
        translations.sort(Comparator.comparingLong(Translation::line));
        return translations;
    }

    private static void report(int more, AtomicLong done, TranslationListener listener) {
        if (more > 0) {
            listener.translated(done.addAndGet(more));
        }
    }

    private Translation nothing(SourceLine line) {
        var empty = Side.ofWords(List.of());
        var alignment = options.beam().alignments()
                ? Optional.of(new SoftAlignment(empty, empty, new float[0][]))
                : Optional.<SoftAlignment>empty();
        return new Translation(line.number(), line.text(), false, List.of(new TranslatedText("", 0, 0, alignment)));
    }

    private Translation translation(SourceLine line, List<Hypothesis> hypotheses) {
        return new Translation(
                line.number(),
                line.text(),
                line.truncated(),
                hypotheses.stream().map(found -> text(line, found)).toList());
    }

    private TranslatedText text(SourceLine line, Hypothesis found) {
        var alignment = found.attention()
                .map(weights -> new SoftAlignment(side(line), TextSides.side(targets, found.ids()), weights));
        return new TranslatedText(
                TextSides.line(targets, found.ids()), found.logProbability(), found.score(), alignment);
    }

    private Side side(SourceLine line) {
        int[] ids = line.ids();
        return options.endedSources()
                ? TextSides.side(sources, Arrays.copyOf(ids, ids.length - 1)).withMark(END)
                : TextSides.side(sources, ids);
    }
}
