package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of two real servers, one of which stops under load.
final class RollingStopTest {
    private static final int CALLERS = 4;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_whileOneServerStops_losesNoCall(HttpForm form) throws Exception {
        var stopping = BerthSystem.start(Files.createDirectory(folder.resolve("one")));
        try (var staying = BerthSystem.start(Files.createDirectory(folder.resolve("other")));
                var client =
                        BerthClient.open(
                                ClientOptions.of(
                                                ServerDiscovery.of(
                                                        stopping.address(), staying.address()))
                                        .withHttp(form)
                                        .withPool(
                                                PoolPolicy.defaults()
                                                        .withConnectTimeout(Await.TIMEOUT)));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var stopped = new AtomicBoolean();
            var answered = new AtomicInteger();
            List<Future<?>> all =
                    IntStream.range(0, CALLERS)
                            .<Future<?>>mapToObj(
                                    i -> callers.submit(() -> call(client, answered, stopped)))
                            .toList();
            Await.until(() -> answered.get() > 200);
            stopping.close();
            int then = answered.get();
            Await.until(() -> answered.get() > then + 200);
            stopped.set(true);
            for (Future<?> each : all) {
                // Throws the failure of a call.
                each.get();
            }
            assertThat(client.pool().blocksInUse()).isZero();
        }
    }

    private static void call(BerthClient client, AtomicInteger answered, AtomicBoolean stopped) {
        Predictor fake = client.model("fake");
        while (!stopped.get()) {
            assertThat(fake.predict(Map.of("x", List.of(1, 2, 3)))).containsKey("y");
            try (var inputs = new NamedTensors()) {
                inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 3), 1, 2, 3));
                fake.infer(inputs).close();
            }
            answered.incrementAndGet();
        }
    }
}
