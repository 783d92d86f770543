package formers.models.decoder;

import formers.models.nn.Parameters;
import formers.tensor.Shape;
import formers.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/// Values of a decoder's parameters, read when they are asked for.
interface ParameterValues {

    Shape shape(String parameter);

    /// Values that are not to be changed, and stay until others are read.
    Tensor read(String parameter);

    /// Those of a decoder in memory.
    static ParameterValues of(Decoder decoder) {
        var tensors = decoder.parameters().all();
        return new ParameterValues() {
            @Override
            public Shape shape(String parameter) {
                return tensors.get(parameter).shape();
            }

            @Override
            public Tensor read(String parameter) {
                return tensors.get(parameter).detach();
            }
        };
    }

    /// Those in a file.
    static ParameterValues of(Parameters.Source source) {
        return new ParameterValues() {
            // Most layers are alike: their parameters take turns in the same memory.
            private final Map<Shape, Tensor> room = new HashMap<>();

            @Override
            public Shape shape(String parameter) {
                return source.shape(parameter);
            }

            @Override
            public Tensor read(String parameter) {
                var values = room.computeIfAbsent(
                        source.shape(parameter), it -> Tensor.wrap(new float[it.size()], it.extents()));
                source.read(parameter, values);
                return values;
            }
        };
    }
}
