package formers.tensor;

import java.util.ArrayList;
import java.util.Comparator;

/// One backward pass: carries gradients from a result to everything it was computed from, latest operation first.
///
/// Operations receive it in their backward formula and [#add] the gradient of each input that [#wants]
/// one. Gradients of intermediate results return to the pool as soon as the operation that made the
/// result has used them.
final class Gradients {

    /// The backward formula of an operation with one result.
    @FunctionalInterface
    interface Formula {
        void apply(Tensor gradient, Gradients into);
    }

    /// The backward formula of an operation with several results; a result that did not matter has a null
    /// gradient.
    @FunctionalInterface
    interface JointFormula {
        void apply(Tensor[] gradients, Gradients into);
    }

    /// Where a kernel should put a gradient: overwrite `tensor`, or add to what is there.
    record Destination(Tensor tensor, boolean accumulate) {}

    private Gradients() {}

    /// Notes how to undo an operation, if any input is tracked.
    static Tensor record(Tensor result, Formula formula, Tensor... inputs) {
        if (tracks(inputs)) {
            recordAll(new Tensor[] {result}, (gradients, into) -> formula.apply(gradients[0], into), inputs);
        }
        return result;
    }

    static void recordAll(Tensor[] results, JointFormula formula, Tensor... inputs) {
        if (!tracks(inputs)) {
            return;
        }
        var sources = new ArrayList<Variable>(inputs.length);
        for (var input : inputs) {
            if (input != null && input.variable != null) {
                sources.add(input.variable);
            }
        }
        var node = new Node(formula, sources.toArray(Variable[]::new), new Variable[results.length]);
        for (int i = 0; i < results.length; i++) {
            results[i].variable = node.outputs[i] = new Variable(node);
        }
    }

    /// Whether an operation on these inputs will be asked for gradients; null inputs are absent ones.
    static boolean tracks(Tensor... inputs) {
        for (var input : inputs) {
            if (input != null && input.variable != null) {
                return ThreadState.current().recording;
            }
        }
        return false;
    }

    /// Runs the pass from `root`, whose own gradient is `seed`.
    static void run(Tensor root, Tensor seed) {
        var thread = ThreadState.current();
        boolean recording = thread.recording;
        thread.recording = false;
        try {
            var pass = new Gradients();
            pass.addTo(root.variable, seed);
            for (var node : reachable(root.variable)) {
                pass.undo(node);
            }
        } finally {
            thread.recording = recording;
        }
    }

    private static ArrayList<Node> reachable(Variable root) {
        var found = new ArrayList<Node>();
        var open = new ArrayList<Node>();
        if (root.producer != null) {
            root.producer.visited = true;
            open.add(root.producer);
        }
        while (!open.isEmpty()) {
            var node = open.removeLast();
            if (node.formula == null) {
                throw new IllegalStateException("backward was already run through this graph, which it consumes;"
                        + " compute the result again, or add the losses and run backward once");
            }
            found.add(node);
            for (var input : node.inputs) {
                if (input.producer != null && !input.producer.visited) {
                    input.producer.visited = true;
                    open.add(input.producer);
                }
            }
        }
        found.sort(Comparator.comparingLong((Node node) -> node.order).reversed());
        return found;
    }

    private void undo(Node node) {
        var gradients = new Tensor[node.outputs.length];
        boolean any = false;
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = node.outputs[i].gradient;
            any |= gradients[i] != null;
        }
        if (any) {
            node.formula.apply(gradients, this);
        }
        node.formula = null;
        for (int i = 0; i < gradients.length; i++) {
            if (gradients[i] != null) {
                node.outputs[i].gradient = null;
                letGo(gradients[i]);
            }
        }
    }

    private static void letGo(Tensor gradient) {
        var storage = gradient.storage();
        if (--storage.gradientUses == 0 && storage.scope == ThreadState.current().scope && storage.scope != null) {
            Scope.release(storage);
        }
    }

    /// Whether the gradient of this input is needed; false for absent (null) inputs.
    boolean wants(Tensor input) {
        return input != null && input.variable != null;
    }

    /// Adds `gradient` to the gradient of `input`. The tensor may be shared with other inputs, but not changed
    /// later.
    void add(Tensor input, Tensor gradient) {
        if (wants(input)) {
            check(input, gradient);
            addTo(input.variable, gradient);
        }
    }

    /// The same for a tensor that has its storage to itself, and that nobody will look at again: its memory
    /// may become that of the gradient, and nothing is copied.
    void give(Tensor input, Tensor gradient) {
        if (wants(input)) {
            check(input, gradient);
            if (!input.variable.take(gradient)) {
                addTo(input.variable, gradient);
            }
        }
    }

    private static void check(Tensor input, Tensor gradient) {
        if (!gradient.shape().equals(input.shape())) {
            throw new AssertionError("gradient %s of an input %s".formatted(gradient.shape(), input.shape()));
        }
    }

    private void addTo(Variable variable, Tensor gradient) {
        if (variable.leaf()) {
            var destination = destination(variable, gradient.shape());
            if (destination.accumulate()) {
                accumulate(gradient, destination.tensor());
            } else {
                Layout.copyInto(gradient, destination.tensor());
            }
        } else if (variable.gradient == null) {
            variable.gradient = gradient;
            gradient.storage().gradientUses++;
        } else {
            accumulate(gradient, own(variable));
        }
    }

    /// Room for the gradient of `input`, for kernels that can add as they write.
    Destination into(Tensor input) {
        return destination(input.variable, input.shape());
    }

    private Destination destination(Variable variable, Shape shape) {
        if (variable.leaf()) {
            boolean accumulate = variable.gradient != null && !variable.stale;
            if (variable.gradient == null) {
                variable.gradient = Tensor.outsideScopes(shape); // outlives the step: it is the parameter's own
            }
            variable.stale = false;
            return new Destination(variable.gradient, accumulate);
        }
        if (variable.gradient != null) {
            return new Destination(own(variable), true);
        }
        variable.gradient = Tensor.empty(shape);
        variable.gradient.storage().gradientUses++;
        return new Destination(variable.gradient, false);
    }

    /// The variable's gradient in storage that nobody else reads.
    private static Tensor own(Variable variable) {
        if (variable.gradient.storage().gradientUses > 1) {
            var copy = variable.gradient.copy();
            letGo(variable.gradient);
            copy.storage().gradientUses++;
            variable.gradient = copy;
        }
        return variable.gradient;
    }

    private static void accumulate(Tensor gradient, Tensor total) {
        Backend.current().pointwise().binary(formers.tensor.kernels.BinaryOp.ADD, total, gradient, total);
    }

    /// A tensor the pass knows: a leaf that asked for its gradient, or the result of a recorded operation.
    static final class Variable {
        final Node producer;
        Tensor gradient;
        /// The gradient's contents belong to a step that is over: the next one overwrites them.
        boolean stale;

        Variable(Node producer) {
            this.producer = producer;
        }

        boolean leaf() {
            return producer == null;
        }

        /// Makes this the leaf's gradient, if there is none to add it to. What memory the leaf had for it goes
        /// where that of the other would have gone; so both have to be of one size.
        ///
        /// @return whether it did
        boolean take(Tensor given) {
            if (!leaf() || gradient != null && !stale) {
                return false;
            }
            if (gradient == null) {
                given.storage().scope = null; // outlives the step
                gradient = given;
            } else if (!gradient.storage().swap(given.storage())) {
                return false;
            }
            stale = false;
            return true;
        }
    }

    /// One recorded operation.
    static final class Node {
        private static final java.util.concurrent.atomic.AtomicLong ORDER =
                new java.util.concurrent.atomic.AtomicLong();

        final long order = ORDER.getAndIncrement();
        final Variable[] inputs;
        final Variable[] outputs;
        JointFormula formula;
        boolean visited;

        Node(JointFormula formula, Variable[] inputs, Variable[] outputs) {
            this.formula = formula;
            this.inputs = inputs;
            this.outputs = outputs;
        }
    }
}
