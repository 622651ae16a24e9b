package dev.berth.jobs.execution;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.jobs.JobTarget;
import java.util.Optional;
import java.util.function.Supplier;

/// Permission of a job's consumer at the time when its records are predicted: what was permitted at
/// the submission may have been taken away since. Thread-safe.
public final class JobAccess {
    private final Supplier<AccessRules> rules;
    private volatile AccessRules readable = AccessRules.none();

    /// @param rules of the system, as `berth.yaml` has them now
    public JobAccess(Supplier<AccessRules> rules) {
        this.rules = rules;
    }

    /// @param consumer that submitted the job; empty for an anonymous caller
    /// @throws ProblemException `forbidden`
    void require(JobTarget target, String consumer) {
        AccessRules now = rules.get();
        if (now.errors().isEmpty()) {
            readable = now;
        } else {
            // As a server does: rules that cannot be read leave those before in force.
            now = readable;
        }
        if (consumer.isEmpty() || consumer.equals(AnonymousPolicy.NAME)) {
            if (!now.consumers().isEmpty() && now.anonymous() == AnonymousPolicy.DENY) {
                throw forbidden("anonymous callers may not call models any more");
            }
            return;
        }
        Optional<ApiConsumer> declared =
                now.consumers().stream()
                        .filter(one -> one.name().value().equals(consumer))
                        .findFirst();
        if (declared.isEmpty()) {
            throw forbidden("consumer '" + consumer + "' is not declared any more");
        }
        if (!declared.get().mayCall(new ModelName(target.name()))) {
            throw forbidden(
                    "consumer '"
                            + consumer
                            + "' may not call "
                            + target.kind().label()
                            + " '"
                            + target.name()
                            + "' any more");
        }
    }

    private static ProblemException forbidden(String what) {
        return new ProblemException(
                ProblemCode.FORBIDDEN,
                what + ", as it might when the job was submitted",
                "ask the operator of the server for the permission, and submit the job again");
    }
}
