package dev.berth.endpoint.execution;

import dev.berth.core.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Sampler of one record for the shadows. A sampled record is retained as the caller sent it until
/// it is answered. For one thread at a time.
final class ShadowSampler implements AutoCloseable {
    private final List<CompiledAlternatives.Shadow> chosen;
    private @Nullable NamedTensors inputs;

    /// @param shadows each of which is chosen for its share of records
    ShadowSampler(List<CompiledAlternatives.Shadow> shadows) {
        List<CompiledAlternatives.Shadow> those = new ArrayList<>(shadows.size());
        for (CompiledAlternatives.Shadow shadow : shadows) {
            if (shadow.share() >= 1 || ThreadLocalRandom.current().nextDouble() < shadow.share()) {
                those.add(shadow);
            }
        }
        this.chosen = those;
    }

    /// Keeps what the caller sent, which stays the caller's.
    void keep(NamedTensors sent) {
        if (!chosen.isEmpty()) {
            inputs = ShadowTrafficRunner.shared(sent);
        }
    }

    /// The record is answered; the answer stays the caller's.
    void offer(RecordExecution record, NamedTensors answer, long nanos) {
        NamedTensors kept = inputs;
        if (kept == null) {
            return;
        }
        for (CompiledAlternatives.Shadow shadow : chosen) {
            record.context()
                    .shadows()
                    .offer(
                            record.name(),
                            new ShadowRecord(
                                    shadow,
                                    record.request().id(),
                                    ShadowTrafficRunner.shared(kept),
                                    ShadowTrafficRunner.shared(answer),
                                    nanos));
        }
    }

    /// Gives back what was kept.
    @Override
    public void close() {
        NamedTensors kept = inputs;
        inputs = null;
        if (kept != null) {
            kept.close();
        }
    }
}
