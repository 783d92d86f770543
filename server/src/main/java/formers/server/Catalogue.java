package formers.server;

import static formers.server.Replies.JSON;

import io.javalin.http.Context;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models`.
final class Catalogue {

    private final ServedModels models;

    Catalogue(ServedModels models) {
        this.models = models;
    }

    void all(Context context) {
        var reply = JSON.objectNode().put("object", "list");
        var data = reply.putArray("data");
        models.all().forEach(model -> data.add(entry(model)));
        Bodies.send(context, reply);
    }

    void one(Context context) {
        Bodies.send(context, entry(models.of(Optional.of(context.pathParam("name")))));
    }

    private static ObjectNode entry(ServedModel model) {
        return JSON.objectNode()
                .put("id", model.name())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", "formers")
                .put("max_model_len", model.context());
    }
}
