package dev.berth.serving;

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
import dev.berth.serving.thread.ServingTime;
import dev.berth.testkit.Await;
import dev.berth.testkit.runtime.FakeRuntime;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/// A system in a temporary directory whose models are fakes: `y = factor * x` over float32 [N, 3].
/// Its servers are in virtual time, which stands unless a test advances it.
public final class FakeSystem {
    private final Path directory;
    private final FakeRuntime runtime = new FakeRuntime();
    private final ManualTime time = new ManualTime();

    public FakeSystem(Path directory) {
        this.directory = directory;
    }

    FakeRuntime runtime() {
        return runtime;
    }

    ManualTime time() {
        return time;
    }

    Path directory() {
        return directory;
    }

    ServingOptions options() {
        return ServingOptions.defaults()
                .withCacheDirectory(directory.resolve("cache"))
                .withRuntimes(List.of(runtime))
                .withTime(timeOf(time))
                .withExecutionThreads(2);
    }

    /// The time of a server by a test's.
    static ServingTime timeOf(ManualTime time) {
        return new ServingTime(time, _ -> time.scheduler());
    }

    /// A time that passes only as it is read, by 100 ns each: models without work are quick.
    static ServingTime ticking() {
        var nanos = new AtomicLong();
        return new ServingTime(() -> nanos.addAndGet(100), ServingTime.SYSTEM.timers());
    }

    public ModelServer open() {
        return ModelServer.open(directory, options());
    }

    /// Its files.
    SystemBuilder files() {
        return new SystemBuilder(directory);
    }

    /// Writes a package of a model that claims to hold so much native memory.
    void writeOfSize(String model, String version, double factor, long bytes) {
        files().with(model, version, PackageBuilder.threefold(factor, "memory: " + bytes));
    }

    /// Writes a package; `settings` are further lines of its model.yaml.
    public void write(String model, String version, double factor, String... settings) {
        files().with(model, version, PackageBuilder.threefold(factor).with(settings));
    }

    /// Writes a package that takes a text beside its numbers, which its model ignores.
    void writeWithText(String model, String version, String... settings) {
        PackageBuilder numbers = PackageBuilder.threefold(1).input("text", "string", "[N]");
        files().with(model, version, numbers.with(settings));
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
        return new PredictionRequest("test", inputs, deadline(serving, timeout));
    }

    /// A deadline on the server's scale.
    static long deadline(ModelServer serving, Duration left) {
        return serving.nanoClock().getAsLong() + left.toNanos();
    }

    public record Submitted(RequestHandle ticket, CompletableFuture<Prediction> answer) {
        /// The output, closed after it is copied; fails with the problem's exception.
        public float[] numbers() {
            try (Prediction prediction = Await.result(answer)) {
                return prediction.outputs().require("y").toFloats();
            } catch (ExecutionException | CompletionException e) {
                if (e.getCause() instanceof ProblemException problem) {
                    throw problem;
                }
                throw new AssertionError(e);
            } catch (InterruptedException e) {
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
