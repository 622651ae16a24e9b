package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isOnLinux")
@Tag("timed")
class PreemptionTickerTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final CountDownLatch end = new CountDownLatch(1);

    /// Of pools of other tests.
    private final List<Path> others;

    PreemptionTickerTest() {
        others = all();
    }

    static boolean isOnLinux() throws Throwable {
        // Where only some processors' time is given, there are more than are executed on.
        return SystemCall.areKnown() && Affinity.processors().cardinality() == PROCESSORS;
    }

    /// All of them, once they have the names by which they are found.
    private List<Path> started() throws InterruptedException {
        await(() -> threads().size() == PROCESSORS);
        return threads();
    }

    private List<Path> threads() {
        List<Path> threads = new ArrayList<>(all());
        threads.removeAll(others);
        return threads;
    }

    private static List<Path> all() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            return all.filter(each -> status(each, "Name").startsWith("berth-nudge-")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Empty if the thread has ended.
    private static String status(Path thread, String key) {
        try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
            return lines.filter(line -> line.startsWith(key + ":"))
                    .map(line -> line.substring(key.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    private static long sleeps(Path thread) {
        return Long.parseLong(status(thread, "voluntary_ctxt_switches"));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void during_aTaskThatRuns_aThreadOnEachProcessorSleepsAndWakesUpAgainAndAgain()
            throws Exception {
        try (var nudges = new PreemptionTicker(PROCESSORS)) {
            run(nudges, end);
            List<Path> threads = started();
            await(
                    () ->
                            threads.stream()
                                    .allMatch(
                                            each ->
                                                    status(each, "Cpus_allowed_list")
                                                            .matches("\\d+")));
            var places = new TreeSet<String>();
            for (Path thread : threads) {
                places.add(status(thread, "Cpus_allowed_list"));
                long before = sleeps(thread);
                await(() -> sleeps(thread) > before + 200);
            }
            assertThat(places).hasSize(PROCESSORS);
        }
        await(() -> threads().isEmpty());
    }

    @Test
    void during_longAfterTheLastTask_beginsAgain() throws Exception {
        try (var nudges = new PreemptionTicker(PROCESSORS)) {
            nudges.during(() -> {});
            Path one = started().getFirst();
            await(() -> restsFor(one, Duration.ofMillis(300)));

            long before = sleeps(one);
            run(nudges, end);

            await(() -> sleeps(one) > before + 200);
        }
    }

    /// Until the latch is open.
    private static void run(PreemptionTicker nudges, CountDownLatch end) {
        Thread.ofPlatform().daemon().start(() -> nudges.during(() -> awaitOpen(end)));
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void letRunnersGo() {
        end.countDown();
    }

    private static boolean restsFor(Path thread, Duration time) {
        long before = sleeps(thread);
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return sleeps(thread) == before;
    }

    @Test
    void new_moreProcessorsThanAreExecutedOn_hasNoThreads() throws Exception {
        try (var nudges = new PreemptionTicker(PROCESSORS - 1)) {
            run(nudges, end);
            // Time for threads to get the names by which they are found.
            Thread.sleep(200);
            assertThat(threads()).isEmpty();
        }
    }
}
