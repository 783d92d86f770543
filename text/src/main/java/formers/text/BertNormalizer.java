package formers.text;

import java.text.Normalizer.Form;

/// Cleans a text as BERT does (Devlin et al. 2018): control characters go, all white space becomes spaces, Chinese
/// characters become words of their own, accents and capitals go.
record BertNormalizer(boolean clean, boolean chinese, boolean stripAccents, boolean lowercase) implements Normalizer {

    private static final Normalizer CLEANED =
            Normalizer.without(c -> c == 0 || c == 0xFFFD || CharacterKinds.isControl(c));
    private static final Normalizer SPACED = Normalizer.mapping(c -> CharacterKinds.isSpace(c) ? ' ' : c);
    private static final Normalizer DECOMPOSED = new UnicodeForm(Form.NFD);
    private static final Normalizer BARE = Normalizer.without(c -> Character.getType(c) == Character.NON_SPACING_MARK);

    @Override
    public AlignedText apply(AlignedText text) {
        var changed = clean ? SPACED.apply(CLEANED.apply(text)) : text;
        changed = chinese ? apart(changed) : changed;
        changed = stripAccents ? BARE.apply(DECOMPOSED.apply(changed)) : changed;
        return lowercase ? Normalizer.lowercase(changed) : changed;
    }

    private static AlignedText apart(AlignedText text) {
        if (text.text().codePoints().noneMatch(CharacterKinds::isChinese)) {
            return text;
        }
        var rewriting = new AlignedText.Rewriting(text);
        text.text().codePoints().forEach(c -> {
            if (CharacterKinds.isChinese(c)) {
                rewriting.replace(' ');
                rewriting.insert(c);
                rewriting.insert(' ');
            } else {
                rewriting.replace(c);
            }
        });
        return rewriting.done();
    }
}
