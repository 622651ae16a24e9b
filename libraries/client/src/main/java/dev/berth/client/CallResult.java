package dev.berth.client;

import dev.berth.client.balancing.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Result of a call.
///
/// @param annotations activated guards, the selected variant, or `fallback:` and a problem code if
///   no server responded
/// @param server that responded; empty for a fallback
/// @param version of the model or endpoint, if the server reported it
/// @param requestId the server's id of the request
/// @param attempts number of attempts
public record CallResult<T>(
        T value,
        List<String> annotations,
        Optional<Address> server,
        Optional<String> version,
        String requestId,
        int attempts) {
    public CallResult {
        annotations = List.copyOf(annotations);
    }

    <U> CallResult<U> map(Function<? super T, ? extends U> change) {
        return new CallResult<>(
                change.apply(value), annotations, server, version, requestId, attempts);
    }
}
