package formers.models.translation.rnnsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import formers.models.nn.Parameters;
import formers.tensor.RandomSource;
import formers.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RnnSearchAlignerTest {

    static List<Alignment> alignments() {
        return List.of(new Alignment.Additive(7), new Alignment.General());
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void theOrderOfAnnotationsDoesNotMatter(Alignment alignment) {
        var parameters = Parameters.initialised(1);
        var aligner = Aligner.of(alignment, parameters, Start.SCALED, 6, 8);
        parameters.all().values().forEach(tensor -> tensor.fillUniform(-1, 1, RandomSource.seeded(3)));
        var annotations = Tensor.normal(RandomSource.seeded(5), 0, 1, 1, 4, 8);
        var order = Tensor.ofInts(new int[] {2, 0, 3, 1});
        var look = look(aligner, annotations);
        var other = look(aligner, annotations.indexSelect(1, order));
        assertThat(other.mixed().toArray()).containsExactly(look.mixed().toArray(), within(1e-6f));
        assertThat(other.weights().toArray())
                .containsExactly(look.weights().indexSelect(1, order).toArray(), within(1e-6f));
    }

    private static Aligner.Look look(Aligner aligner, Tensor annotations) {
        var lengths = new int[] {4};
        var state = Tensor.normal(RandomSource.seeded(6), 0, 1, 1, 6);
        var source = new Source(
                annotations,
                aligner.keys(annotations),
                annotations,
                Source.mask(lengths, 4),
                state,
                lengths,
                new int[] {0});
        return aligner.look(state, source);
    }
}
