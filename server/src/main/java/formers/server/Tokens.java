package formers.server;

import static formers.server.Replies.JSON;

import io.javalin.http.Context;
import java.util.List;
import java.util.stream.IntStream;

/// `POST /tokenize` and `POST /detokenize`.
final class Tokens {

    private final ServedModels models;

    Tokens(ServedModels models) {
        this.models = models;
    }

    /// `{"content": text}` (or `prompt`) to `{"tokens": [...], "count": n, "max_model_len": context}`.
    /// Names of special tokens in the text are text, unless `"parse_special"` is true.
    void tokenize(Context context) {
        var fields = Fields.of(Bodies.json(context), "");
        var model = models.of(fields.text("model"));
        var text = fields.text("content")
                .or(() -> fields.text("prompt"))
                .orElseThrow(() -> ApiException.invalid("content", "content is missing: the text to tokenize"));
        boolean whole = fields.flag("add_special", false);
        fields.end();
        var tokenizer = model.engine().model().tokenizer();
        int[] ids = whole ? tokenizer.encodePrompt(text) : tokenizer.encode(text);
        var reply = JSON.objectNode();
        var list = reply.putArray("tokens");
        IntStream.of(ids).forEach(list::add);
        reply.put("count", ids.length).put("max_model_len", model.context());
        Bodies.send(context, reply);
    }

    /// `{"tokens": [...]}` to `{"content": text}`.
    void detokenize(Context context) {
        var fields = Fields.of(Bodies.json(context), "");
        var model = models.of(fields.text("model"));
        List<int[]> ids = Prompts.of(fields, "tokens", model);
        fields.end();
        var text = model.engine().model().tokenizer().decode(ids.getFirst());
        Bodies.send(context, JSON.objectNode().put("content", text).put("prompt", text));
    }
}
