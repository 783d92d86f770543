package formers.papers;

/// Hears how a run is getting on. Called by the thread that runs it.
public interface ExperimentListener {

    /// Something worth a line.
    void onNote(String line);

    /// A stage goes on.
    ///
    /// @param stage what is being done: `training RNNsearch`
    /// @param done  of `total`; the last call of a stage has both the same
    /// @param facts what there is to tell, such as a loss
    void onProgress(String stage, long done, long total, String facts);

    /// Hears nothing.
    static ExperimentListener silent() {
        return new ExperimentListener() {
            @Override
            public void onNote(String line) {}

            @Override
            public void onProgress(String stage, long done, long total, String facts) {}
        };
    }
}
