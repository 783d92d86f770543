/// Tokenizers (training, encoding, decoding), corpora, token files.
module formers.text {
    requires tools.jackson.databind;

    exports formers.text;
}
