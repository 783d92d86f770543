package formers.text;

import formers.text.Encoding.Token;
import java.util.ArrayList;
import java.util.List;

/// Post-processors of a `tokenizer.json`.
final class PostProcessorReader {

    private PostProcessorReader() {}

    /// @throws InputException if it is none of those that the library has
    static PostProcessor read(JsonPlace place) {
        if (place.absent()) {
            return (texts, _) -> PostProcessor.plain(texts);
        }
        var type = place.object().get("type");
        return switch (type.string()) {
            case "ByteLevel" -> {
                boolean trim = place.get("trim_offsets").flag(true);
                boolean prefixed = place.get("add_prefix_space").flag(true);
                yield (texts, _) -> PostProcessor.plain(trim ? PostProcessor.trimmed(texts, prefixed) : texts);
            }
            case "TemplateProcessing" -> Template.read(place);
            case "BertProcessing" -> {
                var first = pair(place.get("cls"), 0);
                var last = pair(place.get("sep"), 0);
                var second = last.withType(1);
                yield new Template(
                        List.of(Template.special(first), Template.text(0, 0), Template.special(last)),
                        List.of(
                                Template.special(first),
                                Template.text(0, 0),
                                Template.special(last),
                                Template.text(1, 1),
                                Template.special(second)));
            }
            case "RobertaProcessing" -> roberta(place);
            case "Sequence" -> {
                var steps = new ArrayList<PostProcessor>();
                int templates = 0;
                for (var step : place.get("processors").elements()) {
                    templates += step.is("ByteLevel") ? 0 : 1;
                    if (templates > 1) {
                        throw step.wrong("one processor that adds tokens");
                    }
                    steps.add(read(step));
                }
                yield PostProcessor.sequence(steps);
            }
            default -> throw type.wrong("ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing or Sequence");
        };
    }

    private static PostProcessor roberta(JsonPlace place) {
        var first = Template.special(pair(place.get("cls"), 0));
        var last = Template.special(pair(place.get("sep"), 0));
        boolean trim = place.get("trim_offsets").flag(true);
        boolean prefixed = place.get("add_prefix_space").flag(true);
        var template = new Template(
                List.of(first, Template.text(0, 0), last),
                List.of(first, Template.text(0, 0), last, last, Template.text(1, 0), last));
        return (texts, special) -> template.apply(trim ? PostProcessor.trimmed(texts, prefixed) : texts, special);
    }

    /// A token given as `["[CLS]", 101]`.
    private static Token pair(JsonPlace place, int type) {
        var parts = place.elements();
        if (parts.size() != 2) {
            throw place.wrong("a token and its id");
        }
        return new Token(
                parts.get(1).integer(0, Integer.MAX_VALUE), parts.get(0).string(), 0, 0, type, true, false);
    }
}
