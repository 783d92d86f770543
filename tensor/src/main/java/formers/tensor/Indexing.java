package formers.tensor;

/// Choosing rows and elements by index, and the gradients of that.
final class Indexing {

    private Indexing() {}

    private static Backend.Indexed backend() {
        return Backend.current().indexed();
    }

    static Tensor embedding(Tensor table, Tensor ids) {
        ids.requireInts("embedding");
        if (table.rank() != 2) {
            throw new ShapeException("embedding wants a table [rows, width], found " + table.shape());
        }
        if (table.type() != ElementType.PACKED) {
            table.requireFloats("embedding");
        }
        int width = table.extent(1);
        requireBelow("embedding", ids, table.extent(0));
        var y = Tensor.empty(ids.shape().append(width));
        backend().selectRows(table, width, ids, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var d = into.into(table);
                    if (!d.accumulate()) {
                        d.tensor().fill(0);
                    }
                    backend().addRows(d.tensor(), width, ids, dy);
                },
                table);
    }

    static void requireBelow(String operation, Tensor ids, int limit) {
        var array = ids.ints();
        for (int i = 0; i < ids.size(); i++) {
            int id = array[ids.offset() + i];
            if (id < 0 || id >= limit) {
                throw new IndexOutOfBoundsException("%s: index %d at place %d of %s is not in 0..%d"
                        .formatted(operation, id, i, ids.shape(), limit - 1));
            }
        }
    }

    static Tensor indexSelect(Tensor x, int axis, Tensor ids) {
        ids.requireInts("indexSelect");
        if (ids.rank() != 1) {
            throw new ShapeException("indexSelect wants a vector of indices, found " + ids.shape());
        }
        int a = x.shape().axis(axis);
        if (a == 0) {
            int width = x.shape().range(1, x.rank()).size();
            return embedding(x.reshape(x.extent(0), width), ids)
                    .reshape(x.shape().with(0, ids.size()).extents());
        }
        return indexSelect(x.transpose(0, a), 0, ids).transpose(0, a);
    }

    /// Extents around one axis: `[outer, n, inner]`, with `m` in place of `n` in the index.
    private record Around(int outer, int n, int m, int inner) {
        static Around of(String operation, Tensor x, int axis, Tensor index) {
            x.requireFloats(operation);
            index.requireInts(operation);
            int a = x.shape().axis(axis);
            if (index.rank() != x.rank()
                    || !index.shape().with(a, 0).equals(x.shape().with(a, 0))) {
                throw new ShapeException("%s along axis %d: index %s must match %s in every other axis"
                        .formatted(operation, a, index.shape(), x.shape()));
            }
            requireBelow(operation, index, x.extent(a));
            return new Around(
                    x.shape().range(0, a).size(),
                    x.extent(a),
                    index.extent(a),
                    x.shape().range(a + 1, x.rank()).size());
        }
    }

    static Tensor gather(Tensor x, int axis, Tensor index) {
        var at = Around.of("gather", x, axis, index);
        var y = Tensor.empty(index.shape());
        backend().gather(x, at.outer, at.n, at.m, at.inner, index, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    var dx = into.into(x);
                    if (!dx.accumulate()) {
                        dx.tensor().fill(0);
                    }
                    backend().scatterAdd(dx.tensor(), at.outer, at.n, at.m, at.inner, index, dy);
                },
                x);
    }

    static Tensor scatterAdd(Tensor x, int axis, Tensor index, Tensor source) {
        var at = Around.of("scatterAdd", x, axis, index);
        if (!source.shape().equals(index.shape())) {
            throw new ShapeException("scatterAdd: source %s and index %s must have the same shape"
                    .formatted(source.shape(), index.shape()));
        }
        var y = x.detach().copy();
        backend().scatterAdd(y, at.outer, at.n, at.m, at.inner, index, source);
        return Gradients.record(
                y,
                (dy, into) -> {
                    into.add(x, dy);
                    if (into.wants(source)) {
                        into.add(source, gather(dy, axis, index));
                    }
                },
                x,
                source);
    }

    static Tensor.Ranked ranked(Tensor x, int k, boolean largest) {
        x.requireFloats("topK");
        if (x.rank() == 0 || k < 0 || k > x.extent(-1)) {
            throw new ShapeException("top %d of the last axis of %s".formatted(k, x.shape()));
        }
        int n = x.extent(-1);
        int rows = x.shape().range(0, x.rank() - 1).size();
        var values = Tensor.empty(x.shape().with(-1, k));
        var indices = Tensor.empty(values.shape(), ElementType.I32);
        backend().topK(x, rows, n, k, largest, values, indices);
        Gradients.record(
                values,
                (dy, into) -> {
                    var dx = into.into(x);
                    if (!dx.accumulate()) {
                        dx.tensor().fill(0);
                    }
                    backend().scatterAdd(dx.tensor(), rows, n, k, 1, indices, dy);
                },
                x);
        return new Tensor.Ranked(values, indices);
    }
}
