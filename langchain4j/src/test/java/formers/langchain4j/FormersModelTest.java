package formers.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.TextGenerator;
import formers.generation.chat.ChatTemplate;
import formers.generation.chat.LoadedModel;
import formers.models.decoder.Decoder;
import formers.models.decoder.DecoderConfig;
import formers.models.nn.Activation;
import formers.models.nn.Attention;
import formers.models.nn.FeedForward;
import formers.models.nn.Parameters;
import formers.tensor.RandomSource;
import formers.text.BytePairTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class FormersModelTest {

    private static final JsonObjectSchema SWITCH = JsonObjectSchema.builder()
            .addBooleanProperty("on")
            .required("on")
            .additionalProperties(false)
            .build();

    private static LoadedModel loaded;
    private static FormersModel model;

    @BeforeAll
    static void make() {
        var tokenizer = BytePairTokenizer.ofBytes();
        var config = DecoderConfig.of(tokenizer.vocabularySize(), 512, 2, 16)
                .attention(Attention.of(2, 2, 8))
                .feedForward(new FeedForward.Plain(Activation.GELU_TANH, 32))
                .build();
        var decoder = new Decoder(config, Parameters.initialised(7));
        decoder.parameters().all().forEach((name, parameter) -> {
            if (parameter.rank() >= 2) {
                parameter.fillNormal(0, 0.4f, RandomSource.seeded(7).at(name));
            }
        });
        var template = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<bot>";
        loaded = new LoadedModel(decoder, tokenizer, Set.of(), Optional.of(ChatTemplate.of(template, Map.of())));
        model = FormersModel.of("tiny", loaded);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static String alone(String prompt, int tokens) {
        return new TextGenerator(new Generator(loaded.decoder()), loaded.tokenizer())
                .complete(prompt, GenerationOptions.of(SamplingOptions.greedy(), tokens));
    }

    @Test
    void itChats() {
        var chat = model.chatModel().temperature(0).maxOutputTokens(20).build();
        assertThat(chat.chat("Hi")).isEqualTo(alone("<user>Hi<bot>", 20));
        var response = chat.chat(
                SystemMessage.from("Be"), UserMessage.from("Hi"), AiMessage.from("x"), UserMessage.from("More"));
        assertThat(response.aiMessage().text()).isEqualTo(alone("<system>Be<user>Hi<assistant>x<user>More<bot>", 20));
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(20);
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.modelName()).isEqualTo("tiny");
    }

    @Test
    void requestsOverrideSettingsAndSeedsRepeat() {
        var chat = model.chatModel().temperature(0).maxOutputTokens(20).seed(5).build();
        var request = ChatRequest.builder()
                .messages(UserMessage.from("Hi"))
                .temperature(1.0)
                .maxOutputTokens(7)
                .build();
        var first = chat.chat(request);
        assertThat(first.tokenUsage().outputTokenCount()).isEqualTo(7);
        assertThat(first.aiMessage()).isEqualTo(chat.chat(request).aiMessage());
    }

    private record Streamed(String text, ChatResponse response) {}

    private static Streamed stream(ChatRequest request) throws Exception {
        var chat =
                model.streamingChatModel().temperature(0).maxOutputTokens(120).build();
        var text = new StringBuffer();
        var end = new CompletableFuture<ChatResponse>();
        chat.chat(request, new StreamingChatResponseHandler() {
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
        var response = end.get(30, TimeUnit.SECONDS);
        return new Streamed(text.toString(), response);
    }

    @Test
    void itStreams() throws Exception {
        var streamed =
                stream(ChatRequest.builder().messages(UserMessage.from("Hi")).build());
        assertThat(streamed.text()).isEqualTo(alone("<user>Hi<bot>", 120));
        assertThat(streamed.response().aiMessage().text()).isEqualTo(streamed.text());
    }

    @Test
    void aStreamIsCancelled() throws Exception {
        var chat = model.streamingChatModel().temperature(0).build();
        var pieces = new ArrayList<String>();
        var cancelled = new CompletableFuture<Boolean>();
        chat.chat("Hi", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
                pieces.add(partial.text());
                if (pieces.size() == 3) {
                    context.streamingHandle().cancel();
                    cancelled.complete(context.streamingHandle().isCancelled());
                }
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                cancelled.completeExceptionally(new AssertionError("it was complete"));
            }

            @Override
            public void onError(Throwable problem) {
                cancelled.completeExceptionally(problem);
            }
        });
        assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(50);
        assertThat(pieces).hasSize(3);
    }

    @Test
    void jsonIsOfItsSchema() {
        var request = ChatRequest.builder()
                .messages(UserMessage.from("Hi"))
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name("switch")
                                .rootElement(SWITCH)
                                .build())
                        .build())
                .build();
        var response = model.chatModel().temperature(0).build().chat(request);
        assertThat(JsonMapper.shared()
                        .readTree(response.aiMessage().text())
                        .path("on")
                        .isBoolean())
                .isTrue();
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void toolsAreAskedForAndAnswered() throws Exception {
        var tool = ToolSpecification.builder()
                .name("light")
                .description("Switches the light")
                .parameters(SWITCH)
                .build();
        var request = ChatRequest.builder()
                .messages(UserMessage.from("Hi"))
                .toolSpecifications(tool)
                .toolChoice(ToolChoice.REQUIRED)
                .build();
        var response = model.chatModel().temperature(0).build().chat(request);
        var call = response.aiMessage().toolExecutionRequests().getFirst();
        assertThat(call.name()).isEqualTo("light");
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(stream(request)
                        .response()
                        .aiMessage()
                        .toolExecutionRequests()
                        .getFirst()
                        .arguments())
                .isEqualTo(call.arguments());
        var next = model.chatModel()
                .maxOutputTokens(5)
                .build()
                .chat(UserMessage.from("Hi"), response.aiMessage(), ToolExecutionResultMessage.from(call, "done"));
        assertThat(next.aiMessage().text()).isNotEmpty();
    }

    record Lamp(boolean on, Color color) {
        enum Color {
            RED,
            GREEN
        }
    }

    interface Lamps {
        Lamp choose(String text);
    }

    /// What LangChain4j makes of an interface.
    @Test
    void servicesReturnRecords() {
        var lamps =
                AiServices.create(Lamps.class, model.chatModel().temperature(0).build());
        assertThat(lamps.choose("Hi")).isNotNull();
    }

    @Test
    void requestsThatCannotBeMetAreRefused() {
        var chat = model.chatModel().maxOutputTokens(5).build();
        assertThatThrownBy(() -> chat.chat(UserMessage.from(ImageContent.from(
                        Image.builder().url("http://localhost/x.png").build()))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("text");
        assertThatThrownBy(() -> chat.chat("x".repeat(600)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("512");
        assertThatThrownBy(() -> chat.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hi"))
                        .modelName("huge")
                        .build()))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("huge");
        assertThatThrownBy(() -> chat.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hi"))
                        .temperature(-1.0)
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("temperature");
    }

    @Test
    void listenersHearOfEverything() {
        var heard = new ArrayList<String>();
        var listener = new ChatModelListener() {
            @Override
            public void onRequest(ChatModelRequestContext context) {
                heard.add("request");
            }

            @Override
            public void onResponse(ChatModelResponseContext context) {
                heard.add("response " + context.chatResponse().tokenUsage().outputTokenCount());
            }

            @Override
            public void onError(ChatModelErrorContext context) {
                heard.add("error");
            }
        };
        var chat = model.chatModel()
                .maxOutputTokens(5)
                .listeners(List.of(listener))
                .build();
        chat.chat("Hi");
        assertThatThrownBy(() -> chat.chat("x".repeat(600))).isInstanceOf(InvalidRequestException.class);
        assertThat(heard).containsExactly("request", "response 5", "request", "error");
    }

    @Test
    void embeddingsAndCountsAreTheModels() {
        var embeddings = model.embeddingModel();
        assertThat(embeddings.embed("a").content().vector()).hasSize(16);
        assertThat(embeddings.dimension()).isEqualTo(16);
        var estimator = model.tokenCountEstimator();
        assertThat(estimator.estimateTokenCountInText("Hello")).isEqualTo(5);
        assertThat(estimator.estimateTokenCountInMessages(List.of(UserMessage.from("Hi"))))
                .isEqualTo("<user>Hi<bot>".length());
    }
}
