package formers.server;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A request that is refused, as OpenAI's interface says so.
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    final int status;
    private final String type;
    private final String parameter; // null if it is none
    private final String code;

    private ApiException(int status, String type, String parameter, String code, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
    }

    /// A request that asks for what cannot be done.
    ///
    /// @param parameter the field it is about, or null
    static ApiException invalid(String parameter, String message) {
        return new ApiException(400, "invalid_request_error", parameter, "invalid_value", message);
    }

    static ApiException of(int status, String type, String code, String message) {
        return new ApiException(status, type, null, code, message);
    }

    JsonNode body() {
        var factory = JsonNodeFactory.instance;
        var error = factory.objectNode();
        error.put("message", getMessage());
        error.put("type", type);
        error.set("param", parameter == null ? factory.nullNode() : factory.stringNode(parameter));
        error.put("code", code);
        return factory.objectNode().set("error", error);
    }
}
