package formers.text.metrics;

import java.util.Optional;

/// The parts of signatures that metrics share.
final class Signature {

    private Signature() {}

    static String start(LineCounts counts, boolean lowercase) {
        return "nrefs:" + counts.references() + "|case:" + (lowercase ? "lc" : "mixed");
    }

    /// The version that the build gave to the module, or on the class path to the library.
    static String version() {
        var module = Signature.class.getModule().getDescriptor();
        var version = module == null
                ? Optional.ofNullable(Signature.class.getPackage().getImplementationVersion())
                : module.rawVersion();
        return "version:formers-" + version.orElse("unversioned");
    }
}
