/// Optimisers, schedules, the trainer with resume, metrics and reports.
module formers.training {
    requires transitive formers.models;
    requires tools.jackson.databind;

    exports formers.training;
}
