package dev.berth.server.auth;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.FeatureGrant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The caller of a request, as far as it is known.
public final class Caller {
    /// The caller without an identity: of servers without consumers, and of open routes.
    public static final Caller ANYBODY = new Caller(Optional.empty(), "", null);

    /// An identified caller that is no declared consumer, where such may call.
    static final Caller ANONYMOUS = new Caller(Optional.empty(), AnonymousPolicy.NAME, null);

    private static final String EXPECTED = " (expected: ";

    private final Optional<ApiConsumer> consumer;
    private final String name;
    private final @Nullable ConsumerQuota quota;

    private Caller(Optional<ApiConsumer> consumer, String name, @Nullable ConsumerQuota quota) {
        this.consumer = consumer;
        this.name = name;
        this.quota = quota;
    }

    static Caller of(ApiConsumer consumer, @Nullable ConsumerQuota quota) {
        ConsumerName name = consumer.name();
        return new Caller(Optional.of(consumer), name.value(), quota);
    }

    /// The consumer's name, for logs and metrics; empty for an anonymous caller.
    public String name() {
        return name;
    }

    /// Empty unless it is a declared one.
    Optional<ApiConsumer> consumer() {
        return consumer;
    }

    @Nullable ConsumerQuota quota() {
        return quota;
    }

    /// The problem as reported to this caller: without the names of models, endpoints and features
    /// that it may not call or read.
    public Problem redact(Problem problem) {
        if (mayDoAll()) {
            return problem;
        }
        return switch (problem.code()) {
            case MODEL_NOT_FOUND, ENDPOINT_NOT_FOUND ->
                    Problem.of(
                            problem.code(),
                            NearestName.withoutHint(problem.message()),
                            "ask the operator of the server which models there are for this caller");
            case FEATURE_NOT_FOUND ->
                    Problem.of(
                            problem.code(),
                            withoutExpected(NearestName.withoutHint(problem.message())),
                            "ask the operator of the server which features there are for this caller");
            default -> problem;
        };
    }

    /// A sentence up to where it lists what there is instead.
    private static String withoutExpected(String sentence) {
        int expected = sentence.indexOf(EXPECTED);
        return expected < 0 ? sentence : sentence.substring(0, expected);
    }

    /// Whether there is nothing that it may not call or read.
    boolean mayDoAll() {
        return consumer.isEmpty() || consumer.get().permissions().isEmpty();
    }

    /// Whether it may call the model, or endpoint, of this name, which may be none.
    boolean mayCall(String model) {
        if (mayDoAll()) {
            return true;
        }
        try {
            return consumer.isEmpty() || consumer.get().mayCall(ModelName.of(model));
        } catch (ProblemException notAName) {
            return false;
        }
    }

    boolean mayRead(ViewReference view) {
        return consumer.isEmpty() || consumer.get().mayRead(view);
    }

    boolean mayRead(ServiceReference service) {
        return consumer.isEmpty() || consumer.get().mayRead(service);
    }

    /// Whether features are granted to it by this text, `name` or `name@version`.
    boolean isGranted(String name) {
        try {
            return permissions().isEmpty() || permissions().get().covers(FeatureGrant.parse(name));
        } catch (ProblemException notAName) {
            return false;
        }
    }

    /// Whether it may see which of the features that it may read there are.
    boolean mayList() {
        return permissions().isEmpty() || permissions().get().features().isPresent();
    }

    private Optional<ApiConsumer.Permissions> permissions() {
        return consumer.flatMap(ApiConsumer::permissions);
    }
}
