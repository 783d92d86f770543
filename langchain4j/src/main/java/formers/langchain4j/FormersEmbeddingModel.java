package formers.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import formers.generation.chat.LoadedModel;
import formers.generation.serving.TextEmbedder;
import formers.text.InputException;
import formers.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// Vectors of texts.
final class FormersEmbeddingModel extends DimensionAwareEmbeddingModel {

    private final String name;
    private final Tokenizer tokenizer;
    private final TextEmbedder embedder;

    FormersEmbeddingModel(String name, LoadedModel model) {
        this.name = name;
        this.tokenizer = model.tokenizer();
        this.embedder = new TextEmbedder(model.decoder());
        this.dimension = model.decoder().config().width();
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        var embeddings = new ArrayList<Embedding>();
        int tokens = 0;
        for (var segment : segments) {
            int[] ids = tokenizer.encodePrompt(segment.text());
            tokens += ids.length;
            try {
                embeddings.add(Embedding.from(embedder.embed(ids)));
            } catch (InputException e) {
                throw new InvalidRequestException(e.getMessage(), e);
            }
        }
        return Response.from(embeddings, new TokenUsage(tokens));
    }

    @Override
    public String modelName() {
        return name;
    }
}
