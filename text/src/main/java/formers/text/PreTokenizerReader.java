package formers.text;

import formers.text.Splitting.Behaviour;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.function.Consumer;

/// Pre-tokenizers of a `tokenizer.json`.
final class PreTokenizerReader {

    private PreTokenizerReader() {}

    /// @throws InputException if it is none of those that the library has
    static PreTokenizer read(JsonPlace place) {
        if (place.absent()) {
            return (piece, words) -> words.accept(piece);
        }
        var type = place.object().get("type");
        return switch (type.string()) {
            case "ByteLevel" -> byteLevel(place);
            case "Split" ->
                new Splitting(
                        PatternReader.read(place.get("pattern")),
                        behaviour(place.get("behavior")),
                        place.get("invert").flag(false));
            case "Whitespace" -> PreTokenizerReader::wordsAndSigns;
            case "WhitespaceSplit" -> new Splitting(TextPattern.of(CharacterKinds::isSpace), Behaviour.REMOVED);
            case "Punctuation" -> {
                var behaviour = place.get("behavior");
                yield new Splitting(
                        TextPattern.of(CharacterKinds::isPunctuation),
                        behaviour.absent() ? Behaviour.ISOLATED : behaviour(behaviour));
            }
            case "Digits" ->
                new Splitting(
                        TextPattern.of(CharacterKinds::isNumber),
                        place.get("individual_digits").flag(false) ? Behaviour.ISOLATED : Behaviour.CONTIGUOUS);
            case "Metaspace" -> Metaspace.read(place);
            case "BertPreTokenizer" -> {
                var spaces = new Splitting(TextPattern.of(CharacterKinds::isSpace), Behaviour.REMOVED);
                var signs = new Splitting(TextPattern.of(CharacterKinds::isPunctuation), Behaviour.ISOLATED);
                yield (piece, words) -> spaces.cut(piece, word -> signs.cut(word, words));
            }
            case "CharDelimiterSplit" -> {
                int delimiter = place.get("delimiter").character();
                yield new Splitting(TextPattern.of(c -> c == delimiter), Behaviour.REMOVED);
            }
            case "UnicodeScripts" -> PreTokenizerReader::scripts;
            case "FixedLength" -> {
                int length = place.get("length").integer(1, Integer.MAX_VALUE);
                yield (piece, words) -> chunks(piece, length, words);
            }
            case "Sequence" -> {
                var steps = new ArrayList<PreTokenizer>();
                for (var step : place.get("pretokenizers").elements()) {
                    steps.add(read(step));
                }
                yield PreTokenizer.sequence(steps);
            }
            default ->
                throw type.wrong("ByteLevel, Split, Whitespace, WhitespaceSplit, Punctuation, Digits, Metaspace, "
                        + "BertPreTokenizer, CharDelimiterSplit, UnicodeScripts, FixedLength or Sequence");
        };
    }

    private static PreTokenizer byteLevel(JsonPlace place) {
        boolean space = place.get("add_prefix_space").flag(true);
        var cut = new Splitting(KnownPattern.GPT2, Behaviour.ISOLATED);
        boolean regex = place.get("use_regex").flag(true);
        return (piece, words) -> {
            var spaced = space && !piece.text().startsWith(" ") ? piece.prepend(" ") : piece;
            Consumer<AlignedText> bytes = word -> words.accept(Normalizer.byteLevel(word));
            if (regex) {
                cut.cut(spaced, bytes);
            } else {
                bytes.accept(spaced);
            }
        };
    }

    private static Behaviour behaviour(JsonPlace place) {
        return switch (place.string()) {
            case "Removed" -> Behaviour.REMOVED;
            case "Isolated" -> Behaviour.ISOLATED;
            case "MergedWithPrevious" -> Behaviour.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Behaviour.MERGED_WITH_NEXT;
            case "Contiguous" -> Behaviour.CONTIGUOUS;
            default -> throw place.wrong("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
        };
    }

    /// Runs of what words are made of, and runs of what neither words nor white space are.
    private static void wordsAndSigns(AlignedText piece, Consumer<AlignedText> words) {
        cutWhere(piece, PreTokenizerReader::wordKind, words);
    }

    private static int wordKind(int c) {
        return CharacterKinds.isWord(c) ? 1 : CharacterKinds.isSpace(c) ? -1 : 0;
    }

    /// Runs of one script; a space goes with what is before it, and is dropped at the beginning.
    private static void scripts(AlignedText piece, Consumer<AlignedText> words) {
        var text = piece.text();
        int start = -1;
        UnicodeScript last = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            var script = script(c);
            if (script != UnicodeScript.UNKNOWN) {
                if (script != last) {
                    if (start >= 0) {
                        words.accept(piece.slice(start, i));
                    }
                    start = i;
                }
                last = script;
            }
            i += Character.charCount(c);
        }
        if (start >= 0) {
            words.accept(piece.slice(start, text.length()));
        }
    }

    /// Japanese is of one script; UNKNOWN is what goes with any.
    private static UnicodeScript script(int c) {
        if (c == ' ' || LaterCharacters.hasNoScript(c)) {
            return UnicodeScript.UNKNOWN;
        }
        if (c == 0x589 || c == 0x61C) {
            return UnicodeScript.COMMON; // Armenian and Arabic since Unicode 10
        }
        if (c == 0x30FC) {
            return UnicodeScript.HAN;
        }
        var script = UnicodeScript.of(c);
        return script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA ? UnicodeScript.HAN : script;
    }

    private static void chunks(AlignedText piece, int length, Consumer<AlignedText> words) {
        var text = piece.text();
        for (int start = 0, end; start < text.length(); start = end) {
            end = start;
            for (int n = 0; n < length && end < text.length(); n++) {
                end += Character.charCount(text.codePointAt(end));
            }
            words.accept(piece.slice(start, end));
        }
    }

    /// Runs of characters of one kind; those of negative kinds are dropped.
    private static void cutWhere(
            AlignedText piece, java.util.function.IntUnaryOperator kind, Consumer<AlignedText> words) {
        var text = piece.text();
        for (int start = 0, end; start < text.length(); start = end) {
            int first = kind.applyAsInt(text.codePointAt(start));
            end = start;
            while (end < text.length() && kind.applyAsInt(text.codePointAt(end)) == first) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (first >= 0) {
                words.accept(piece.slice(start, end));
            }
        }
    }
}
