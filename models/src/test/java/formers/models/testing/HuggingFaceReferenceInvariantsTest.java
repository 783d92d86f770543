package formers.models.testing;

/// The oracle itself keeps the invariants.
class HuggingFaceReferenceInvariantsTest extends FamilyInvariants {

    @Override
    protected double[][] logits(TinyCheckpoint checkpoint, int... ids) {
        return checkpoint.reference().logits(ids);
    }

    @Override
    protected double tolerance() {
        return 1e-9;
    }
}
