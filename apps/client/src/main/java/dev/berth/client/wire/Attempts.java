package dev.berth.client.wire;

import dev.berth.client.group.Address;
import dev.berth.core.ProblemException;
import java.util.Map;
import java.util.function.Consumer;

/// Makes the attempts of one call: sends the request with what differs each time, and reads what
/// comes.
///
/// @param exchange the call in its protocol
public record Attempts<T>(Transport transport, Exchange<T> exchange) {

    /// Makes one attempt. The outcome comes once, unless it is cancelled before.
    ///
    /// @param headers of this attempt
    public Transport.Sending make(
            Address server,
            long remainingNanos,
            Map<String, String> headers,
            Consumer<Outcome<T>> outcome) {
        WireRequest request =
                exchange.request().with(headers).with(exchange.timeout(remainingNanos));
        return transport.send(
                server, request, remainingNanos, reply -> outcome.accept(read(reply, server)));
    }

    private Outcome<T> read(Reply reply, Address server) {
        return switch (reply) {
            case Reply.Broken broken -> new Outcome.Failed<>(ServerProblems.broken(server, broken));
            case Reply.Arrived(WireAnswer answer) -> {
                try {
                    yield exchange.read(answer, server);
                } catch (ProblemException e) {
                    yield new Outcome.Failed<>(
                            ServerProblems.unreadable(server, e.problem().message()));
                } catch (RuntimeException e) {
                    // Whatever a strange answer makes a reader do, the call has to end.
                    yield new Outcome.Failed<>(ServerProblems.unreadable(server, e.toString()));
                }
            }
        };
    }
}
