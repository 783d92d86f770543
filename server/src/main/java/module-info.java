/// An HTTP server with OpenAI's interface.
module formers.server {
    requires transitive formers.generation;
    requires io.javalin;
    requires jakarta.servlet;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires tools.jackson.databind;

    // Micrometer's are automatic modules, which cannot say themselves what they need.
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.metrics.tracer.common;
    requires micrometer.commons;
    requires micrometer.observation;

    exports formers.server;
}
