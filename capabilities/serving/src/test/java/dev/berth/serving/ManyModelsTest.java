package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.lifecycle.LoadPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More models than fit, with the real engine.
class ManyModelsTest {
    private static final int MANY = 200;
    private static final int CALLERS = 4;
    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);
    private static final int CALLS = 100 * FACTOR;
    private static final int CHANGES = 30 * FACTOR;
    private static final int MODELS = 24;

    private final ManyOnnxModels system;

    ManyModelsTest(@TempDir Path directory) {
        system = new ManyOnnxModels(directory);
    }

    private void writeAll(int count) throws IOException {
        for (int model = 0; model < count; model++) {
            system.write(model, model + 1);
        }
    }

    /// Room for about so many of the models.
    private ServingOptions limitedTo(int models) throws IOException {
        long each;
        try (var serving = ModelServer.open(system.directory(), system.options())) {
            each = serving.index().getFirst().memory().totalBytes();
        }
        return system.options()
                .withLoadPolicy(LoadPolicy.ON_DEMAND)
                .withMemoryBytesMax(OptionalLong.of(models * each));
    }

    @Test
    void open_twoHundredModels_areAllReadyAndAnswerForThemselves() throws IOException {
        writeAll(MANY);
        TensorPool pool;
        try (var serving = ModelServer.open(system.directory(), system.options())) {
            assertThat(serving.index())
                    .hasSize(MANY)
                    .allMatch(status -> status.state() == ModelState.READY)
                    .allMatch(status -> status.memory().weightBytes() > 0);
            for (int model = 0; model < MANY; model++) {
                assertThat(ManyOnnxModels.factor(serving, model)).isEqualTo(model + 1);
            }
            pool = serving.pool();
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void predict_concurrentlyOverMoreThanFit_noRequestFailsAndTheLimitHolds() throws Exception {
        writeAll(MODELS);
        ServingOptions options = limitedTo(MODELS / 3);
        TensorPool pool;
        try (var serving = ModelServer.open(system.directory(), options);
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                var random = new Random(caller);
                running.add(
                        callers.submit(
                                () -> {
                                    for (int i = 0; i < CALLS; i++) {
                                        int model = random.nextInt(MODELS);
                                        assertThat(ManyOnnxModels.factor(serving, model))
                                                .isEqualTo(model + 1);
                                    }
                                }));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
            assertThat(heldBytes(serving))
                    .isLessThanOrEqualTo(options.memoryBytesMax().orElseThrow());
            pool = serving.pool();
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    /// Requests, evictions, reloads, unloads and loads at the same time, in an order that the seed
    /// gives as far as threads allow.
    @Test
    void stress_everythingAtOnce_onlyUnloadedModelsRefuse() throws Exception {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed " + seed + ": -Dberth.seed=" + seed + " runs it again");
        writeAll(MODELS);
        ServingOptions options = limitedTo(MODELS / 3);
        TensorPool pool;
        var stop = new AtomicBoolean();
        var answered = new AtomicLong();
        try (var serving = ModelServer.open(system.directory(), options);
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                var random = new Random(seed + caller);
                running.add(callers.submit(() -> callUntil(stop, serving, random, answered)));
            }
            try {
                change(serving, new Random(seed - 1));
            } finally {
                stop.set(true);
            }
            for (Future<?> caller : running) {
                caller.get();
            }
            for (int model = 0; model < MODELS; model++) {
                serving.load(ModelName.of(ManyOnnxModels.name(model))).join();
                assertThat(ManyOnnxModels.factor(serving, model) % 1000).isEqualTo(model + 1);
            }
            assertThat(answered.get()).isPositive();
            assertThat(heldBytes(serving))
                    .isLessThanOrEqualTo(options.memoryBytesMax().orElseThrow());
            pool = serving.pool();
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    private void change(ModelServer serving, Random random) throws IOException {
        for (int change = 1; change <= CHANGES; change++) {
            int model = random.nextInt(MODELS);
            ModelName name = ModelName.of(ManyOnnxModels.name(model));
            switch (random.nextInt(4)) {
                case 0 -> serving.unload(name).join();
                case 1 -> serving.load(name).join();
                default -> {
                    system.write(model, 1000 * change + model + 1);
                    serving.refresh().join();
                }
            }
        }
    }

    private static void callUntil(
            AtomicBoolean stop, ModelServer serving, Random random, AtomicLong answered) {
        while (!stop.get() || answered.get() == 0) {
            int model = random.nextInt(MODELS);
            try {
                assertThat(ManyOnnxModels.factor(serving, model) % 1000).isEqualTo(model + 1);
                answered.incrementAndGet();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.MODEL_NOT_READY);
                // One that was unloaded is not there before it has been loaded again.
                assertThat(e.problem().message()).containsAnyOf("unload", "is loading");
            } catch (CompletionException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static long heldBytes(ModelServer serving) {
        return serving.index().stream().mapToLong(status -> status.memory().totalBytes()).sum();
    }
}
