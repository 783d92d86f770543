package formers.server;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/// Who may ask.
final class Access {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String SCHEME = "Bearer ";

    private final Optional<String> key;
    private final boolean local;

    Access(ServerOptions options) {
        key = options.apiKey();
        local = isLoopback(options.host());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /// Refuses those without the key.
    void requireKey(Context context) {
        if (key.isEmpty()) {
            return;
        }
        var header = Optional.ofNullable(context.header("Authorization")).orElse("");
        boolean known = header.startsWith(SCHEME)
                && MessageDigest.isEqual(bytes(header.substring(SCHEME.length())), bytes(key.get()));
        if (!known) {
            context.header("WWW-Authenticate", "Bearer");
            throw ApiException.of(
                    401,
                    "authentication_error",
                    "invalid_api_key",
                    "this server wants its key: send Authorization: Bearer KEY");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Where only this machine may ask, refuses what a page of another site asks through the browser: under
    /// a name that was made to lead here, or across sites.
    void requireOwnSite(Context context) {
        if (!local) {
            return;
        }
        var host = Optional.ofNullable(context.header("Host")).orElse("localhost");
        var origin = Optional.ofNullable(context.header("Origin"));
        if (!LOCAL.contains(withoutPort(host)) || origin.isPresent() && !sameSite(origin.get())) {
            throw ApiException.of(
                    403,
                    "invalid_request_error",
                    "other_site",
                    "this server answers requests to localhost from this machine; found Host %s, Origin %s"
                            .formatted(host, origin.orElse("none")));
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean sameSite(String origin) {
        try {
            var host = URI.create(origin).getHost();
            return host != null && LOCAL.contains(host);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
