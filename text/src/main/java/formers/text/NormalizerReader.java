package formers.text;

import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Base64;

/// Normalizers of a `tokenizer.json`.
final class NormalizerReader {

    private NormalizerReader() {}

    /// @throws InputException if it is none of those that the library has
    static Normalizer read(JsonPlace place) {
        if (place.absent()) {
            return text -> text;
        }
        var type = place.object().get("type");
        return switch (type.string()) {
            case "NFC" -> new UnicodeForm(Form.NFC);
            case "NFD" -> new UnicodeForm(Form.NFD);
            case "NFKC" -> new UnicodeForm(Form.NFKC);
            case "NFKD" -> new UnicodeForm(Form.NFKD);
            case "Lowercase" -> Normalizer::lowercase;
            case "Strip" ->
                Normalizer.strip(
                        place.get("strip_left").flag(true),
                        place.get("strip_right").flag(true));
            case "StripAccents" -> Normalizer.without(CharacterKinds::isMark);
            case "BertNormalizer" -> bert(place);
            case "Prepend" -> {
                var prepended = place.get("prepend").string();
                yield text -> text.prepend(prepended);
            }
            case "Replace" ->
                Normalizer.replacing(
                        PatternReader.read(place.get("pattern")),
                        place.get("content").string());
            case "Precompiled" -> precompiled(place.get("precompiled_charsmap"));
            case "ByteLevel" -> Normalizer::byteLevel;
            case "Nmt" -> nmt();
            case "Sequence" -> {
                var steps = new ArrayList<Normalizer>();
                for (var step : place.get("normalizers").elements()) {
                    steps.add(read(step));
                }
                yield Normalizer.sequence(steps);
            }
            default ->
                throw type.wrong("NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, BertNormalizer, Prepend, "
                        + "Replace, Precompiled, ByteLevel, Nmt or Sequence");
        };
    }

    private static Normalizer bert(JsonPlace place) {
        boolean lowercase = place.get("lowercase").flag(true);
        return new BertNormalizer(
                place.get("clean_text").flag(true),
                place.get("handle_chinese_chars").flag(true),
                place.get("strip_accents").flag(lowercase),
                lowercase);
    }

    private static Normalizer precompiled(JsonPlace place) {
        if (place.absent() || place.string().isEmpty()) {
            return text -> text;
        }
        try {
            return new CharacterMap(Base64.getDecoder().decode(place.string()));
        } catch (IllegalArgumentException e) {
            throw place.wrong("base64 of a compiled character map (" + e.getMessage() + ")");
        }
    }

    /// What the first neural translation systems of SentencePiece's authors took for white space or nothing.
    private static Normalizer nmt() {
        var kept = Normalizer.without(
                c -> c >= 1 && c <= 8 || c == 0xB || c >= 0xE && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F);
        var spaced = Normalizer.mapping(c -> switch (c) {
            case 0x9, 0xA, 0xC, 0xD, 0x1680, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581 -> ' ';
            case 0xFEFF, 0xFFFD -> ' ';
            default -> c;
        });
        return text -> spaced.apply(kept.apply(text));
    }
}
