package formers.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.TextGenerator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that people have.
@Timeout(60)
class ClientsTest {

    private static ApiServer server;
    private static String url;
    private static OpenAIClient openAi;

    @BeforeAll
    static void start() {
        server = TestModels.serve(TestModels.options().withApiKey("key"));
        url = "http://localhost:" + server.port() + "/v1";
        openAi = OpenAIOkHttpClient.builder()
                .apiKey("key")
                .baseUrl(url)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        openAi.close();
        server.close();
    }

    private static String alone(String prompt, int tokens) {
        var model = TestModels.random();
        return new TextGenerator(new Generator(model.decoder()), model.tokenizer())
                .complete(prompt, GenerationOptions.of(SamplingOptions.greedy(), tokens));
    }

    private static ChatCompletionCreateParams.Builder asking(String text) {
        return ChatCompletionCreateParams.builder()
                .model("tiny")
                .addUserMessage(text)
                .temperature(0)
                .maxCompletionTokens(25);
    }

    @Test
    void openAiChats() {
        var completion = openAi.chat().completions().create(asking("Hi").build());
        var choice = completion.choices().getFirst();
        assertThat(choice.message().content()).contains(alone("<user>Hi<bot>", 25));
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(25);
    }

    @Test
    void openAiStreams() {
        try (var stream =
                openAi.chat().completions().createStreaming(asking("Hi").build())) {
            var text = stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo(alone("<user>Hi<bot>", 25));
        }
    }

    @Test
    void openAiCallsTools() {
        var parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of("on", Map.of("type", "boolean"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("on")))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                .build();
        var tool = ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("light")
                        .parameters(parameters)
                        .build())
                .build();
        var completion = openAi.chat()
                .completions()
                .create(asking("Hi")
                        .addTool(tool)
                        .maxCompletionTokens(100)
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                        .build());
        var call = completion
                .choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction()
                .function();
        assertThat(call.name()).isEqualTo("light");
        assertThat(Http.json(call.arguments()).path("on").isBoolean()).isTrue();
    }

    @Test
    void openAiCompletesEmbedsAndLists() {
        var completion = openAi.completions()
                .create(CompletionCreateParams.builder()
                        .model("tiny")
                        .prompt("One")
                        .temperature(0)
                        .maxTokens(10)
                        .build());
        assertThat(completion.choices().getFirst().text()).isEqualTo(alone("One", 10));
        var embeddings = openAi.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("tiny")
                        .inputOfArrayOfStrings(List.of("a", "b"))
                        .build());
        assertThat(embeddings.data()).hasSize(2);
        assertThat(embeddings.data().getFirst().embedding()).hasSize(16);
        assertThat(openAi.models().list().data().getFirst().id()).isEqualTo("tiny");
    }

    @Test
    void openAiIsToldWhatIsWrong() {
        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(asking("Hi").model("gpt-9").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("gpt-9");
        assertThatThrownBy(() ->
                        openAi.chat().completions().create(asking("Hi").n(1000).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("1 to 8");
    }

    @Test
    void langChainChats() {
        var model = OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey("key")
                .modelName("tiny")
                .temperature(0.0)
                .maxTokens(25)
                .build();
        var response = model.chat(UserMessage.from("Hi"));
        assertThat(response.aiMessage().text()).isEqualTo(alone("<user>Hi<bot>", 25));
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(25);
    }

    @Test
    void langChainWantsJsonAndTools() {
        var schema = JsonObjectSchema.builder()
                .addBooleanProperty("on")
                .required("on")
                .additionalProperties(false)
                .build();
        var model = OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey("key")
                .modelName("tiny")
                .temperature(0.0)
                .maxTokens(200)
                .strictJsonSchema(true)
                .build();
        var json = model.chat(ChatRequest.builder()
                .messages(UserMessage.from("Hi"))
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name("light")
                                .rootElement(schema)
                                .build())
                        .build())
                .build());
        assertThat(Http.json(json.aiMessage().text()).path("on").isBoolean()).isTrue();
        var called = model.chat(ChatRequest.builder()
                .messages(UserMessage.from("Hi"))
                .toolSpecifications(ToolSpecification.builder()
                        .name("light")
                        .parameters(schema)
                        .build())
                .toolChoice(ToolChoice.REQUIRED)
                .build());
        assertThat(called.aiMessage().toolExecutionRequests().getFirst().name()).isEqualTo("light");
    }

    @Test
    void langChainStreams() throws Exception {
        var model = OpenAiStreamingChatModel.builder()
                .baseUrl(url)
                .apiKey("key")
                .modelName("tiny")
                .temperature(0.0)
                .maxTokens(25)
                .build();
        var text = new StringBuffer();
        var end = new CompletableFuture<ChatResponse>();
        model.chat("Hi", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                text.append(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable problem) {
                end.completeExceptionally(problem);
            }
        });
        assertThat(end.get(30, TimeUnit.SECONDS).tokenUsage().outputTokenCount())
                .isEqualTo(25);
        assertThat(text).hasToString(alone("<user>Hi<bot>", 25));
    }

    @Test
    void langChainEmbeds() {
        var model = OpenAiEmbeddingModel.builder()
                .baseUrl(url)
                .apiKey("key")
                .modelName("tiny")
                .build();
        assertThat(model.embed("a").content().vector()).hasSize(16);
    }
}
