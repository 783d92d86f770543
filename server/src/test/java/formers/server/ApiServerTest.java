package formers.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.generation.DraftModel;
import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.PromptLookup;
import formers.generation.SamplingOptions;
import formers.generation.Scheduler;
import formers.generation.TextGenerator;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ApiServerTest {

    private static ApiServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestModels.serve(TestModels.options().withMaxBody(100_000));
        http = new Http(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String alone(String prompt, int tokens) {
        var model = TestModels.random();
        return new TextGenerator(new Generator(model.decoder()), model.tokenizer())
                .complete(prompt, GenerationOptions.of(SamplingOptions.greedy(), tokens));
    }

    private static String text(JsonNode reply) {
        return reply.path("choices").path(0).path("message").path("content").stringValue();
    }

    @Test
    void aChatIsAnsweredAsTheModelAnswersItsPrompt() throws Exception {
        var reply = http.ask(
                "/v1/chat/completions",
                "{'model': 'tiny', 'messages': [{'role': 'system', 'content': 'Be'}, {'role': 'user', 'content':"
                        + " [{'type': 'text', 'text': 'Hel'}, {'type': 'text', 'text': 'lo'}]}], 'temperature': 0,"
                        + " 'max_tokens': 20}");
        assertThat(text(reply)).isEqualTo(alone("<system>Be<user>Hello<bot>", 20));
        assertThat(reply.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(reply.path("choices").path(0).path("finish_reason").stringValue())
                .isEqualTo("length");
        assertThat(reply.path("usage").path("completion_tokens").intValue()).isEqualTo(20);
        assertThat(reply.path("usage").path("prompt_tokens").intValue()).isEqualTo(26);
        assertThat(reply.path("usage").path("total_tokens").intValue()).isEqualTo(46);
    }

    @Test
    void aStreamIsTheSameText() throws Exception {
        var chunks = http.stream(
                "/v1/chat/completions",
                "{'messages': [{'role': 'user', 'content': 'Hi'}], 'temperature': 0, 'max_tokens': 30, 'stream': true,"
                        + " 'stream_options': {'include_usage': true}}");
        assertThat(chunks.getFirst()
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("role")
                        .stringValue())
                .isEqualTo("assistant");
        assertThat(joined(chunks)).isEqualTo(alone("<user>Hi<bot>", 30));
        assertThat(chunks.getLast().path("usage").path("completion_tokens").intValue())
                .isEqualTo(30);
        assertThat(chunks.getLast().path("choices").size()).isZero();
        assertThat(chunks.get(chunks.size() - 2)
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .stringValue())
                .isEqualTo("length");
    }

    private static String joined(List<JsonNode> chunks) {
        return chunks.stream()
                .map(chunk -> chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString(""))
                .collect(Collectors.joining());
    }

    @Test
    void severalAnswersDifferAndSeedsRepeat() throws Exception {
        var request = "{'messages': [{'role': 'user', 'content': 'Hi'}], 'n': 3, 'seed': 5, 'max_tokens': 12}";
        var first = http.ask("/v1/chat/completions", request);
        var second = http.ask("/v1/chat/completions", request);
        assertThat(first.path("choices").size()).isEqualTo(3);
        assertThat(first.path("choices")).isEqualTo(second.path("choices"));
        assertThat(first.path("choices").values().stream()
                        .map(choice -> choice.path("message"))
                        .distinct())
                .hasSize(3);
        assertThat(first.path("usage").path("prompt_tokens").intValue()).isEqualTo(13);
        assertThat(first.path("usage").path("completion_tokens").intValue()).isEqualTo(36);
    }

    @Test
    void stopStringsAreNotPartOfTheAnswer() throws Exception {
        var whole = alone("<user>Hi<bot>", 40);
        var stop = whole.substring(9, 11);
        var reply = http.ask(
                "/v1/chat/completions",
                "{'messages': [{'role': 'user', 'content': 'Hi'}], 'temperature': 0, 'max_tokens': 40, 'stop': %s}"
                        .formatted(tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(stop)));
        assertThat(text(reply)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(reply.path("choices").path(0).path("finish_reason").stringValue())
                .isEqualTo("stop");
    }

    @Test
    void probabilitiesAreThoseOfTheModel() throws Exception {
        var reply = http.ask(
                "/v1/chat/completions",
                "{'messages': [{'role': 'user', 'content': 'Hi'}], 'temperature': 0, 'max_tokens': 4, 'logprobs': true,"
                        + " 'top_logprobs': 3}");
        var content = reply.path("choices").path(0).path("logprobs").path("content");
        assertThat(content.size()).isEqualTo(4);
        for (var token : content) {
            assertThat(token.path("top_logprobs").size()).isEqualTo(3);
            assertThat(token.path("top_logprobs").path(0).path("logprob").doubleValue())
                    .isEqualTo(token.path("logprob").doubleValue(), within(1e-6));
            assertThat(token.path("bytes").size()).isEqualTo(1);
        }
    }

    @Test
    void biasesChangeWhatIsWrittenAndNotWhatTheModelThinksOfIt() throws Exception {
        var request = "{'messages': [{'role': 'user', 'content': 'Hi'}], 'max_tokens': 4, 'logprobs': true,"
                + " 'top_logprobs': 2, 'temperature': %s, 'logit_bias': %s}";
        var plain = http.ask("/v1/chat/completions", request.formatted(0, "{}"));
        for (var temperature : List.of("0", "1")) {
            var biased = http.ask("/v1/chat/completions", request.formatted(temperature, "{'113': 100, '114': 2.5}"));
            assertThat(text(biased)).isEqualTo("qqqq");
            var first = biased.path("choices")
                    .path(0)
                    .path("logprobs")
                    .path("content")
                    .path(0);
            assertThat(first.path("top_logprobs"))
                    .isEqualTo(plain.path("choices")
                            .path(0)
                            .path("logprobs")
                            .path("content")
                            .path(0)
                            .path("top_logprobs"));
            assertThat(first.path("logprob").doubleValue())
                    .isLessThan(
                            first.path("top_logprobs").path(0).path("logprob").doubleValue());
        }
        var usual = alone("One", 10);
        var banned = http.ask(
                "/v1/completions",
                "{'prompt': 'One', 'temperature': 0, 'max_tokens': 10, 'logit_bias': {'%d': -100}}"
                        .formatted(TestModels.random().tokenizer().encode(usual)[0]));
        assertThat(banned.path("choices").path(0).path("text").stringValue())
                .hasSizeGreaterThan(0)
                .doesNotContain(usual.substring(0, 1));
    }

    @Test
    void textsGoOn() throws Exception {
        var reply = http.ask(
                "/v1/completions",
                "{'prompt': ['One', 'Two'], 'temperature': 0, 'max_tokens': 10, 'n': 2, 'echo': true, 'logprobs': 1}");
        assertThat(reply.path("choices").size()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            var prompt = i < 2 ? "One" : "Two";
            var choice = reply.path("choices").path(i);
            assertThat(choice.path("text").stringValue()).isEqualTo(prompt + alone(prompt, 10));
            assertThat(choice.path("logprobs").path("token_logprobs").size()).isEqualTo(10);
            assertThat(choice.path("logprobs").path("text_offset").path(0).intValue())
                    .isEqualTo(3);
        }
        assertThat(reply.path("usage").path("prompt_tokens").intValue()).isEqualTo(6);
        var tokens = http.ask("/v1/completions", "{'prompt': [79, 110, 101], 'temperature': 0, 'max_tokens': 10}");
        assertThat(tokens.path("choices").path(0).path("text").stringValue()).isEqualTo(alone("One", 10));
        var chunks =
                http.stream("/v1/completions", "{'prompt': 'One', 'temperature': 0, 'max_tokens': 10, 'stream': true}");
        assertThat(chunks.stream()
                        .map(it -> it.path("choices").path(0).path("text").stringValue())
                        .collect(Collectors.joining()))
                .isEqualTo(alone("One", 10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{'type': 'json_object'} ¦ \\{(?s:.*)\\}",
                "{'type': 'json_schema', 'json_schema': {'name': 'x', 'schema': {'type': 'object', 'properties':"
                        + " {'a': {'type': 'boolean'}}, 'required': ['a'], 'additionalProperties': false}}}"
                        + " ¦ \\{\\s*\"a\"\\s*:\\s*(true|false)\\s*\\}",
                "{'type': 'regex', 'regex': '[0-9]{3}-[a-c]+x'} ¦ [0-9]{3}-[a-c]+x",
                "{'type': 'grammar', 'grammar': 'root ::= [xy] [xy] [xy]'} ¦ [xy]{3}",
            })
    void answersHaveTheFormAskedFor(String format, String expected) throws Exception {
        var reply = http.ask(
                "/v1/chat/completions",
                "{'messages': [{'role': 'user', 'content': 'Hi'}], 'seed': 1, 'max_tokens': 400, 'response_format': "
                        + format + "}");
        var choice = reply.path("choices").path(0);
        if (choice.path("finish_reason").stringValue().equals("stop")) {
            assertThat(text(reply)).matches(expected);
        } else {
            assertThat(format).contains("json_object"); // a random model may go on and on
        }
    }

    private static final String TOOLS = "'tools': [{'type': 'function', 'function': {'name': 'add', 'description':"
            + " 'Adds', 'parameters': {'type': 'object', 'properties': {'a': {'type': 'boolean'}}, 'required': ['a'],"
            + " 'additionalProperties': false}}}]";

    @Test
    void toolsAreCalledWithValidArguments() throws Exception {
        var request = "{'messages': [{'role': 'user', 'content': 'Hi'}], 'seed': 2, 'max_tokens': 200, "
                + "'tool_choice': 'required', " + TOOLS + "%s}";
        var message = http.ask("/v1/chat/completions", request.formatted(""))
                .path("choices")
                .path(0);
        assertThat(message.path("finish_reason").stringValue()).isEqualTo("tool_calls");
        assertThat(message.path("message").path("content").isNull()).isTrue();
        var call = message.path("message").path("tool_calls").path(0);
        assertThat(call.path("function").path("name").stringValue()).isEqualTo("add");
        assertThat(Http.json(call.path("function").path("arguments").stringValue())
                        .path("a")
                        .isBoolean())
                .isTrue();
        var chunks = http.stream("/v1/chat/completions", request.formatted(", 'stream': true"));
        var streamed = chunks.get(chunks.size() - 2).path("choices").path(0).path("delta");
        assertThat(streamed.path("tool_calls").path(0).path("function")).isEqualTo(call.path("function"));
        assertThat(joined(chunks)).isEmpty();

        var next = http.ask(
                "/v1/chat/completions",
                ("{'messages': [{'role': 'user', 'content': 'Hi'}, {'role': 'assistant', 'content': null,"
                                + " 'tool_calls': [{'id': 'c', 'type': 'function', 'function': {'name': 'add',"
                                + " 'arguments': '{}'}}]}, {'role': 'tool', 'tool_call_id': 'c', 'content': '3'}],"
                                + " 'max_tokens': 5, 'tool_choice': 'none', %s}")
                        .formatted(TOOLS));
        assertThat(next.path("choices").path(0).path("finish_reason").stringValue())
                .isEqualTo("length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "'messages': [] ¦ messages ¦ at least one",
                "'messages': [{'role': 'king', 'content': 'x'}] ¦ messages[0].role ¦ king",
                "'messages': [{'role': 'user'}] ¦ messages[0].content ¦ missing",
                "'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {}}]}]"
                        + " ¦ messages[0].content[0].type ¦ image_url",
                "$, 'temperature': 3 ¦ temperature ¦ from 0.0 to 2.0",
                "$, 'temperature': 'hot' ¦ temperature ¦ hot",
                "$, 'n': 100 ¦ n ¦ 1 to 8",
                "$, 'max_tokens': 0 ¦ max_tokens ¦ found 0",
                "$, 'max_tokens': 1e99 ¦ max_tokens ¦ found",
                "$, 'stop': [''] ¦ stop ¦ not empty",
                "$, 'stop': 7 ¦ stop ¦ strings",
                "$, 'top_logprobs': 2 ¦ top_logprobs ¦ logprobs",
                "$, 'logit_bias': [5] ¦ logit_bias ¦ object",
                "$, 'logit_bias': {'1': 101} ¦ logit_bias.1 ¦ from -100.0 to 100.0",
                "$, 'logit_bias': {'1': null} ¦ logit_bias.1 ¦ number",
                "$, 'logit_bias': {'999': 1} ¦ logit_bias ¦ 999",
                "$, 'logit_bias': {'-1': 1} ¦ logit_bias ¦ -1",
                "$, 'logit_bias': {'01': 1} ¦ logit_bias ¦ 01",
                "$, 'logit_bias': {'the': 1} ¦ logit_bias ¦ the",
                "$, 'beams': 5 ¦ beams ¦ not a parameter",
                "$, 'seed': 1.5 ¦ seed ¦ 1.5",
                "$, 'response_format': {'type': 'xml'} ¦ response_format.type ¦ xml",
                "$, 'response_format': {'type': 'json_schema', 'json_schema': {'name': 'x', 'schema': {'type':"
                        + " 'object', 'patternProperties': {}}}} ¦ response_format.json_schema.schema ¦ patternProperties",
                "$, 'response_format': {'type': 'regex', 'regex': '(?=x)'} ¦ response_format.regex ¦ look",
                "$, 'grammar': 'root ::= root' ¦ grammar ¦ root",
                "$, 'grammar': 'root ::= [a]', 'json_schema': {} ¦ ¦ one of them",
                "$, 'tool_choice': 'required' ¦ tool_choice ¦ there are none",
                "$, 'tool_choice': {'type': 'function', 'function': {'name': 'sub'}}, %TOOLS ¦ tool_choice ¦ sub",
                "$, 'tools': [{'type': 'function', 'function': {'name': 'a b'}}] ¦ tools[0].function.name ¦ letters",
                "$, 'stream_options': {'other': 1} ¦ stream_options.other ¦ not a parameter",
            })
    void whatCannotBeDoneIsRefusedByName(String fields, String parameter, String message) throws Exception {
        var request = fields.replace("$", "'messages': [{'role': 'user', 'content': 'x'}]")
                .replace("%TOOLS", TOOLS);
        var response = http.post("/v1/chat/completions", "{" + request + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        var error = Http.json(response.body()).path("error");
        assertThat(error.path("param").asString("")).isEqualTo(parameter == null ? "" : parameter);
        assertThat(error.path("message").stringValue()).contains(message);
        assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
    }

    @Test
    void aPromptThatFillsTheContextIsRefused() throws Exception {
        var response = http.post("/v1/completions", "{'prompt': '%s'}".formatted("x".repeat(600)));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("600 tokens").contains("512");
    }

    @Test
    void tokensWithoutATextAreNeitherReadNorWritten() throws Exception {
        var padded = TestModels.random(TestModels.TEMPLATE, TestModels.CONTEXT, 1000);
        int named = padded.tokenizer().vocabularySize();
        try (var wide = TestModels.serve(padded, TestModels.options())) {
            var asked = new Http(wide.port());
            var reply = asked.ask(
                    "/v1/completions", "{'prompt': 'a', 'max_tokens': 50, 'temperature': 2, 'seed': 1, 'logprobs': 5}");
            assertThat(reply.at("/usage/completion_tokens").intValue()).isEqualTo(50);
            for (var path : List.of("/v1/completions", "/detokenize")) {
                var field = path.equals("/detokenize") ? "tokens" : "prompt";
                var refused = asked.post(path, "{'%s': [%d]}".formatted(field, named));
                assertThat(refused.statusCode()).isEqualTo(400);
                assertThat(refused.body()).contains("token " + named).contains("0 to " + (named - 1));
            }
        }
    }

    @Test
    void bodiesThatAreNoRequestsAreRefused() throws Exception {
        assertThat(http.post("/v1/chat/completions", "{").statusCode()).isEqualTo(400);
        assertThat(http.post("/v1/chat/completions", "[]").statusCode()).isEqualTo(400);
        assertThat(http.post("/v1/chat/completions", "[".repeat(50_000)).statusCode())
                .isEqualTo(400);
        assertThat(http.post("/v1/chat/completions", "x".repeat(200_000)).statusCode())
                .isEqualTo(413);
        assertThat(http.send(http.request("/v1/chat/completions")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(http.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        assertThat(http.get("/v2/nothing").statusCode()).isEqualTo(404);
        assertThat(http.post("/v1/chat/completions", "{'model': 'big', 'messages': [{'role': 'user', 'content': 'x'}]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(http.get("/v1/models/big").statusCode()).isEqualTo(404);
    }

    @Test
    void tokensAreTheTokenizers() throws Exception {
        var reply = http.ask("/tokenize", "{'content': 'Hé'}");
        assertThat(reply.path("tokens").toString()).isEqualTo("[72,195,169]");
        assertThat(reply.path("max_model_len").intValue()).isEqualTo(512);
        assertThat(http.ask("/detokenize", "{'tokens': [72,195,169]}")
                        .path("content")
                        .stringValue())
                .isEqualTo("Hé");
    }

    @Test
    void embeddingsHaveLengthOne() throws Exception {
        var reply = http.ask("/v1/embeddings", "{'input': ['a', 'b'], 'model': 'tiny'}");
        double squares = 0;
        for (var value : reply.path("data").path(1).path("embedding")) {
            squares += value.doubleValue() * value.doubleValue();
        }
        assertThat(squares).isEqualTo(1, within(1e-5));
        assertThat(reply.path("data").path(0).path("embedding").size()).isEqualTo(16);
        assertThat(http.post("/v1/embeddings", "{'input': []}").statusCode()).isEqualTo(400);
        assertThat(http.post("/v1/embeddings", "{'input': 'a', 'dimensions': 3}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void itTellsHowItIs() throws Exception {
        http.ask("/v1/completions", "{'prompt': 'a', 'max_tokens': 3}");
        assertThat(http.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(Http.json(http.get("/v1/models").body())
                        .path("data")
                        .path(0)
                        .path("id")
                        .stringValue())
                .isEqualTo("tiny");
        assertThat(http.get("/metrics").body())
                .contains("formers_tokens_generated_total{model=\"tiny\"}")
                .contains("formers_texts_running{model=\"tiny\"}")
                .contains("formers_requests_seconds_count{endpoint=\"/v1/completions\",status=\"200\"}");
    }

    @Test
    void thePageLoadsNothingFromElsewhere() throws Exception {
        var page = http.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(page.body()
                        + http.get("/chat.js").body()
                        + http.get("/chat.css").body())
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    @Test
    void otherSitesAreRefused() throws Exception {
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://evil.example\r\nConnection:"
                        + " close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theKeyIsWanted() throws Exception {
        try (var locked = TestModels.serve(TestModels.options().withApiKey("secret"))) {
            var asked = new Http(locked.port());
            assertThat(asked.get("/v1/models").statusCode()).isEqualTo(401);
            assertThat(asked.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(asked.get("/health").statusCode()).isEqualTo(200);
            assertThat(asked.get("/").statusCode()).isEqualTo(200);
            assertThat(asked.send(asked.request("/v1/models").header("Authorization", "Bearer wrong"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(asked.send(asked.request("/v1/models").header("Authorization", "Bearer secret"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /// With grammars, tools, stop strings and probabilities too, guesses change nothing but the time.
    @Test
    void guessesChangeNoAnswer() throws Exception {
        var drafters =
                List.of(PromptLookup.usual(), new DraftModel(TestModels.random().decoder(), 3));
        var hi = "{'messages': [{'role': 'user', 'content': 'Hi'}], 'seed': 3, 'max_tokens': 60, ";
        var requests = List.of(
                hi + "'temperature': 0, 'n': 2}",
                hi + "'temperature': 0.7, 'logprobs': true, 'top_logprobs': 2}",
                hi + "'temperature': 0, 'stop': 'e', 'frequency_penalty': 1}",
                hi + "'response_format': {'type': 'regex', 'regex': '(ab|ba){9}[0-9]+'}}",
                hi + "'tool_choice': 'required', %s}".formatted(TOOLS));
        var expected = new ArrayList<String>();
        for (var request : requests) {
            expected.add(content(http.ask("/v1/chat/completions", request)));
        }
        for (var drafter : drafters) {
            try (var guessing = TestModels.serve(TestModels.options().drafting(drafter))) {
                var asked = new Http(guessing.port());
                for (int i = 0; i < requests.size(); i++) {
                    assertThat(content(asked.ask("/v1/chat/completions", requests.get(i))))
                            .as(requests.get(i))
                            .isEqualTo(expected.get(i));
                }
                var metrics = asked.get("/metrics").body();
                assertThat(count(metrics, "guessed")).isGreaterThanOrEqualTo(count(metrics, "accepted"));
                assertThat(count(metrics, "accepted")).isPositive();
            }
        }
        assertThat(count(http.get("/metrics").body(), "guessed")).isZero();
    }

    private static double count(String metrics, String tokens) {
        return metrics.lines()
                .filter(line -> line.startsWith("formers_tokens_" + tokens + "_total{model=\"tiny\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    /// What was answered, without the names that calls are given anew.
    private static String content(JsonNode reply) {
        return reply.path("choices").toString().replaceAll("call_[0-9a-f]+", "call");
    }

    /// Clients seldom say how long an answer may be; a context may be far larger than the memory.
    @Test
    void requestsWithoutALimitShareTheRoomThereIs() throws Exception {
        var limits = new Scheduler.Limits(4, 8, 150, 0);
        try (var small = TestModels.serve(ServerOptions.usual(0, limits))) {
            var asked = new Http(small.port());
            var reply = asked.ask(
                    "/v1/chat/completions",
                    "{'messages': [{'role': 'user', 'content': 'Hi'}], 'n': 3, 'temperature': 0}");
            for (var choice : reply.path("choices")) {
                assertThat(choice.path("message").path("content").stringValue())
                        .isEqualTo(alone("<user>Hi<bot>", 150 - 13));
            }
            var refused = asked.post("/v1/completions", "{'prompt': '%s'}".formatted("x".repeat(200)));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("room for 150");
        }
    }

    @Test
    void answersEndWhenTheirTimeIsUp() throws Exception {
        try (var hasty = TestModels.serve(TestModels.options().within(Duration.ZERO))) {
            var reply = new Http(hasty.port()).ask("/v1/completions", "{'prompt': 'a', 'max_tokens': 100}");
            assertThat(reply.path("usage").path("completion_tokens").intValue()).isEqualTo(1);
            assertThat(reply.path("choices").path(0).path("finish_reason").stringValue())
                    .isEqualTo("length");
        }
    }
}
