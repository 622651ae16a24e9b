package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.FakeClock;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.client.balancing.RetryBudget;
import dev.berth.client.balancing.ServerGroup;
import dev.berth.client.wire.AttemptResult;
import dev.berth.client.wire.Attempts;
import dev.berth.client.wire.ProtocolCodec;
import dev.berth.client.wire.Transport;
import dev.berth.client.wire.TransportResult;
import dev.berth.client.wire.WireRequest;
import dev.berth.client.wire.WireResponse;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.testkit.Await;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Tests of responses that are decoded on a worker, while the call continues or ends.
final class LongAnswerTest {
    private static final int LONG_BYTES = 1 << 20;

    private final FakeClock clock = new FakeClock();
    private final TensorPool pool = new TensorPool();
    private final List<Runnable> worker = new ArrayList<>();
    private boolean isDefective;

    private ActiveCall<NamedTensors> call(int answerBytes) {
        var random = new Random(1);
        var listener = new ClientListener() {};
        var group = new ServerGroup(GroupPolicy.defaults(), clock, random, listener);
        group.replace(List.of(Address.of("10.0.0.1", 8080)));
        var context =
                new ClientContext(
                        group,
                        RetryPolicy.never(),
                        new RetryBudget(0, 0, clock),
                        listener,
                        clock,
                        random);
        var plan =
                new ResolvedCallOptions(
                        "m",
                        Deadline.at(clock.getAsLong(), Duration.ofSeconds(1)),
                        Idempotence.REPEATABLE,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        "1",
                        Map.of());
        var call =
                new ActiveCall<>(
                        context,
                        new NoTimers(),
                        plan,
                        new Attempts<>(new Network(answerBytes), new Reading()),
                        new Latencies());
        call.start();
        return call;
    }

    @Test
    void start_shortAnswer_isReadAtOnce() {
        CompletableFuture<CallResult<NamedTensors>> result = call(1000).result();
        assertThat(worker).isEmpty();
        result.join().value().close();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void start_longAnswer_isReadElsewhere() {
        CompletableFuture<CallResult<NamedTensors>> result = call(LONG_BYTES).result();
        assertThat(result).isNotDone();
        worker.getFirst().run();
        result.join().value().close();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void cancel_whileTheAnswerIsRead_closesIt() {
        ActiveCall<NamedTensors> call = call(LONG_BYTES);
        call.cancel();
        worker.getFirst().run();
        assertThat(call.result()).isCompletedExceptionally();
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void start_readerIsDefective_endsTheCall() throws Exception {
        isDefective = true;
        ActiveCall<NamedTensors> call = call(LONG_BYTES);
        worker.getFirst().run();
        assertThat(Await.failure(call.result())).hasMessageContaining("cannot be read");
    }

    private static final class NoTimers implements EventLoopScheduler {
        @Override
        public void run(Runnable step) {
            step.run();
        }

        @Override
        public Timer after(long nanos, Runnable step) {
            return () -> {};
        }
    }

    /// Transport that responds at once, and decodes when the test allows it.
    private final class Network implements Transport {
        private final int answerBytes;

        Network(int answerBytes) {
            this.answerBytes = answerBytes;
        }

        @Override
        public InFlight send(
                Address server,
                WireRequest request,
                long timeoutNanos,
                Consumer<TransportResult> reply) {
            MultiMap none = MultiMap.caseInsensitiveMultiMap();
            reply.accept(
                    new TransportResult.Arrived(
                            new WireResponse(
                                    200, none, Buffer.buffer(new byte[answerBytes]), none)));
            return () -> {};
        }

        @Override
        public <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then) {
            worker.add(() -> then.accept(outcome(step)));
        }

        private <T> Future<T> outcome(Callable<T> step) {
            if (isDefective) {
                return Future.failedFuture(new StackOverflowError());
            }
            try {
                return Future.succeededFuture(step.call());
            } catch (Exception e) {
                return Future.failedFuture(e);
            }
        }
    }

    private final class Reading implements ProtocolCodec<NamedTensors> {
        @Override
        public WireRequest request() {
            return WireRequest.get("/");
        }

        @Override
        public Map<String, String> timeout(long remainingNanos) {
            return Map.of();
        }

        @Override
        public AttemptResult<NamedTensors> read(WireResponse answer, Address server) {
            var outputs = new NamedTensors();
            outputs.put("y", Tensor.ofFloats(pool, Shape.of(1), 1));
            return new AttemptResult.Answered<>(outputs, List.of(), Optional.empty());
        }
    }
}
