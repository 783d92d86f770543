/// Tokenizers (training, encoding, decoding), corpora, token files, scores of translations.
module formers.text {
    requires tools.jackson.databind;

    exports formers.text;
    exports formers.text.metrics;
}
