package dev.berth.contribution;

import dev.berth.protocol.openapi.OpenApiOperation;

/// A route of a capability: one method of one path.
///
/// @param path words and `{variables}` between slashes, such as `/v1/notices/{name}`; the last
///   variable may have a verb behind it: `/v1/notices/{name}:withdraw`
/// @param operation what the OpenAPI document says of it; its method is the route's
public record HttpRoute(
        String path, RouteAccess access, OpenApiOperation operation, Handler handler) {

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
        if (!operation.method().equals("get") && !operation.method().equals("post")) {
            throw new IllegalArgumentException(
                    "route " + path + " by " + operation.method() + " (expected: get or post)");
        }
    }

    /// Whether it is called by `POST`, otherwise by `GET` and `HEAD`.
    public boolean isPost() {
        return operation.method().equals("post");
    }
}
