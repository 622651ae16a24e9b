package dev.berth.client;

import dev.berth.client.balancing.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a call came to.
///
/// @param remarks what else is to be known of it: guards that were activated, the variant that
///   answered, `fallback:` and a problem's code if no server did
/// @param server which answered; empty for a fallback
/// @param version of the model or endpoint that answered, if the server told it
/// @param requestId what the server called the request
/// @param attempts how many were made
public record CallResult<T>(
        T value,
        List<String> remarks,
        Optional<Address> server,
        Optional<String> version,
        String requestId,
        int attempts) {
    public CallResult {
        remarks = List.copyOf(remarks);
    }

    <U> CallResult<U> map(Function<? super T, ? extends U> change) {
        return new CallResult<>(change.apply(value), remarks, server, version, requestId, attempts);
    }
}
