package dev.berth.serving.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.serving.FakeSystem;
import dev.berth.serving.ManyOnnxModels;
import dev.berth.serving.ModelServer;
import dev.berth.testkit.Await;
import dev.berth.testkit.scheduling.SystemThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ThreadPrioritiesTest {
    private static final long LONG_SLICE_NANOS = 3_500_000;
    private static final long LONGEST_SLICE_NANOS = 100_000_000;

    @Test
    void serving_threadsThatLoadLookAndGiveBack_areLowAndThoseThatAnswerAreNot(
            @TempDir Path directory) throws IOException {
        var system = new FakeSystem(directory);
        system.write("m", "1", 1);
        try (var serving = system.open()) {
            serving.unload(ModelName.of("m")).join();
            for (String name : List.of("berth-load-", "berth-reconcile", "berth-unload")) {
                assertThat(SystemThread.named(name))
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(thread -> thread.assertPriority(10, LONGEST_SLICE_NANOS));
            }
            serving.load(ModelName.of("m")).join();
            var lease = serving.acquire(ModelName.of("m"));
            FakeSystem.submit(serving, lease, Duration.ofSeconds(30), 1, 2, 3).numbers();
            assertThat(SystemThread.named("berth-execute-"))
                    .isNotEmpty()
                    .allSatisfy(thread -> thread.assertPriority(0, LONG_SLICE_NANOS));
        }
    }

    /// A load that got nothing would take forever.
    @Test
    void load_allProcessorsBusyWithOthers_ends(@TempDir Path directory) throws Exception {
        var system = new ManyOnnxModels(directory);
        system.write(0, 1);
        var name = ModelName.of(ManyOnnxModels.name(0));
        var stop = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        try (var serving = ModelServer.open(system.directory(), system.options())) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                busy.add(
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () -> {
                                            while (!stop.get()) {
                                                Thread.onSpinWait();
                                            }
                                        }));
            }
            Await.result(serving.unload(name));
            Await.result(serving.load(name));
            assertThat(serving.isReady(name, Optional.empty())).isTrue();
        } finally {
            stop.set(true);
            for (Thread thread : busy) {
                thread.join();
            }
        }
    }
}
