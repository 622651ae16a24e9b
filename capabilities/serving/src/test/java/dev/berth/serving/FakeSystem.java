package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.testkit.runtime.FakeRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// A system in a temporary directory whose models are fakes: `y = factor * x` over float32 [N, 3].
public final class FakeSystem {
    private final Path directory;
    private final FakeRuntime runtime = new FakeRuntime();

    public FakeSystem(Path directory) {
        this.directory = directory;
    }

    FakeRuntime runtime() {
        return runtime;
    }

    Path directory() {
        return directory;
    }

    ServingOptions options() {
        return ServingOptions.defaults()
                .withCacheDirectory(directory.resolve("cache"))
                .withRuntimes(List.of(runtime))
                .withExecutionThreads(2);
    }

    public ModelServer open() {
        return ModelServer.open(directory, options());
    }

    /// Writes a package of a model that claims to hold so much native memory.
    void writeOfSize(String model, String version, double factor, long bytes) {
        try {
            Path folder =
                    Files.createDirectories(directory.resolve("models/" + model + "/" + version));
            replace(
                    folder.resolve("model.txt"),
                    "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: "
                            + factor
                            + "\nmemory: "
                            + bytes
                            + "\n");
            writeDescription(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a package; `settings` are further lines of its model.yaml.
    public void write(String model, String version, double factor, String... settings) {
        try {
            Path folder =
                    Files.createDirectories(directory.resolve("models/" + model + "/" + version));
            FakeRuntime.writeArtifact(folder.resolve("model.txt"), factor);
            writeDescription(folder, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a package that takes a text beside its numbers, which its model ignores.
    void writeWithText(String model, String version, String... settings) {
        write(model, version, 1, settings);
        Path description = directory.resolve("models/" + model + "/" + version + "/model.yaml");
        try {
            replace(
                    description,
                    Files.readString(description)
                            .replace(
                                    "  outputs:\n",
                                    "    - {name: text, type: string, shape: [N], meaning: a"
                                            + " text}\n"
                                            + "  outputs:\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeDescription(Path folder, String... settings) throws IOException {
        replace(
                folder.resolve("model.yaml"),
                """
                summary: Multiplies by a number
                artifacts:
                  model: model.txt
                signature:
                  batch: N
                  inputs:
                    - {name: x, type: float32, shape: [N, 3], meaning: three numbers}
                  outputs:
                    - {name: y, type: float32, shape: [N, 3], meaning: their multiples}
                """
                        + runtimeUnlessIn(settings)
                        + String.join("\n", settings)
                        + "\n");
    }

    private static String runtimeUnlessIn(String... settings) {
        return List.of(settings).stream().anyMatch(line -> line.startsWith("runtime:"))
                ? ""
                : "runtime: {engine: fake}\n";
    }

    /// Writes a file at once, as a careful deployer does.
    static void replace(Path file, String content) throws IOException {
        Path draft =
                Files.writeString(
                        file.resolveSibling("." + file.getFileName() + ".draft"), content);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// What its models are, each as `name@version STATE`.
    static List<String> states(ModelServer serving) {
        return serving.index().stream()
                .map(status -> status.name() + "@" + status.version() + " " + status.state())
                .toList();
    }

    /// The factor by which the latest version of a model multiplies.
    static float factor(ModelServer serving, ModelName model) {
        return submit(serving, serving.acquire(model), Duration.ofSeconds(30), 1, 1, 1)
                .numbers()[0];
    }

    /// A request with these numbers as rows of three, not yet answered.
    public static Submitted submit(
            ModelServer serving, Lease lease, Duration timeout, float... numbers) {
        var answer = new CompletableFuture<Prediction>();
        RequestHandle ticket =
                lease.submit(request(serving, timeout, numbers), FutureCallback.to(answer));
        return new Submitted(ticket, answer);
    }

    /// The same from the thread of an inline executor.
    static Submitted submit(
            ModelServer serving,
            Lease lease,
            Duration timeout,
            InlineExecutor inline,
            float... numbers) {
        var answer = new CompletableFuture<Prediction>();
        RequestHandle ticket =
                lease.submit(request(serving, timeout, numbers), FutureCallback.to(answer), inline);
        return new Submitted(ticket, answer);
    }

    static PredictionRequest request(ModelServer serving, Duration timeout, float... numbers) {
        var inputs = new NamedTensors();
        inputs.put("x", Tensor.ofFloats(serving.pool(), Shape.of(numbers.length / 3, 3), numbers));
        return new PredictionRequest("test", inputs, System.nanoTime() + timeout.toNanos());
    }

    /// Waits for something that another thread is about to do.
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    public record Submitted(RequestHandle ticket, CompletableFuture<Prediction> answer) {
        /// The output, closed after it is copied; fails with the problem's exception.
        public float[] numbers() {
            try (Prediction prediction = answer.get(10, TimeUnit.SECONDS)) {
                return prediction.outputs().require("y").toFloats();
            } catch (ExecutionException | CompletionException e) {
                if (e.getCause() instanceof ProblemException problem) {
                    throw problem;
                }
                throw new AssertionError(e);
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }

        Problem problem() {
            try {
                numbers();
                throw new AssertionError("answered (expected: a problem)");
            } catch (ProblemException e) {
                return e.problem();
            }
        }
    }
}
