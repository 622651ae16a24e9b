package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SessionPosition;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// A system with the recurrent ONNX model `gru`, which takes four numbers in each request of a
/// session; in virtual time.
record RecurrentSystem(Path directory, ManualTime time) {
    static final ModelName GRU = new ModelName("gru");

    RecurrentSystem(Path directory) {
        this(directory, new ManualTime());
    }

    /// Writes a package.
    ///
    /// @param session further entries of `session`, each with a comma before it
    /// @param more lines of model.yaml
    RecurrentSystem write(String version, long seed, String session, String... more) {
        SystemBuilder.in(directory)
                .with(
                        "gru",
                        version,
                        PackageBuilder.onnx(OnnxModels.recurrent(seed))
                                .batch("N")
                                .input("x", "float32", "[N, 4]", "example: [1, 2, 3, 4]")
                                .output("y", "float32", "[N, 3]")
                                .with(
                                        "session: {state: [{input: state, output: next}], constants: {rate: 16000}"
                                                + session
                                                + "}")
                                .with(more));
        return this;
    }

    ModelServer open() {
        return ModelServer.open(directory, options());
    }

    /// Opens the gate of [HeldStep]: closed before the server, which waits for what is at the gate.
    interface GateOpener extends AutoCloseable {
        @Override
        void close();
    }

    /// Ends what waits for a time, with the same order of closing.
    GateOpener timePasser() {
        return () -> time.advance(Duration.ofDays(1));
    }

    ServingOptions options() {
        return ServingOptions.defaults()
                .withCacheDirectory(directory.resolve("cache"))
                .withTime(FakeSystem.timeOf(time))
                .withExecutionThreads(2);
    }

    static Submitted submit(ModelServer serving, @Nullable SessionPosition position, float... x) {
        return submit(serving, serving.acquire(GRU), position, Duration.ofSeconds(60), x);
    }

    static Submitted submit(
            ModelServer serving,
            Lease lease,
            @Nullable SessionPosition position,
            Duration timeout,
            float... x) {
        var inputs = new NamedTensors();
        inputs.put("x", Tensor.ofFloats(serving.pool(), Shape.of(x.length / 4, 4), x));
        var answer = new CompletableFuture<Prediction>();
        var request =
                new PredictionRequest("test", inputs, FakeSystem.deadline(serving, timeout))
                        .inSession(position);
        return new Submitted(lease.submit(request, FutureCallback.to(answer)), answer);
    }

    static SessionPosition first(String id) {
        return new SessionPosition(id, true, false);
    }

    static SessionPosition further(String id) {
        return new SessionPosition(id, false, false);
    }

    static SessionPosition last(String id) {
        return new SessionPosition(id, false, true);
    }

    static void assertProblem(ThrowingCallable call, ProblemCode code, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(code);
                            for (String word : words) {
                                assertThat(e.problem().sentence()).contains(word);
                            }
                        });
    }
}
