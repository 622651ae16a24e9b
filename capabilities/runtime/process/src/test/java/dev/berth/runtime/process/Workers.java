package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Workers of a test: where they come from, and that none is left.
final class Workers implements AutoCloseable {
    /// Restarts come soon; a busy machine has time to start a JVM.
    static final WorkerLimits LIMITS =
            new WorkerLimits(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(10),
                    Duration.ofMillis(200),
                    Duration.ofMinutes(1));

    private final Path place;
    private final WorkerStarter starter;
    private final ProcessIsolation isolation;

    Workers() {
        this(WorkerCommand.usual(), LIMITS);
    }

    Workers(WorkerCommand command, WorkerLimits limits) {
        try {
            // Short, as the name of a socket must be.
            place = Files.createTempDirectory("bw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        starter = new WorkerStarter(command, limits, List.of(place));
        isolation = new ProcessIsolation(starter);
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

    static long children() {
        return ProcessHandle.current().children().count();
    }

    /// That what was loaded and closed is gone.
    void assertNoneLeft() {
        Await.until(() -> children() == 0 && files().isEmpty());
        assertThat(files()).isEmpty();
    }

    /// What becomes of a run that is signalled to end while the worker is at it.
    static Problem terminated(ExecutionContext execution, Supplier<Problem> run) {
        while (true) {
            var problem = CompletableFuture.supplyAsync(run);
            Await.until(
                    () -> {
                        execution.terminate();
                        return problem.isDone();
                    });
            // Otherwise it was notified before the worker was.
            if (problem.join().code() != ProblemCode.CANCELLED) {
                return problem.join();
            }
        }
    }

    @Override
    public void close() {
        isolation.close();
    }
}
