package dev.berth.serving.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.serving.FakeSystem;
import dev.berth.serving.ManyOnnxModels;
import dev.berth.serving.ModelServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Tag("timed")
class LowPriorityTest {
    private static final Path THREADS = Path.of("/proc/self/task");

    /// Times as long as with free processors, and more; a load that gets nothing takes forever.
    private static final long LOAD_SECONDS_MAX = 60;

    private static int niceOf(Path thread) {
        String line = read(thread.resolve("stat"));
        // The name before may have spaces; the nice value is the 19th word, the third follows it.
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    /// Nanoseconds; empty where the kernel does not report it.
    private static Optional<Long> sliceOf(Path thread) {
        Path file = thread.resolve("sched");
        return Files.exists(file)
                ? read(file)
                        .lines()
                        .filter(line -> line.startsWith("se.slice"))
                        .map(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                        .findFirst()
                : Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The system knows the first 15 characters of a name.
    private static Map<String, Path> threads(String prefix) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> threads = Files.list(THREADS)) {
            for (Path thread : threads.toList()) {
                Path name = thread.resolve("comm");
                if (Files.exists(name) && read(name).startsWith(prefix)) {
                    found.put(read(name).strip() + " " + thread.getFileName(), thread);
                }
            }
        }
        return found;
    }

    private static int niceOfProcess() {
        return niceOf(Path.of("/proc/self"));
    }

    private static boolean knowsSlices() {
        return !System.getProperty("os.version").matches("([0-5]|6\\.([0-9]|1[01])\\b).*");
    }

    private static void assertIsLow(Path thread) {
        assertThat(niceOf(thread)).isEqualTo(Math.min(19, niceOfProcess() + 10));
        assertHasSlice(thread, Scheduling.LONGEST_SLICE_NANOS);
    }

    private static void assertGivesWayAndKeepsItsShare(Path thread, long sliceNanos) {
        assertThat(niceOf(thread)).isEqualTo(niceOfProcess());
        assertHasSlice(thread, sliceNanos);
    }

    private static void assertHasSlice(Path thread, long nanos) {
        if (knowsSlices()) {
            assertThat(sliceOf(thread).orElse(nanos)).isEqualTo(nanos);
        }
    }

    @Test
    void threads_evenThoseThatSuchABegins_areNicerThanTheProcessByTheSame() throws Exception {
        var factory = LowPriority.threads(Thread.ofPlatform().daemon());
        var done = new CompletableFuture<List<String>>();
        factory.newThread(() -> factory.newThread(() -> done.complete(ownPriority())).start())
                .start();
        done.get(60, TimeUnit.SECONDS)
                .forEach(line -> assertThat(line).isEqualTo("as low as it should be"));
    }

    private static List<String> ownPriority() {
        try {
            assertIsLow(Path.of("/proc/thread-self"));
            return List.of("as low as it should be");
        } catch (AssertionError e) {
            return List.of(e.toString());
        }
    }

    @Test
    void ofCompilers_keepTheirNiceValueAndGetALongSlice() throws IOException {
        LowPriority.ofCompilers();

        Map<String, Path> compilers = threads("C1 CompilerThre");
        assertThat(compilers).isNotEmpty();
        assertThat(compilers.values())
                .allSatisfy(
                        thread ->
                                assertGivesWayAndKeepsItsShare(
                                        thread, Scheduling.LONGEST_SLICE_NANOS));
    }

    @Test
    void serving_threadsThatLoadLookAndGiveBack_areLowAndThoseThatAnswerAreNot(
            @TempDir Path directory) throws IOException {
        var system = new FakeSystem(directory);
        system.write("m", "1", 1);
        try (var serving = system.open()) {
            serving.unload(ModelName.of("m")).join();
            for (String name : List.of("berth-load-", "berth-reconcile", "berth-unload")) {
                Map<String, Path> threads = threads(name);
                assertThat(threads).as(name).isNotEmpty();
                threads.values().forEach(LowPriorityTest::assertIsLow);
            }
            serving.load(ModelName.of("m")).join();
            var lease = serving.acquire(ModelName.of("m"));
            FakeSystem.submit(serving, lease, Duration.ofSeconds(30), 1, 2, 3).numbers();
            assertThat(threads("berth-execute-").values())
                    .isNotEmpty()
                    .allSatisfy(
                            thread ->
                                    assertGivesWayAndKeepsItsShare(
                                            thread, Scheduling.LONG_SLICE_NANOS));
        }
    }

    @Test
    void load_allProcessorsBusyWithOthers_ends(@TempDir Path directory) throws Exception {
        var system = new ManyOnnxModels(directory);
        system.write(0, 1);
        var name = ModelName.of(ManyOnnxModels.name(0));
        var stop = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        try (var serving = ModelServer.open(system.directory(), system.options())) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                busy.add(
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () -> {
                                            while (!stop.get()) {
                                                Thread.onSpinWait();
                                            }
                                        }));
            }
            serving.unload(name).get(LOAD_SECONDS_MAX, TimeUnit.SECONDS);
            serving.load(name).get(LOAD_SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(serving.isReady(name, Optional.empty())).isTrue();
        } finally {
            stop.set(true);
            for (Thread thread : busy) {
                thread.join();
            }
        }
    }

    @Test
    void lowest_isIdle_whereTheSystemAllowsIt() throws Exception {
        var policy = new CompletableFuture<Integer>();
        Thread thread =
                LowPriority.lowest(Thread.ofPlatform())
                        .newThread(() -> policy.complete(policyOf(Path.of("/proc/thread-self"))));
        thread.start();
        // SCHED_IDLE, or the policy of all if that is refused, as in some containers.
        assertThat(policy.get(60, TimeUnit.SECONDS)).isEqualTo(Scheduling.isSupported() ? 5 : 0);
        thread.join();
        // No other thread is.
        assertThat(policyOf(Path.of("/proc/thread-self"))).isZero();
    }

    /// The 41st word; the third follows the name, which may have spaces.
    private static int policyOf(Path thread) {
        String line = read(thread.resolve("stat"));
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[38]);
    }
}
