package formers.generation.serving;

import formers.generation.Alternatives;
import formers.generation.Generated;
import formers.generation.Scheduler;
import formers.generation.StopStrings;
import formers.text.StreamingDecoder;
import formers.text.Tokenizer;
import java.util.List;

/// Makes text of tokens, and stops at strings and when time is up.
final class TextAnswer implements Scheduler.Answer {

    private final StreamingDecoder decoder;
    private final StopStrings stops;
    private final TextListener listener;
    private final int promptTokens;
    private final long deadline; // of System.nanoTime
    private int known;

    /// @param prompt tokens of it whose text goes on in the answer; the end of a chat's prompt does not
    TextAnswer(Tokenizer tokenizer, int[] prompt, int promptTokens, TextRequest request, TextListener listener) {
        this.decoder = new StreamingDecoder(tokenizer);
        for (int id : prompt) {
            decoder.accept(id); // so that the continuation of a character, or a space, is seen as one
        }
        this.stops = new StopStrings(request.stops());
        this.listener = listener;
        this.promptTokens = promptTokens;
        this.deadline = System.nanoTime() + request.patience().toNanos();
    }

    @Override
    public void onStart(int knownTokens) {
        known = knownTokens;
    }

    @Override
    public boolean onToken(int sequence, int token) {
        var text = stops.accept(decoder.accept(token));
        if (!text.isEmpty()) {
            listener.onPiece(new TextPiece(text, List.of()));
        }
        return goesOn();
    }

    @Override
    public boolean onToken(int sequence, int token, Alternatives alternatives) {
        var text = stops.accept(decoder.accept(token));
        var others = alternatives.likeliest().stream()
                .map(it -> new TextPiece.ScoredToken(it.token(), it.logProbability(), List.of()))
                .toList();
        var scored = new TextPiece.ScoredToken(token, alternatives.chosen().logProbability(), others);
        listener.onPiece(new TextPiece(text, List.of(scored)));
        return goesOn();
    }

    private boolean goesOn() {
        return !stops.stopped() && System.nanoTime() - deadline < 0;
    }

    @Override
    public void onEnd(Generated generated) {
        var rest = stops.accept(decoder.flush()) + stops.flush();
        if (!rest.isEmpty()) {
            listener.onPiece(new TextPiece(rest, List.of()));
        }
        boolean outOfTime = generated.ending() == Generated.Ending.STOPPED && !stops.stopped();
        listener.onEnd(new TextResult(
                promptTokens,
                known,
                generated.tokens().length,
                outOfTime ? Generated.Ending.LENGTH : generated.ending()));
    }

    @Override
    public void onFailure(RuntimeException problem) {
        listener.onFailure(problem);
    }
}
