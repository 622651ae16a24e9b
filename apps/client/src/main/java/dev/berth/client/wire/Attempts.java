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
    /// Longer answers are read on a worker: reading so much takes about a millisecond, for which
    /// all other calls of the event loop would wait.
    static final int OFF_LOOP_BYTES = 128 << 10;

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
                server, request, remainingNanos, reply -> read(reply, server, outcome));
    }

    private void read(Reply reply, Address server, Consumer<Outcome<T>> outcome) {
        if (reply instanceof Reply.Arrived(WireAnswer answer)
                && answer.body().length() > OFF_LOOP_BYTES) {
            transport.elsewhere(
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

    private Outcome<T> read(Reply reply, Address server) {
        return switch (reply) {
            case Reply.Broken broken -> new Outcome.Failed<>(ServerProblems.broken(server, broken));
            case Reply.Unlinked(Throwable cause) ->
                    new Outcome.Failed<>(ServerProblems.unlinked(cause));
            case Reply.Arrived(WireAnswer answer) -> {
                try {
                    yield exchange.read(answer, server);
                } catch (ProblemException e) {
                    yield unreadable(server, e.problem().message());
                } catch (RuntimeException e) {
                    // Whatever a strange answer makes a reader do, the call has to end.
                    yield unreadable(server, e.toString());
                }
            }
        };
    }

    private Outcome<T> unreadable(Address server, String why) {
        return new Outcome.Failed<>(ServerProblems.unreadable(server, why));
    }
}
