package dev.berth.contribution;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/// An authorized request for a route of a capability. Immutable.
///
/// @param variables of the path, decoded
/// @param parameters of the query, decoded; of one that is given twice the first
/// @param headers those that the route's operation names and the request has, by their names in
///   lower case
/// @param body complete and decompressed, at most as long as the server takes; empty for `GET`
/// @param consumer the name of the declared consumer; empty for an anonymous caller
/// @param id what the answer and the log call the request
/// @param quota what its caller may still do
public record RouteRequest(
        Map<String, String> variables,
        Map<String, String> parameters,
        Map<String, String> headers,
        ByteBuffer body,
        String consumer,
        String id,
        RecordQuota quota) {

    /// The quota of records of a request's caller.
    @FunctionalInterface
    public interface RecordQuota {
        /// Charges records, as predictions of them would be. May block for some milliseconds.
        ///
        /// @throws dev.berth.core.ProblemException `quota-exceeded`, or `batch-too-large` for more
        ///   than may come at once
        void take(int records);
    }

    public RouteRequest {
        variables = Map.copyOf(variables);
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
        body = body.asReadOnlyBuffer();
    }

    /// The text in the place of a variable of the path.
    ///
    /// @throws IllegalArgumentException if the route has no such one
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "variable '" + name + "' (expected: one of " + variables.keySet() + ")");
        }
        return value;
    }

    public Optional<String> findParameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// The value of a header that the route's operation names.
    ///
    /// @param name in lower case
    public Optional<String> findHeader(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// A copy of the body, for readers of JSON.
    public byte[] bodyBytes() {
        ByteBuffer rest = body.duplicate();
        var bytes = new byte[rest.remaining()];
        rest.get(bytes);
        return bytes;
    }
}
