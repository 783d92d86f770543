package formers.cli;

import formers.generation.GenerationOptions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Settings changed during a chat, named as the options of the command.
final class ChatSettings {

    static final List<String> NAMES = List.of(
            "temperature",
            "top-k",
            "top-p",
            "min-p",
            "repetition-penalty",
            "presence-penalty",
            "frequency-penalty",
            "seed",
            "max-tokens");

    private ChatSettings() {}

    /// @param setting a name and a value
    /// @throws IllegalArgumentException if the value is out of its range
    static GenerationOptions with(GenerationOptions options, String setting) {
        var words = setting.split("\\s+");
        if (words.length != 2) {
            throw new Failure("/set takes a name and a value, as in /set temperature 0.7");
        }
        var value = words[1];
        var sampling = options.sampling();
        try {
            var changed = switch (words[0]) {
                case "temperature" -> sampling.withTemperature(Float.parseFloat(value));
                case "top-k" -> sampling.withTopK(Integer.parseInt(value));
                case "top-p" -> sampling.withTopP(Float.parseFloat(value));
                case "min-p" -> sampling.withMinP(Float.parseFloat(value));
                case "repetition-penalty" -> sampling.withRepetitionPenalty(Float.parseFloat(value));
                case "presence-penalty" -> sampling.withPresencePenalty(Float.parseFloat(value));
                case "frequency-penalty" -> sampling.withFrequencyPenalty(Float.parseFloat(value));
                case "seed" -> sampling.withSeed(Long.parseLong(value));
                case "max-tokens" -> sampling;
                default ->
                    throw new Failure("there is no setting " + words[0] + "; there are " + String.join(", ", NAMES));
            };
            int most = words[0].equals("max-tokens") ? Integer.parseInt(value) : options.maxTokens();
            return GenerationOptions.of(changed, most);
        } catch (NumberFormatException e) {
            throw new Failure("/set %s: %s is not a number it can be".formatted(words[0], value));
        }
    }

    static String describe(GenerationOptions options) {
        var it = options.sampling();
        var values = List.of(
                it.temperature(),
                it.topK(),
                it.topP(),
                it.minP(),
                it.repetitionPenalty(),
                it.presencePenalty(),
                it.frequencyPenalty(),
                it.seed(),
                options.maxTokens());
        return IntStream.range(0, values.size())
                .mapToObj(i -> NAMES.get(i) + " " + values.get(i))
                .collect(Collectors.joining(", "));
    }
}
