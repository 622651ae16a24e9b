package dev.berth.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.runtime.MemoryUse;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemovedModelMetersTest {
    private final RemovedModelMeters gone = new RemovedModelMeters();
    private final Set<ModelReference> metered = new LinkedHashSet<>();
    private final List<ModelStatus> index =
            List.of(
                    new ModelStatus(
                            "here",
                            "1",
                            ModelState.READY,
                            "",
                            List.of(),
                            MemoryUse.NONE,
                            Optional.empty()));

    @Test
    void models_thatTheSystemHas_stay() {
        metered.add(ModelReference.of("here", "1"));
        assertThat(gone.findTooMany(metered, index)).isEmpty();
    }

    @Test
    void models_thatAreGone_areForgottenBeyondTheLimitTheOldestFirst() {
        metered.add(ModelReference.of("here", "1"));
        for (int i = 0; i < RemovedModelMeters.KEPT_MAX; i++) {
            metered.add(ModelReference.of("gone", Integer.toString(i)));
        }
        assertThat(gone.findTooMany(metered, index)).isEmpty();
        metered.add(ModelReference.of("gone", "latest"));
        assertThat(gone.findTooMany(metered, index))
                .containsExactly(ModelReference.of("gone", "0"));
    }
}
