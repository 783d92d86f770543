package formers.server;

import static formers.server.Replies.JSON;

import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;

/// `POST /v1/embeddings`.
final class Embeddings {

    private static final int WAITING = 64;

    private final ServedModels models;
    private final Semaphore room = new Semaphore(WAITING);

    Embeddings(ServedModels models) {
        this.models = models;
    }

    void handle(Context context) {
        var fields = Fields.of(Bodies.json(context), "");
        var model = models.of(fields.text("model"));
        var texts = Prompts.of(fields, "input", model);
        var format = fields.text("encoding_format").orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw fields.wrong("encoding_format", "float or base64");
        }
        int dimensions = fields.integer("dimensions", 0, 1, Integer.MAX_VALUE);
        fields.ignore("user");
        fields.end();
        if (!room.tryAcquire()) {
            throw ApiException.of(
                    429, "rate_limit_error", "server_busy", "%d requests for embeddings wait".formatted(WAITING));
        }
        try {
            var reply = JSON.objectNode().put("object", "list").put("model", model.name());
            var data = reply.putArray("data");
            int tokens = 0;
            for (int i = 0; i < texts.size(); i++) {
                float[] vector = model.embedder().embed(texts.get(i));
                if (dimensions > 0 && dimensions != vector.length) {
                    throw ApiException.invalid(
                            "dimensions",
                            "this model's vectors have %d dimensions, found %d".formatted(vector.length, dimensions));
                }
                tokens += texts.get(i).length;
                var entry = JSON.objectNode().put("object", "embedding").put("index", i);
                entry.set("embedding", format.equals("float") ? numbers(vector) : base64(vector));
                data.add(entry);
            }
            reply.set("usage", JSON.objectNode().put("prompt_tokens", tokens).put("total_tokens", tokens));
            Bodies.send(context, reply);
        } finally {
            room.release();
        }
    }

    private static JsonNode numbers(float... vector) {
        var array = JSON.arrayNode();
        for (float value : vector) {
            array.add(value);
        }
        return array;
    }

    /// Little-endian floats.
    private static JsonNode base64(float... vector) {
        var bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return JSON.stringNode(Base64.getEncoder().encodeToString(bytes.array()));
    }
}
