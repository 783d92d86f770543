package formers.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns names of tokens into text, part by part. Thread-safe.
@FunctionalInterface
interface Decoder {

    /// Parts of text; what is decoded is all of them together.
    List<String> apply(List<String> tokens);

    default String decode(List<String> tokens) {
        return String.join("", apply(tokens));
    }

    static Decoder sequence(List<Decoder> steps) {
        return tokens -> {
            var parts = tokens;
            for (var step : steps) {
                parts = step.apply(parts);
            }
            return parts;
        };
    }

    static List<String> fuse(List<String> tokens) {
        return List.of(String.join("", tokens));
    }

    /// Names in GPT-2's alphabet become bytes, others stay; bytes that are no UTF-8 become U+FFFD.
    static List<String> byteLevel(List<String> tokens) {
        var parts = tokens.stream().map(Decoder::bytes).toList();
        var all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return List.of(new String(all, StandardCharsets.UTF_8));
    }

    static byte[] bytes(String token) {
        byte[] bytes = ByteAlphabet.decode(token);
        return bytes != null ? bytes : token.getBytes(StandardCharsets.UTF_8);
    }

    /// Names of bytes beside each other become characters, or U+FFFD each if they are no UTF-8.
    static List<String> byteFallback(List<String> tokens) {
        var parts = new ArrayList<String>();
        var bytes = new IdList(8);
        for (var token : tokens) {
            int b = Utf8.named(token);
            if (b >= 0) {
                bytes.add(b);
            } else {
                flush(bytes, parts);
                parts.add(token);
            }
        }
        flush(bytes, parts);
        return parts;
    }

    private static void flush(IdList pending, List<String> parts) {
        if (pending.size() == 0) {
            return;
        }
        var bytes = new byte[pending.size()];
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] = (byte) pending.removeLast();
        }
        var decoder = StandardCharsets.UTF_8.newDecoder();
        try {
            parts.add(decoder.decode(java.nio.ByteBuffer.wrap(bytes)).toString());
        } catch (java.nio.charset.CharacterCodingException e) {
            parts.add("\uFFFD".repeat(bytes.length));
        }
    }
}
