package formers.server;

import formers.generation.Scheduler;
import formers.generation.grammar.GrammarException;
import formers.text.InputException;

/// What to tell a client of what went wrong: a reason if the request was at fault, and nothing of our
/// insides if it was not.
final class Problems {

    private Problems() {}

    static ApiException of(Throwable problem) {
        return switch (problem) {
            case ApiException refusal -> refusal;
            case Scheduler.BusyException busy ->
                ApiException.of(429, "rate_limit_error", "server_busy", busy.getMessage());
            case GrammarException grammar -> ApiException.invalid(null, grammar.getMessage());
            case InputException input -> ApiException.invalid(null, input.getMessage());
            default ->
                ApiException.of(
                        500, "server_error", "internal_error", "something went wrong here; the server's log says what");
        };
    }
}
