package dev.berth.server.access;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.system.Consumer;
import dev.berth.core.system.Undeclared;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who sends a request, as far as it is known.
public final class Caller {
    /// Nobody in particular: where nobody is asked, and on routes that are open.
    public static final Caller ANYBODY = new Caller(Optional.empty(), "", null);

    /// Somebody who was asked and is no declared consumer, where such may call.
    static final Caller UNDECLARED = new Caller(Optional.empty(), Undeclared.NAME, null);

    private final Optional<Consumer> consumer;
    private final String name;
    private final @Nullable ConsumerQuota quota;

    private Caller(Optional<Consumer> consumer, String name, @Nullable ConsumerQuota quota) {
        this.consumer = consumer;
        this.name = name;
        this.quota = quota;
    }

    static Caller of(Consumer consumer, @Nullable ConsumerQuota quota) {
        ConsumerName name = consumer.name();
        return new Caller(Optional.of(consumer), name.value(), quota);
    }

    /// The consumer's name, for logs and metrics; empty for anybody.
    public String name() {
        return name;
    }

    /// Empty unless it is a declared one.
    Optional<Consumer> consumer() {
        return consumer;
    }

    @Nullable ConsumerQuota quota() {
        return quota;
    }

    /// A problem as this caller is told it: without the names of models and endpoints that it may
    /// not call.
    public Problem told(Problem problem) {
        boolean names =
                problem.code() == ProblemCode.MODEL_NOT_FOUND
                        || problem.code() == ProblemCode.ENDPOINT_NOT_FOUND;
        return names && !mayCallAll()
                ? Problem.of(
                        problem.code(),
                        NearestName.withoutHint(problem.message()),
                        "ask who runs the server which models there are for this caller")
                : problem;
    }

    boolean mayCallAll() {
        return consumer.isEmpty() || consumer.get().models().isEmpty();
    }

    boolean mayCall(ModelName model) {
        return consumer.isEmpty() || consumer.get().mayCall(model);
    }
}
