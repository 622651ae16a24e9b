package dev.berth.features.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OpenedStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests of a server that stops, restarts or hangs, and of a network that does the same.
class RedisFaultsTest extends OpenedStore {
    /// Of stores whose calls are to end without a response.
    private static final Duration BRIEF = Duration.ofMillis(300);

    @RegisterExtension static final RedisServer SERVER = new RedisServer();

    private final Proxy proxy;
    private Duration timeout = Await.TIMEOUT;

    RedisFaultsTest() throws IOException {
        proxy = Proxy.to(SERVER.port());
    }

    @Override
    protected OnlineStore open() {
        return RedisStore.open(
                RedisAddress.of("redis://localhost:" + proxy.port()).withTimeout(timeout));
    }

    @Override
    protected boolean lasts() {
        return true;
    }

    @AfterEach
    void clearServer() throws IOException {
        proxy.close();
        try (var direct = RedisStore.open(SERVER.address())) {
            direct.deletePrefix(bytes());
        }
    }

    private static boolean works(Runnable call) {
        try {
            call.run();
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    @Test
    void kill_serverInUse_isAProblemUntilItIsBackWithWhatItHad() throws IOException {
        put(bytes(1), bytes(10));
        SERVER.kill();
        Problem problem = assertUnavailable(() -> store().read(bytes(1)));
        assertThat(problem.message()).contains("cannot be reached");
        assertThat(problem.remedy()).contains("start it");
        assertUnavailable(() -> store().write(batch(1)));
        assertUnavailable(() -> store().readAll(List.of(bytes(1), bytes(2))));
        SERVER.start();
        Await.until(() -> works(() -> store().read(bytes(1))));
        assertThat(store().read(bytes(1))).containsExactly(10);
        Await.until(() -> works(() -> store().write(batch(2))));
        assertThat(wholeRound()).isEqualTo(2);
    }

    /// A connection that ends between its choice and the sending is replaced, unseen by the caller.
    @Test
    void execute_connectionLostBeforeItsCommandIsSent_usesANewOne() throws IOException {
        var address = RedisServer.address("redis://localhost:" + proxy.port());
        var tries = new AtomicInteger();
        try (var commands = new RedisCommands(address)) {
            String answer =
                    commands.execute(
                            all -> {
                                if (tries.getAndIncrement() == 0) {
                                    cut();
                                    Await.until(() -> RedisProblems.neverSent(all.ping()));
                                }
                                return all.ping();
                            });
            assertThat(answer).isEqualTo("PONG");
            assertThat(tries).hasValue(2);
        }
    }

    private void cut() {
        try {
            proxy.cut();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// A batch being written is stored completely or not at all; acknowledged batches are stored.
    @Test
    void kill_whileBatchesAreWritten_leavesWholeBatches() throws Exception {
        var random = new Random(seed);
        int round = 1;
        store().write(batch(round));
        for (int kill = 0; kill < 5; kill++) {
            int until = round + random.nextInt(300);
            var written = new AtomicInteger(round);
            try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
                Future<?> killer = executor.submit(() -> killAt(until, written));
                while (writes(round + 1)) {
                    round++;
                    written.set(round);
                }
                killer.get();
            }
            SERVER.start();
            Await.until(() -> works(() -> store().read(bytes(1))));
            assertThat(wholeRound()).as("seed %d", seed).isIn(round, round + 1);
            // The same batch again, whether it was executed or not.
            int again = round + 1;
            Await.until(() -> writes(again));
            assertThat(wholeRound()).isEqualTo(again);
            round = again;
        }
    }

    private static void killAt(int round, AtomicInteger written) {
        Await.until(() -> written.get() >= round);
        SERVER.kill();
    }

    private boolean writes(int round) {
        return works(() -> store().write(batch(round)));
    }

    private static StoreBatch batch(int round) {
        var batch = new StoreBatch();
        batch.put(bytes(1), number(round));
        batch.delete(key(round - 1));
        batch.put(key(round), number(round));
        return batch;
    }

    private static byte[] number(int round) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(round).array();
    }

    private static byte[] key(int round) {
        return bytes(2, round >> 24, round >> 16, round >> 8, round);
    }

    /// The batch written last, all of which must exist and nothing of others.
    private int wholeRound() {
        byte[] now = Objects.requireNonNull(store().read(bytes(1)));
        int round = ByteBuffer.wrap(now).getInt();
        assertThat(rows(bytes(2))).containsExactly(text(key(round)) + "=" + text(now));
        return round;
    }

    /// Opens the store again, with calls that do not wait for long.
    private void beBrief() throws IOException {
        timeout = BRIEF;
        reopen();
    }

    /// Otherwise a call would only show how long connecting is waited for.
    private void connect() {
        Await.until(() -> works(() -> store().read(bytes(1))));
    }

    @Test
    void silence_ofTheNetwork_endsCallsAndGoesByItself() throws IOException {
        put(bytes(1), bytes(10));
        beBrief();
        proxy.beSilent();
        for (int i = 0; i < 2; i++) {
            assertUnavailable(() -> store().read(bytes(1)));
            assertUnavailable(() -> store().write(batch(1)));
            assertUnavailable(() -> rows(bytes(1)));
        }
        proxy.speak();
        Await.until(() -> works(() -> assertThat(store().read(bytes(1))).containsExactly(10)));
    }

    @Test
    void silence_ofTheServer_tellsHowLongItWasWaitedFor() throws IOException {
        beBrief();
        connect();
        SERVER.signal("STOP");
        try {
            Problem problem = assertUnavailable(() -> store().read(bytes(1)));
            assertThat(problem.message()).contains("did not answer within 300 ms");
        } finally {
            SERVER.signal("CONT");
        }
        Await.until(() -> works(() -> store().read(bytes(1))));
    }

    /// One after the other they would take longer than a test may.
    @Test
    void silence_whileManyAsk_endsAllOfThemTogether() throws Exception {
        beBrief();
        proxy.beSilent();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                calls.add(executor.submit(() -> assertUnavailable(() -> store().read(bytes(1)))));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            proxy.speak();
        }
    }

    @Test
    void cut_betweenCalls_isNoticedByNobodyOrAProblem() throws IOException {
        put(bytes(1), bytes(10));
        proxy.cut();
        Await.until(() -> works(() -> store().read(bytes(1))));
        proxy.cut();
        Await.until(() -> works(() -> store().write(batch(3))));
        assertThat(wholeRound()).isEqualTo(3);
    }

    @Test
    void close_whileTheNetworkIsSilent_doesNotHang() {
        proxy.beSilent();
        store().close();
    }

    @Test
    void interrupt_whileItIsWaitedFor_isAProblemAndStaysSet() {
        proxy.beSilent();
        Thread.currentThread().interrupt();
        assertUnavailable(() -> store().read(bytes(1)));
        assertThat(Thread.interrupted()).isTrue();
    }
}
