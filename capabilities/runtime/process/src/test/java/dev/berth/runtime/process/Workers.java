package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import dev.berth.testkit.time.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Workers of a test: where they come from, and that none is left.
final class Workers implements AutoCloseable {
    /// Restarts come soon; nothing else is short of time, however busy the machine is.
    static final WorkerLimits LIMITS =
            new WorkerLimits(
                    Await.TIMEOUT,
                    Await.TIMEOUT,
                    Await.TIMEOUT,
                    Await.TIMEOUT,
                    Duration.ofMillis(10),
                    Duration.ofMillis(200),
                    Duration.ofMinutes(1));

    private final Path place;
    private final WorkerStarter starter;
    private final ProcessIsolation isolation;

    /// In processes.
    Workers() {
        this(WorkerCommand.usual(), LIMITS, WorkerTime.SYSTEM);
    }

    /// In processes, by a time of the test.
    Workers(ManualTime time) {
        this(WorkerCommand.usual(), LIMITS, timeOf(time));
    }

    Workers(WorkerLaunch launch, WorkerLimits limits, WorkerTime time) {
        try {
            // Short, as the name of a socket must be.
            place = Files.createTempDirectory("bw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        starter = new WorkerStarter(launch, limits, List.of(place), time);
        isolation = new ProcessIsolation(starter);
    }

    static WorkerTime timeOf(ManualTime time) {
        ScheduledExecutorService scheduler = time.scheduler();
        return new WorkerTime(
                time,
                (delay, action) ->
                        scheduler.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    /// The engine of this name, in workers.
    ModelRuntime isolated(String engine) {
        return isolation.isolated(
                ServiceLoader.load(ModelRuntime.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(each -> each.engine().equals(engine))
                        .findFirst()
                        .orElseThrow());
    }

    static Path writeDoubling(Path dir) throws IOException {
        var type = OnnxType.tensor(OnnxElementType.FLOAT, "N", 3);
        return OnnxModelFile.of(
                        OnnxGraph.named("doubling")
                                .input("x", type)
                                .output("y", type)
                                .initializer("two", OnnxTensor.floats(List.of(), 2))
                                .node(OnnxNode.of("Mul", List.of("x", "two"), List.of("y"))))
                .writeTo(dir.resolve("doubling.onnx"));
    }

    /// Files of workers that are there: sockets and shared memory.
    List<Path> files() {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(path -> !Files.isDirectory(path))
                    .filter(path -> !path.endsWith("lock"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // Some were deleted meanwhile.
            return files();
        }
    }

    List<Path> folders() {
        try (Stream<Path> all = Files.list(place)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path place() {
        return place;
    }

    /// 0 while none is up.
    static long processOf(LoadedArtifact artifact) {
        return artifact.worker().map(each -> each.processId().orElse(0)).orElse(0L);
    }

    static long children() {
        return ProcessHandle.current().children().count();
    }

    /// That what was loaded and closed is gone.
    void assertNoneLeft() {
        Await.until(() -> children() == 0 && files().isEmpty());
        assertThat(files()).isEmpty();
    }

    @Override
    public void close() {
        isolation.close();
    }
}
