package formers.tensor;

/// Matrix products and their gradients.
final class Product {

    private Product() {}

    private static Backend.Products backend() {
        return Backend.current().products();
    }

    static Tensor matmul(Tensor a, boolean ta, Tensor b, boolean tb) {
        a.requireFloats("matmul");
        b.requireFloats("matmul");
        if (a.rank() < 2 || b.rank() < 2) {
            throw new ShapeException(describe(a, ta, b, tb) + ": both operands need at least two axes");
        }
        int m = a.extent(ta ? -1 : -2);
        int k = a.extent(ta ? -2 : -1);
        int n = b.extent(tb ? -2 : -1);
        if (k != b.extent(tb ? -1 : -2)) {
            throw new ShapeException(
                    "%s: inner extents %d and %d differ".formatted(describe(a, ta, b, tb), k, b.extent(tb ? -1 : -2)));
        }
        var aBatch = a.shape().range(0, a.rank() - 2);
        var bBatch = b.shape().range(0, b.rank() - 2);
        var batch = aBatch.broadcast(bBatch);
        var c = Tensor.empty(batch.append(m, n));
        multiply(a, ta, b, tb, c, false);
        return Gradients.record(
                c,
                (dc, into) -> {
                    if (into.wants(a)) {
                        // C = A B: dA = dC Bᵀ; stored transposed: dAᵀ = B dCᵀ
                        contribute(into, a, aBatch.equals(batch), ta ? b : dc, ta ? tb : false, ta ? dc : b, ta || !tb);
                    }
                    if (into.wants(b)) {
                        // dB = Aᵀ dC; stored transposed: dBᵀ = dCᵀ A
                        contribute(into, b, bBatch.equals(batch), tb ? dc : a, tb || !ta, tb ? a : dc, tb ? ta : false);
                    }
                },
                a,
                b);
    }

    private static String describe(Tensor a, boolean ta, Tensor b, boolean tb) {
        return "matmul %s%s x %s%s".formatted(a.shape(), ta ? "ᵀ" : "", b.shape(), tb ? "ᵀ" : "");
    }

    private static void contribute(
            Gradients into, Tensor target, boolean whole, Tensor l, boolean tl, Tensor r, boolean tr) {
        if (whole) {
            var room = into.into(target);
            multiply(l, tl, r, tr, room.tensor(), room.accumulate());
        } else if (target.rank() == 2
                && tl
                && !tr
                && l.shape().range(0, l.rank() - 2).equals(r.shape().range(0, r.rank() - 2))) {
            // A matrix shared by the whole batch: the sum over the batch is one longer product.
            var room = into.into(target);
            var rows = l.size() / Math.max(1, l.extent(-1));
            var flatL = Layout.reshape(l.detach(), rows, l.extent(-1));
            var flatR = Layout.reshape(r.detach(), rows, r.extent(-1));
            multiply(flatL, true, flatR, false, room.tensor(), room.accumulate());
        } else {
            into.add(target, Reduction.sumTo(matmul(l.detach(), tl, r.detach(), tr), target.shape()));
        }
    }

    /// `c = a b` or `+=`; leading axes of `a` and `b` broadcast to those of `c`.
    private static void multiply(Tensor a, boolean ta, Tensor b, boolean tb, Tensor c, boolean accumulate) {
        int m = c.extent(-2);
        int n = c.extent(-1);
        int k = a.extent(ta ? -2 : -1);
        if (b.rank() == 2 && !ta && a.rank() > 2) {
            // One matrix for the whole batch: the rows of the batch are the rows of one product.
            backend().matmul(false, tb, 1, c.size() / Math.max(1, n), n, k, a, 0, b, 0, c, 0, accumulate);
            return;
        }
        var batch = c.shape().range(0, c.rank() - 2);
        var aBatch = a.shape().range(0, a.rank() - 2);
        var bBatch = b.shape().range(0, b.rank() - 2);
        var fullA = aBatch.size() == 1 || aBatch.equals(batch) ? a : stretched(a, batch);
        var fullB = bBatch.size() == 1 || bBatch.equals(batch) ? b : stretched(b, batch);
        int aStride = aBatch.size() == 1 ? 0 : m * k;
        int bStride = bBatch.size() == 1 ? 0 : k * n;
        backend().matmul(ta, tb, batch.size(), m, n, k, fullA, aStride, fullB, bStride, c, m * n, accumulate);
    }

    private static Tensor stretched(Tensor x, Shape batch) {
        return Layout.broadcastTo(x.detach(), batch.append(x.extent(-2), x.extent(-1)));
    }

    static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        x.requireFloats("linear");
        if (weight.rank() != 2 || x.rank() < 1 || x.extent(-1) != weight.extent(1)) {
            throw new ShapeException(
                    "linear %s with weight %s: the weight must be [out, in] and the last extent of the input its in"
                            .formatted(x.shape(), weight.shape()));
        }
        int k = weight.extent(1);
        int n = weight.extent(0);
        if (bias != null && (bias.rank() != 1 || bias.size() != n)) {
            throw new ShapeException(
                    "linear with weight %s wants a bias [%d], found %s".formatted(weight.shape(), n, bias.shape()));
        }
        var y = Tensor.empty(x.shape().with(-1, n));
        int rows = x.shape().range(0, x.rank() - 1).size();
        backend().linear(rows, n, k, x, weight, bias, y);
        return Gradients.record(
                y,
                (dy, into) -> {
                    if (into.wants(x)) {
                        weight.requireFloats("the gradient of linear");
                        var dx = into.into(x);
                        backend()
                                .matmul(false, false, 1, rows, k, n, dy, 0, weight, 0, dx.tensor(), 0, dx.accumulate());
                    }
                    if (into.wants(weight)) {
                        var dw = into.into(weight);
                        backend().matmul(true, false, 1, n, k, rows, dy, 0, x, 0, dw.tensor(), 0, dw.accumulate());
                    }
                    if (into.wants(bias)) {
                        var db = into.into(bias);
                        backend().columnSum(rows, n, dy, db.tensor(), db.accumulate());
                    }
                },
                x,
                weight,
                bias);
    }
}
