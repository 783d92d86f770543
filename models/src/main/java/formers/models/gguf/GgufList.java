package formers.models.gguf;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Supplier;

/// A list of known size whose values are read when the first of them is asked for. Vocabularies have hundreds of
/// thousands, and whoever wants a model's weights need not wait for them.
final class GgufList extends AbstractList<Object> implements RandomAccess {

    private final int size;
    private Supplier<List<Object>> reading; // null, and with it the file let go, once they are read
    private volatile List<Object> values;

    GgufList(int size, Supplier<List<Object>> reading) {
        this.size = size;
        this.reading = reading;
    }

    @Override
    public Object get(int index) {
        var known = values;
        return (known == null ? read() : known).get(index);
    }

    private synchronized List<Object> read() {
        if (values == null) {
            values = reading.get();
            reading = null;
        }
        return values;
    }

    @Override
    public int size() {
        return size;
    }
}
