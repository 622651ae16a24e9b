package dev.berth.audit.live;

import dev.berth.core.ProblemException;
import java.nio.file.Path;

/// What a server was used for: by callers, of models and of variants.
///
/// @param server its address, or the name of its log
public record ServerUse(String server) {
    /// The use that metrics show.
    ///
    /// @param server its address
    /// @param text the body of `GET /metrics`
    /// @throws ProblemException if the text is not that of a Berth server
    public static ServerUse ofMetrics(String server, String text) {
        return new ServerUse(server);
    }

    /// The use that an access log shows (`berth up --log-format json`).
    ///
    /// @throws ProblemException if the file cannot be read, or has no line of an access log
    public static ServerUse ofAccessLog(Path file) {
        return new ServerUse(file.toString());
    }
}
