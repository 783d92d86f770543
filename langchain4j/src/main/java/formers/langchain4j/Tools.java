package formers.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import formers.generation.chat.Tool;
import formers.generation.chat.ToolCall;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// LangChain4j's tools and schemas as ours, and our calls as its.
final class Tools {

    private Tools() {}

    static List<Tool> of(List<ToolSpecification> tools) {
        return tools == null
                ? List.of()
                : tools.stream()
                        .map(tool -> new Tool(
                                tool.name(),
                                tool.description(),
                                tool.parameters() == null ? null : json(tool.parameters())))
                        .toList();
    }

    static JsonNode json(JsonSchemaElement schema) {
        return JsonMapper.shared().valueToTree(JsonSchemaElementUtils.toMap(schema));
    }

    static ToolExecutionRequest request(ToolCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.name())
                .arguments(JsonMapper.shared().writeValueAsString(call.arguments()))
                .build();
    }
}
