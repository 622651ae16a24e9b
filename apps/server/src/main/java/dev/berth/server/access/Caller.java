package dev.berth.server.access;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.system.Consumer;
import java.util.Optional;

/// Who sends a request, as far as it is known.
///
/// @param consumer empty for anybody: where nobody is asked, and on routes that are open
public record Caller(Optional<Consumer> consumer) {
    /// Nobody in particular.
    public static final Caller ANYBODY = new Caller(Optional.empty());

    /// The consumer's name, for logs and metrics; empty for anybody.
    public String name() {
        return consumer.map(Consumer::name).map(ConsumerName::value).orElse("");
    }

    boolean mayCallAll() {
        return consumer.isEmpty() || consumer.get().models().isEmpty();
    }

    boolean mayCall(ModelName model) {
        return consumer.isEmpty() || consumer.get().mayCall(model);
    }
}
