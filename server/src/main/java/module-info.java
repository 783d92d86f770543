/// An HTTP server with OpenAI's interface.
module formers.server {
    requires transitive formers.generation;
    requires io.javalin;
    requires jakarta.servlet;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires tools.jackson.databind;

    exports formers.server;
}
