package dev.berth.server.http;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.server.inference.LeaseRequester;
import dev.berth.server.inference.RequestContext;
import dev.berth.serving.request.Lease;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An exchange with a step to take when its model is leased; failures are its answer.
///
/// @param deadline as of [LeaseRequester#deadlineNanos()]
record HttpLeaseRequester(
        HttpServerExchange exchange, Supplier<OptionalLong> deadline, Consumer<Lease> step)
        implements LeaseRequester {
    @Override
    public RequestContext context() {
        return exchange;
    }

    @Override
    public OptionalLong deadlineNanos() {
        return deadline.get();
    }

    @Override
    public @Nullable String variant() {
        return exchange.request().header(VARIANT);
    }

    @Override
    public void leased(Lease lease) {
        step.accept(lease);
    }

    @Override
    public void refused(ModelReference model, Problem problem) {
        exchange.setModel(model);
        exchange.fail(problem);
    }

    @Override
    public void failed(Throwable failure) {
        exchange.fail(failure);
    }

    @Override
    public boolean isGivenUp() {
        boolean gone = exchange.isClosed();
        if (gone) {
            exchange.abandoned();
        }
        return gone;
    }
}
