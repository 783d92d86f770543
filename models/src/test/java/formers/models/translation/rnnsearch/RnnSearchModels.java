package formers.models.translation.rnnsearch;

import formers.models.nn.Parameters;
import formers.models.translation.PairBatch;
import formers.tensor.GruOptions;
import formers.tensor.RandomSource;
import java.util.List;

/// Small models of every kind, their weights large enough to matter, and pairs of several lengths.
final class RnnSearchModels {

    static final PairBatch.Marks MARKS = new PairBatch.Marks(0, 1, 2);
    static final List<int[]> SOURCES = List.of(new int[] {4, 9, 3, 7, 5, 2}, new int[] {8, 2}, new int[] {6, 3, 3, 2});
    static final List<int[]> TARGETS = List.of(new int[] {5, 8}, new int[] {3, 3, 7, 4, 6}, new int[] {});

    private RnnSearchModels() {}

    static List<RnnSearchConfig> configurations() {
        var paper = RnnSearchConfig.of(10, 9, 5, 6, 4, MARKS);
        return List.of(
                paper,
                paper.withAlignment(new Alignment.Additive(7)).withReadout(Readout.PREVIOUS),
                paper.withGru(GruOptions.Reset.AFTER, GruOptions.Update.OLD).withDropout(0.2f),
                paper.withAlignment(new Alignment.General()),
                paper.withAlignment(new Alignment.None()),
                paper.withAlignment(new Alignment.None())
                        .withReadout(Readout.PREVIOUS)
                        .withGru(GruOptions.Reset.AFTER, GruOptions.Update.NEW));
    }

    /// Nothing is 0 or small, biases neither.
    static RnnSearch model(RnnSearchConfig config) {
        var model = new RnnSearch(config, Parameters.initialised(1));
        var random = RandomSource.seeded(2);
        model.parameters().all().forEach((name, tensor) -> tensor.fillUniform(-0.8f, 0.8f, random.at(name)));
        return model;
    }

    static PairBatch batch() {
        return PairBatch.of(SOURCES, TARGETS, MARKS);
    }

    static PairBatch single(int row) {
        return PairBatch.of(List.of(SOURCES.get(row)), List.of(TARGETS.get(row)), MARKS);
    }
}
