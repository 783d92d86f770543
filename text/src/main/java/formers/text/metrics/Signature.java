package formers.text.metrics;

/// The parts of signatures that metrics share.
final class Signature {

    private Signature() {}

    static String start(LineCounts counts, boolean lowercase) {
        return "nrefs:" + counts.references() + "|case:" + (lowercase ? "lc" : "mixed");
    }

    /// The version that the build gave to the module; on the class path there is none.
    static String version() {
        var module = Signature.class.getModule().getDescriptor();
        return "version:formers-"
                + (module == null ? "unversioned" : module.rawVersion().orElse("unversioned"));
    }
}
