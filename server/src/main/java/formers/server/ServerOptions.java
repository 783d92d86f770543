package formers.server;

import formers.generation.Drafter;
import formers.generation.Scheduler;
import formers.tensor.CacheFormat;
import java.time.Duration;
import java.util.Optional;

/// How to serve. Start from [#usual] and refine.
///
/// @param host        the address to listen at; `127.0.0.1` is this machine alone
/// @param port        0 takes any that is free
/// @param apiKey      what clients must send as `Authorization: Bearer KEY`; none lets everybody in
/// @param limits      of each model
/// @param cacheFormat how keys and values are kept
/// @param maxTokens   most tokens of an answer
/// @param patience    longest time for an answer; then it ends where it is
/// @param maxBody     most bytes of a request
/// @param choices     most answers to one request (`n`)
/// @param drafter     guesses how texts go on, for the models to check while they write few
public record ServerOptions(
        String host,
        int port,
        Optional<String> apiKey,
        Scheduler.Limits limits,
        CacheFormat cacheFormat,
        int maxTokens,
        Duration patience,
        int maxBody,
        int choices,
        Optional<Drafter> drafter) {

    public ServerOptions {
        if (port < 0 || port > 65535 || maxTokens < 1 || maxBody < 1 || choices < 1 || patience.isNegative()) {
            throw new IllegalArgumentException(
                    ("a server wants a port from 0 to 65535 and limits of at least 1, found port %d, maxTokens %d,"
                                    + " maxBody %d, choices %d, patience %s")
                            .formatted(port, maxTokens, maxBody, choices, patience));
        }
    }

    /// For this machine alone, with room for as many tokens as `limits` says.
    public static ServerOptions usual(int port, Scheduler.Limits limits) {
        return new ServerOptions(
                "127.0.0.1",
                port,
                Optional.empty(),
                limits,
                CacheFormat.F32,
                Integer.MAX_VALUE,
                Duration.ofMinutes(10),
                4 << 20,
                8,
                Optional.empty());
    }

    public ServerOptions at(String address) {
        return new ServerOptions(
                address, port, apiKey, limits, cacheFormat, maxTokens, patience, maxBody, choices, drafter);
    }

    public ServerOptions withApiKey(String key) {
        return new ServerOptions(
                host, port, Optional.of(key), limits, cacheFormat, maxTokens, patience, maxBody, choices, drafter);
    }

    public ServerOptions withCacheFormat(CacheFormat format) {
        return new ServerOptions(host, port, apiKey, limits, format, maxTokens, patience, maxBody, choices, drafter);
    }

    public ServerOptions withMaxTokens(int most) {
        return new ServerOptions(host, port, apiKey, limits, cacheFormat, most, patience, maxBody, choices, drafter);
    }

    public ServerOptions within(Duration time) {
        return new ServerOptions(host, port, apiKey, limits, cacheFormat, maxTokens, time, maxBody, choices, drafter);
    }

    public ServerOptions withMaxBody(int bytes) {
        return new ServerOptions(host, port, apiKey, limits, cacheFormat, maxTokens, patience, bytes, choices, drafter);
    }

    public ServerOptions drafting(Drafter guessing) {
        return new ServerOptions(
                host, port, apiKey, limits, cacheFormat, maxTokens, patience, maxBody, choices, Optional.of(guessing));
    }
}
