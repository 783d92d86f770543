package formers.server;

import io.javalin.http.Context;

/// Who asks: clients take turns.
final class Clients {

    private Clients() {}

    static String of(Context context) {
        return context.ip();
    }
}
