package formers.text;

import java.util.ArrayList;
import java.util.List;

/// The characters of tokens whose text depends on those around them: the last few are decoded again with each new
/// one, and what is new is shown. Tokens of bytes wait for one that is none, as bytes behind them may make them a
/// character or none.
final class WindowStream implements TokenStream {

    /// Tokens after which those that are shown are forgotten, but for the last.
    private static final int LONGEST = 16;

    private final PipelineTokenizer tokenizer;
    private final List<String> window = new ArrayList<>();

    /// How much of the text of the window has been shown, in UTF-16 units.
    private int shown;

    WindowStream(PipelineTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public String accept(int id) {
        if (tokenizer.isSpecial(id)) {
            return "";
        }
        window.add(tokenizer.name(id));
        if (tokenizer.isByte(id)) {
            return "";
        }
        var text = tokenizer.decoder().decode(window);
        int end = text.length();
        while (end > shown && text.charAt(end - 1) == '\uFFFD') {
            end--;
        }
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        var news = show(text, end);
        if (end == text.length() && window.size() > LONGEST) {
            window.subList(0, window.size() - 1).clear();
            shown = tokenizer.decoder().decode(window).length();
        }
        return news;
    }

    @Override
    public String flush() {
        var text = tokenizer.decoder().decode(window);
        var news = show(text, text.length());
        window.clear();
        shown = 0;
        return news;
    }

    private String show(String text, int end) {
        if (end <= shown) {
            return "";
        }
        var news = text.substring(shown, end);
        shown = end;
        return news;
    }
}
