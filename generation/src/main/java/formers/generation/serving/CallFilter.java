package formers.generation.serving;

import formers.generation.StopStrings;
import formers.generation.chat.CallSyntax;
import java.util.List;
import java.util.UUID;

/// Lets text pass as it comes and holds back what may be calls of functions, until the answer is complete.
final class CallFilter implements TextListener {

    private final CallSyntax syntax;
    private final ChatListener listener;

    /// Of tagged calls, passes what comes before the first.
    private final StopStrings before;

    private final StringBuilder held = new StringBuilder();
    private boolean passing;

    CallFilter(CallSyntax syntax, ChatListener listener) {
        this.syntax = syntax;
        this.listener = listener;
        before = new StopStrings(
                syntax.form().tagged() ? List.of(syntax.form().open().strip()) : List.of());
    }

    @Override
    public void onPiece(TextPiece piece) {
        listener.onPiece(new TextPiece(passed(piece.text()), piece.tokens()));
    }

    private String passed(String text) {
        if (!syntax.form().tagged()) {
            // The whole answer is a call or none, as its first sign says.
            held.append(text);
            passing |= !held.toString().isBlank()
                    && !held.toString().stripLeading().startsWith("{");
            return passing ? take() : "";
        }
        if (before.stopped()) {
            held.append(text);
            return "";
        }
        held.append(text);
        var pass = before.accept(text);
        held.delete(0, pass.length());
        return pass;
    }

    private String take() {
        var text = held.toString();
        held.setLength(0);
        return text;
    }

    @Override
    public void onEnd(TextResult result) {
        var parts = syntax.parse(
                take(), () -> "call_" + UUID.randomUUID().toString().replace("-", ""));
        if (!parts.text().isEmpty()) {
            listener.onPiece(new TextPiece(parts.text(), List.of()));
        }
        for (int i = 0; i < parts.calls().size(); i++) {
            listener.onCall(i, parts.calls().get(i));
        }
        listener.onEnd(result);
    }

    @Override
    public void onFailure(RuntimeException problem) {
        listener.onFailure(problem);
    }
}
