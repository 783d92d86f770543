package formers.cli;

import formers.models.decoder.DecoderConfig;
import formers.models.nn.FeedForward;
import formers.models.nn.Norm;
import formers.models.nn.Positions;
import formers.models.nn.QueryKeyNorm;
import formers.models.nn.RotaryScaling;
import formers.tensor.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The components of a decoder in words.
record Components(DecoderConfig config) {

    String norm() {
        var kind = shortNorm();
        var details = config.norm() instanceof Norm.Layer(var _, var bias) && !bias ? ", no shift" : "";
        return "%s%s, epsilon %s; %s"
                .formatted(
                        kind, details, config.norm().epsilon(), config.layout().summary());
    }

    String shortNorm() {
        return switch (config.norm()) {
            case Norm.Layer _ -> "LayerNorm";
            case Norm.Rms _ -> "RMSNorm";
            case Norm.OffsetRms _ -> "RMSNorm (1 + w)";
        };
    }

    /// Where the norms stand, in one word.
    String place() {
        return switch (config.layout()) {
            case PRE -> "pre";
            case POST -> "post";
            case AFTER_BRANCH -> "post-only";
            case SANDWICH -> "sandwich";
            case PARALLEL -> "parallel";
            case PARALLEL_TWO_NORMS -> "parallel, 2";
        };
    }

    String positions() {
        return switch (config.positions()) {
            case Positions.Learned(var offset) -> offset == 0 ? "learned" : "learned, offset " + offset;
            case Positions.Alibi() -> "ALiBi";
            case Positions.Relative() -> "relative (Transformer-XL)";
            case Positions.None() -> "none";
            case Positions.Rotary rotary -> rotary(rotary);
        };
    }

    private String rotary(Positions.Rotary rotary) {
        var parts = new ArrayList<String>();
        parts.add("rotary " + base(rotary.full().base()));
        if (rotary.windowed().base() != rotary.full().base()) {
            parts.add(base(rotary.windowed().base()) + " windowed");
        }
        if (rotary.rotated() != config.headWidth()) {
            parts.add("%d of %d channels".formatted(rotary.rotated(), config.headWidth()));
        }
        parts.add(rotary.pairing().name().toLowerCase(Locale.ROOT));
        var scaling = scaling(rotary.full().scaling());
        if (!scaling.isEmpty()) {
            parts.add(scaling);
        }
        if (!rotary.unrotated().isEmpty()) {
            parts.add(rotary.unrotated().size() + " layers without");
        }
        return String.join(", ", parts);
    }

    private static String base(double base) {
        return base >= 1000 ? "%.0fk".formatted(base / 1000) : "%.0f".formatted(base);
    }

    private static String scaling(RotaryScaling scaling) {
        return switch (scaling) {
            case RotaryScaling.None() -> "";
            case RotaryScaling.Linear(var factor) -> "linear x" + factor;
            case RotaryScaling.Dynamic(var factor, var _) -> "dynamic x" + factor;
            case RotaryScaling.Llama3 llama3 -> "llama3 x" + llama3.factor();
            case RotaryScaling.Yarn yarn -> "yarn x" + yarn.factor();
            case RotaryScaling.LongRope _ -> "longrope";
        };
    }

    String feedForward() {
        return feedForward(config.feedForward()) + ", " + config.feedForward().hidden() + " wide";
    }

    String shortFeedForward() {
        return feedForward(config.feedForward());
    }

    private static String feedForward(FeedForward feedForward) {
        return switch (feedForward) {
            case FeedForward.Plain plain -> plain.activation().label();
            case FeedForward.Gated gated -> gate(gated.gate());
            case FeedForward.ClampedGated _ -> "clamped SwiGLU";
            case FeedForward.Experts experts ->
                "%d experts, top %d%s"
                        .formatted(experts.count(), experts.router().chosen(), experts.shared() > 0 ? " + 1" : "");
            case FeedForward.Mixed mixed -> feedForward(mixed.experts());
        };
    }

    private static String gate(Gate gate) {
        return switch (gate) {
            case SIGMOID -> "GLU";
            case RELU -> "ReGLU";
            case GELU -> "GeGLU";
            case GELU_TANH -> "GeGLU tanh";
            case SILU -> "SwiGLU";
        };
    }

    String heads() {
        return "%d query, %d key/value, each %d wide".formatted(config.heads(), config.kvHeads(), config.headWidth());
    }

    /// What is special about attention, most of all who shares heads.
    String attention() {
        var parts = new ArrayList<String>();
        parts.add(config.kvHeads() == config.heads() ? "MHA" : config.kvHeads() == 1 ? "MQA" : "GQA");
        var attention = config.attention();
        if (attention.queryKeyNorm() != QueryKeyNorm.NONE) {
            parts.add(attention.queryKeyNorm() == QueryKeyNorm.PER_HEAD ? "QK norm" : "QK norm across");
        }
        var windows = attention.windows().pattern();
        if (windows.size() > 1 || windows.getFirst() > 0) {
            parts.add("window " + windows(windows));
        }
        if (attention.scores().cap() > 0) {
            parts.add("cap %.0f".formatted(attention.scores().cap()));
        }
        if (attention.scores().sinks()) {
            parts.add("sinks");
        }
        return String.join(", ", parts);
    }

    /// Runs of equal windows once, with how long they are: `5 x 512/all`.
    private static String windows(List<Integer> pattern) {
        var runs = new ArrayList<String>();
        for (int i = 0; i < pattern.size(); ) {
            int end = i;
            while (end < pattern.size() && pattern.get(end).equals(pattern.get(i))) {
                end++;
            }
            var window = pattern.get(i) == 0 ? "all" : Integer.toString(pattern.get(i));
            runs.add(end - i == 1 ? window : (end - i) + " x " + window);
            i = end;
        }
        return String.join("/", runs);
    }

    String biases() {
        var biases = config.biases();
        var named = new ArrayList<String>();
        if (biases.qkv()) {
            named.add("qkv");
        }
        if (biases.attentionOutput()) {
            named.add("out");
        }
        if (biases.feedForward()) {
            named.add("ffn");
        }
        if (config.output().bias()) {
            named.add("head");
        }
        var all = List.of("qkv", "out", "ffn");
        return named.isEmpty() ? "none" : named.equals(all) ? "all" : String.join(" ", named);
    }

    String output() {
        return config.tied() ? "tied to the token embedding" : "its own projection";
    }
}
