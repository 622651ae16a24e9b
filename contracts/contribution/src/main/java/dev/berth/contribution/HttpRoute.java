package dev.berth.contribution;

import dev.berth.protocol.openapi.OpenApiOperation;
import java.util.List;
import java.util.Locale;

/// A route of a capability: one method of one path.
///
/// @param path words and `{variables}` between slashes, such as `/v1/notices/{name}`; the last
///   variable may have a verb behind it: `/v1/notices/{name}:withdraw`
/// @param operation what the OpenAPI document says of it; its method is the route's, and the
///   headers that it names are those that the handler sees
public record HttpRoute(
        String path, RouteAccess access, OpenApiOperation operation, Handler handler) {

    private static final List<String> METHODS = List.of("get", "post", "delete");

    /// Handler of the authorized requests for a route.
    @FunctionalInterface
    public interface Handler {
        /// Called on a worker thread, of which there are few: it may read files and stores of the
        /// capability, and should take no longer than a second.
        ///
        /// @throws dev.berth.core.ProblemException the answer, if the request cannot be met
        /// @throws Exception a defect, which the server logs and answers as `internal-error`
        RouteResponse answer(RouteRequest request) throws Exception;
    }

    public HttpRoute {
        if (!METHODS.contains(operation.method())) {
            throw new IllegalArgumentException(
                    "route "
                            + path
                            + " by "
                            + operation.method()
                            + " (expected: one of "
                            + METHODS
                            + ")");
        }
    }

    /// Whether it answers requests of this method; one for `GET` answers `HEAD` too.
    ///
    /// @param name in upper case
    public boolean takes(String name) {
        String own = operation.method().toUpperCase(Locale.ROOT);
        return own.equals(name) || (own.equals("GET") && name.equals("HEAD"));
    }
}
