package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.core.ProblemException;
import java.util.Map;
import java.util.function.Consumer;

/// Executor of the attempts of one call: sends the request with per-attempt headers and decodes the
/// response.
///
/// @param exchange the call in its protocol
public record Attempts<T>(Transport transport, ProtocolCodec<T> exchange) {
    /// Larger responses are decoded on a worker: decoding them takes about a millisecond, which
    /// would delay all other calls of the event loop.
    static final int OFF_LOOP_BYTES = 128 << 10;

    /// Makes one attempt. The result is reported once, unless the attempt is cancelled before.
    ///
    /// @param headers of this attempt
    public Transport.InFlight make(
            Address server,
            long remainingNanos,
            Map<String, String> headers,
            Consumer<AttemptResult<T>> outcome) {
        WireRequest request =
                exchange.request().with(headers).with(exchange.timeout(remainingNanos));
        return transport.send(
                server, request, remainingNanos, reply -> read(reply, server, outcome));
    }

    private void read(TransportResult reply, Address server, Consumer<AttemptResult<T>> outcome) {
        if (reply instanceof TransportResult.Arrived(WireResponse answer)
                && answer.body().length() > OFF_LOOP_BYTES) {
            transport.executeOnWorker(
                    () -> read(reply, server),
                    done ->
                            outcome.accept(
                                    done.succeeded()
                                            ? done.result()
                                            : unreadable(server, done.cause().toString())));
        } else {
            outcome.accept(read(reply, server));
        }
    }

    private AttemptResult<T> read(TransportResult reply, Address server) {
        return switch (reply) {
            case TransportResult.Broken broken ->
                    new AttemptResult.Failed<>(ServerProblems.broken(server, broken));
            case TransportResult.Unlinked(Throwable cause) ->
                    new AttemptResult.Failed<>(ServerProblems.unlinked(cause));
            case TransportResult.Arrived(WireResponse answer) -> {
                try {
                    yield exchange.read(answer, server);
                } catch (ProblemException e) {
                    yield unreadable(server, e.problem().message());
                } catch (RuntimeException e) {
                    // Whatever an invalid response does to a decoder, the call must end.
                    yield unreadable(server, e.toString());
                }
            }
        };
    }

    private AttemptResult<T> unreadable(Address server, String why) {
        return new AttemptResult.Failed<>(ServerProblems.unreadable(server, why));
    }
}
