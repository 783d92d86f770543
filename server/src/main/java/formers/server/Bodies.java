package formers.server;

import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON in and out.
final class Bodies {

    private Bodies() {}

    /// The body of a request. Only `application/json` is read: pages of other sites cannot send that here
    /// without asking first.
    static JsonNode json(Context context) {
        var type = context.contentType();
        if (type == null || !type.strip().toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            throw ApiException.of(
                    415,
                    "invalid_request_error",
                    "unsupported_media_type",
                    "requests are JSON: send them with Content-Type: application/json, found " + type);
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(context.bodyAsBytes()))
                    .toString();
            return JsonMapper.shared().readTree(text);
        } catch (CharacterCodingException _) {
            throw ApiException.invalid(null, "the request is not UTF-8");
        } catch (JacksonException e) {
            throw ApiException.invalid(null, "the request is not JSON: " + e.getOriginalMessage());
        }
    }

    static void send(Context context, JsonNode node) {
        context.contentType("application/json; charset=utf-8");
        context.result(JsonMapper.shared().writeValueAsBytes(node));
    }
}
