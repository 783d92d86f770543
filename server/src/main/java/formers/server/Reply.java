package formers.server;

import formers.server.Answering.Event;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A reply as it grows: sent whole in the end, or in chunks as it comes.
interface Reply {

    /// Takes in what has happened, for the whole reply.
    void add(Event event);

    /// The reply, once all of its answers have ended.
    JsonNode whole();

    /// What to send of an event; none to send nothing.
    List<JsonNode> chunks(Event event);

    /// What to send when all answers have ended.
    List<JsonNode> last();
}
