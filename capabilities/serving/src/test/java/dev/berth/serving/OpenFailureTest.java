package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.thread.ServingTime;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Failed openings, which leave no thread and no memory behind.
class OpenFailureTest {
    private final FakeSystem system;
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    OpenFailureTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    /// With the threads of the timers.
    private ServingOptions options() {
        return system.options().withTime(ServingTime.SYSTEM);
    }

    private List<String> threadsSince() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("berth-"))
                .toList();
    }

    @Test
    void open_noSuchDirectory_startsNothing() {
        assertThatThrownBy(() -> ModelServer.open(system.directory().resolve("missing"), options()))
                .isInstanceOf(ProblemException.class);

        assertThat(threadsSince()).isEmpty();
    }

    @Test
    void open_firstLookFails_closesWhatWasOpened() {
        system.write("m", "1", 2);
        var broken =
                new ServingListener() {
                    @Override
                    public void onModelStateChanged(ModelStatus status) {
                        if (status.state() == ModelState.READY) {
                            throw new IllegalStateException("a defect");
                        }
                    }
                };
        var options =
                options().withWatching(Optional.of(Duration.ofMinutes(1))).withListener(broken);

        assertThatThrownBy(() -> ModelServer.open(system.directory(), options))
                .hasStackTraceContaining("a defect");

        assertThat(system.runtime().loads()).isEqualTo(1);
        assertThat(system.runtime().openArtifacts()).isZero();
        Await.until(() -> threadsSince().isEmpty());
    }
}
