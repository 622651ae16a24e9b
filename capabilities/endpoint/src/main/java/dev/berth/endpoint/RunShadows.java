package dev.berth.endpoint;

import dev.berth.core.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The shadows of one run: those that are to be given its record, which is kept for them as the
/// caller sent it until it is answered. Worked with by threads that are inside the run.
final class RunShadows implements AutoCloseable {
    private final List<Plan.Shadow> chosen;
    private @Nullable NamedTensors inputs;

    /// @param shadows each of which is chosen for its share of records
    RunShadows(List<Plan.Shadow> shadows) {
        List<Plan.Shadow> those = new ArrayList<>(shadows.size());
        for (Plan.Shadow shadow : shadows) {
            if (shadow.share() >= 1 || ThreadLocalRandom.current().nextDouble() < shadow.share()) {
                those.add(shadow);
            }
        }
        this.chosen = those;
    }

    /// Keeps what the caller sent, which stays the caller's.
    void keep(NamedTensors sent) {
        if (!chosen.isEmpty()) {
            inputs = Shadows.shared(sent);
        }
    }

    /// The run is answered; the answer stays the caller's.
    void offer(Run run, NamedTensors answer, long nanos) {
        NamedTensors kept = inputs;
        if (kept == null) {
            return;
        }
        for (Plan.Shadow shadow : chosen) {
            run.surroundings()
                    .shadows()
                    .offer(
                            run.name(),
                            new ShadowRecord(
                                    shadow,
                                    run.request().id(),
                                    Shadows.shared(kept),
                                    Shadows.shared(answer),
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
