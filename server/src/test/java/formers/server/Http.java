package formers.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a server of a test.
record Http(int port) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Posts JSON, written with single quotes.
    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    /// The JSON of a reply that must be a good one.
    JsonNode ask(String path, String json) throws IOException, InterruptedException {
        var response = post(path, json);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        return json(response.body());
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    /// The chunks of a stream, which must end as streams do.
    List<JsonNode> stream(String path, String json) throws IOException, InterruptedException {
        var response = post(path, json);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        var chunks = new ArrayList<JsonNode>();
        boolean done = false;
        for (var event : response.body().split("\n\n")) {
            if (event.startsWith(":")) {
                continue;
            }
            if (done || !event.startsWith("data: ")) {
                throw new AssertionError("unexpected event: " + event);
            }
            done = event.equals("data: [DONE]");
            if (!done) {
                chunks.add(json(event.substring("data: ".length())));
            }
        }
        if (!done) {
            throw new AssertionError("a stream without end: " + response.body());
        }
        return chunks;
    }
}
