package formers.models.translation.rnnsearch;

import formers.models.nn.Parameters;
import formers.models.translation.SmallPairs;
import formers.tensor.GruOptions;
import formers.tensor.RandomSource;
import java.util.List;

/// Small models of every kind, their weights large enough to matter.
final class RnnSearchModels {

    private RnnSearchModels() {}

    static List<RnnSearchConfig> configurations() {
        var paper = RnnSearchConfig.of(10, 9, 5, 6, 4, SmallPairs.MARKS);
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
}
