package dev.berth.contribution;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/// An authorized request for a route of a capability. Immutable.
///
/// @param variables of the path, decoded
/// @param parameters of the query, decoded; of one that is given twice the first
/// @param body complete and decompressed, at most as long as the server takes; empty for `GET`
/// @param consumer the name of the declared consumer; empty for an anonymous caller
/// @param id what the answer and the log call the request
public record RouteRequest(
        Map<String, String> variables,
        Map<String, String> parameters,
        ByteBuffer body,
        String consumer,
        String id) {

    public RouteRequest {
        variables = Map.copyOf(variables);
        parameters = Map.copyOf(parameters);
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

    /// A copy of the body, for readers of JSON.
    public byte[] bodyBytes() {
        ByteBuffer rest = body.duplicate();
        var bytes = new byte[rest.remaining()];
        rest.get(bytes);
        return bytes;
    }
}
