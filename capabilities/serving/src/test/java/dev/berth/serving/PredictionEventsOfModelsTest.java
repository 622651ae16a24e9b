package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionEvents;
import dev.berth.serving.execution.InstanceLease;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.TraceContextProvider;
import dev.berth.testkit.events.CollectingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events of predictions by leases of a model.
final class PredictionEventsOfModelsTest {
    @TempDir private Path directory;

    private final CollectingListener listener = CollectingListener.ofAll();

    private static PredictionRequest request(ModelServer serving, float first) {
        var inputs = new NamedTensors();
        inputs.put("x", Tensor.ofFloats(serving.pool(), Shape.of(1, 3), first, 2, 3));
        return new PredictionRequest(
                "mine", inputs, FakeSystem.deadline(serving, Duration.ofSeconds(20)));
    }

    private static void predict(ModelServer serving, Lease lease) {
        var answer = new CompletableFuture<Prediction>();
        var _ = lease.submit(request(serving, 1), FutureCallback.to(answer));
        answer.join().close();
    }

    @Test
    void leases_ofCallersPublish_andThoseOfPartsDoNot() {
        var system = new FakeSystem(directory);
        system.write("m", "1", 2);
        var options = system.options().withPredictionListeners(List.of(listener));
        try (ModelServer serving = ModelServer.open(directory, options)) {
            var reference = ModelReference.of("m", "1");
            predict(serving, serving.acquire(reference.name()));
            Lease shared = serving.acquire(reference.name());
            predict(serving, shared.fork());
            shared.close();
            Lease part = serving.acquireAdmitted(reference.name(), Optional.empty());
            predict(serving, Objects.requireNonNull(part));
            predict(
                    serving,
                    serving.acquireLoadedPart(
                                    reference.name(), Optional.empty(), OptionalLong.empty())
                            .join());
            Lease used = serving.acquire(reference.name());
            predict(serving, used);
            PredictionRequest again = request(serving, 1);
            assertThatThrownBy(
                            () -> used.submit(again, FutureCallback.to(new CompletableFuture<>())))
                    .isInstanceOf(IllegalStateException.class);
            again.inputs().close();
            assertThat(listener.await(3)).hasSize(3);
        }
        assertThat(listener.received()).hasSize(3);
    }

    @Test
    void server_withoutListeners_hasNoEvents() {
        var system = new FakeSystem(directory);
        system.write("m", "1", 2);
        try (ModelServer serving = system.open()) {
            assertThat(serving.predictionEvents()).isNull();
            try (Lease lease = serving.acquire(ModelReference.of("m", "1").name())) {
                assertThat(lease).isInstanceOf(InstanceLease.class);
            }
        }
    }

    @Test
    void listenersOfTheSameName_areAProblemBeforeAnythingIsLoaded() {
        var system = new FakeSystem(directory);
        system.write("m", "1", 2);
        var options = system.options().withPredictionListeners(List.of(listener, listener));
        assertThatThrownBy(() -> ModelServer.open(directory, options))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'collecting'");
    }

    /// A lease that refuses what was not read.
    private record Refusing(ModelReference model, Signature signature) implements Lease {
        private static final Problem FULL =
                Problem.of(ProblemCode.QUEUE_FULL, "too much", "send it later");

        @Override
        public RequestLimit limit() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean supportsInlineExecution() {
            return false;
        }

        @Override
        public long timeoutNanos() {
            return 0;
        }

        @Override
        public @Nullable Problem refuseUnread(
                Supplier<String> requestId, TraceContextProvider caller) {
            return FULL;
        }

        @Override
        public RequestHandle submit(PredictionRequest request, PredictionCallback reply) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RequestHandle submit(
                PredictionRequest request, PredictionCallback reply, InlineExecutor inline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Lease fork() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void request_refusedUnread_hasAnEventWithoutInputs() {
        try (PredictionEvents events =
                PredictionEvents.open(
                        List.of(listener),
                        task -> Thread.ofPlatform().daemon().unstarted(task),
                        InstantSource.system())) {
            var refusing =
                    new Refusing(
                            ModelReference.of("m", "1"),
                            new Signature(Optional.empty(), List.of(), List.of()));
            var lease = new PublishingLease(refusing, events);
            assertThat(lease.refuseUnread(() -> "mine", TraceContextProvider.NONE))
                    .isEqualTo(Refusing.FULL);
        }
        PredictionEvent event = listener.received().getFirst().event();
        assertThat(event.requestId()).isEqualTo("mine");
        assertThat(event.problem()).contains(Refusing.FULL);
        assertThat(event.records()).isZero();
        assertThat(event.payload()).isEmpty();
        assertThat(event.stages()).isEmpty();
    }
}
