package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadUnderLoadTest {
    private static final int CHANGES = 100;
    private static final int CALLERS = 4;

    @Test
    void refresh_hundredChangesWhileCallersCall_noRequestFailsAndNoAnswerIsMixed(
            @TempDir Path directory) throws Exception {
        var system = new FakeSystem(directory);
        system.write("m", "1", 1);
        var answered = new AtomicLong();
        var stop = new AtomicBoolean();
        try (var serving = ModelServer.open(directory, system.options());
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                running.add(callers.submit(() -> callUntil(stop, model(serving), answered)));
            }
            try {
                for (int change = 2; change <= CHANGES + 1; change++) {
                    // The artifact changes in place and the description with it: two steps, as
                    // deployers make them.
                    system.write(
                            "m", "1", change, "limits: {max-queue-rows: " + (100 + change) + "}");
                    serving.refresh().join();
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> caller : running) {
                caller.get();
            }

            assertThat(answered.get()).isPositive();
            assertThat(factor(model(serving).predict(record(1)))).isEqualTo(CHANGES + 1);
            assertThat(system.runtime().loads()).isEqualTo(CHANGES + 1);
            // An answer comes before its executor has given everything back.
            Await.until(() -> serving.pool().blocksInUse() == 0);
        }
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    private static void callUntil(AtomicBoolean stop, Model model, AtomicLong answered) {
        float latest = 0;
        do {
            List<Map<String, Object>> answers =
                    model.predictAll(List.of(record(1), record(1), record(1)));
            float factor = factor(answers.getFirst());
            for (Map<String, Object> answer : answers) {
                assertThat(factor(answer)).isEqualTo(factor);
            }
            assertThat(factor).isGreaterThanOrEqualTo(latest);
            latest = factor;
            answered.incrementAndGet();
        } while (!stop.get());
    }

    private static Map<String, Object> record(float number) {
        return Map.of("x", List.of(number, number, number));
    }

    /// The factor of an answer, which must be the same in all its numbers.
    private static float factor(Map<String, Object> answer) {
        List<?> numbers = (List<?>) Objects.requireNonNull(answer.get("y"));
        assertThat(numbers).hasSize(3);
        assertThat(Set.copyOf(numbers)).hasSize(1);
        return (float) numbers.getFirst();
    }

    private static Model model(ModelServer serving) {
        return Model.of(serving, new ModelName("m"), Optional.empty());
    }
}
