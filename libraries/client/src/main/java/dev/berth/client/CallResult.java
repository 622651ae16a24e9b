package dev.berth.client;

import dev.berth.client.balancing.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a call came to.
///
/// @param annotations what else is known of it: guards that were activated, the variant that
///   answered, `fallback:` and a problem's code if no server did
/// @param server which answered; empty for a fallback
/// @param version of the model or endpoint that answered, if the server told it
/// @param requestId what the server called the request
/// @param attempts how many were made
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
