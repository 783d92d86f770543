package formers.cli;

import formers.models.checkpoint.AtomicFile;
import formers.models.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Everything the user asked of a training run, with all defaults filled in; kept as `run.json` in the
/// run's directory, so that resuming needs the directory alone.
///
/// @param preset       name of the model
/// @param data         files, folders, globs, archives; empty for the JDK's own sources
/// @param filter       glob of entries inside archives and folders; null for all text
/// @param tokenizer    `byte`, `char`, `bpe`, or a tokenizer.json
/// @param vocabulary   size of a trained `bpe` vocabulary
/// @param schedule     `cosine`, `linear`, `constant`, `noam`, `wsd`
/// @param context      tokens the model looks at together; of the longest sentence, in translation
/// @param steps        optimiser steps, unless `epochs` says
/// @param epochs       times that all pairs are seen; 0 for `steps`
/// @param batch        sequences per batch; tokens, in translation
/// @param evalEvery    steps; -1 for an epoch
/// @param minutes      time budget; 0 for none
/// @param average      evaluations whose parameters are averaged at the end; 0 for none
/// @param sample       prompt of the samples; empty for none
/// @param pairs        what translation needs besides; null for a language model
record RunPlan(
        String preset,
        List<String> data,
        String filter,
        String tokenizer,
        int vocabulary,
        int context,
        float dropout,
        long steps,
        double epochs,
        double minutes,
        int batch,
        int accumulation,
        String schedule,
        double learningRate,
        double minLearningRate,
        long warmup,
        float beta2,
        float epsilon,
        float weightDecay,
        double clip,
        long evalEvery,
        int evalBatches,
        long saveEvery,
        int patience,
        int average,
        long seed,
        String sample,
        Pairs pairs) {

    /// What a translation model learns from.
    ///
    /// @param source           files of lines; empty for the messages of the JDK
    /// @param target           files of their translations
    /// @param validationSource files of lines held out; empty to hold some of the others out
    /// @param validationTarget files of their translations
    /// @param language         of the JDK's messages
    /// @param smoothing        of labels
    record Pairs(
            List<String> source,
            List<String> target,
            List<String> validationSource,
            List<String> validationTarget,
            String language,
            float smoothing) {}

    private static final String FILE = "run.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    void save(Path directory) throws IOException {
        AtomicFile.writeText(directory.resolve(FILE), JSON.writeValueAsString(this) + "\n");
    }

    static RunPlan load(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    "%s is not a training run: it has no %s. Give the directory that 'formers train --out' made"
                            .formatted(directory, FILE));
        }
        try {
            return JSON.readValue(Files.readString(file), RunPlan.class);
        } catch (JacksonException e) {
            throw new CheckpointException(file + " cannot be read: " + e.getOriginalMessage());
        }
    }

    /// For the report.
    Map<String, String> described() {
        var rows = new LinkedHashMap<String, String>();
        JSON.valueToTree(this)
                .properties()
                .forEach(property -> rows.put(
                        property.getKey(),
                        property.getValue().isString()
                                ? property.getValue().stringValue()
                                : property.getValue().toString()));
        return rows;
    }
}
