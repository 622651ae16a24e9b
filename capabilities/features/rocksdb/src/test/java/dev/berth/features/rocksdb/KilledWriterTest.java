package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OpenedStore;
import dev.berth.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of processes that end without closing their store.
class KilledWriterTest extends OpenedStore {
    private static final int KILLS = 3 * Integer.getInteger("berth.cases.factor", 1);

    @TempDir private Path folder;

    @Override
    protected OnlineStore open() {
        return RocksStore.open(folder);
    }

    @Override
    protected boolean lasts() {
        return true;
    }

    @Test
    void kill_whileItWrites_leavesWhatWasWrittenInWholeBatches() throws Exception {
        var random = new Random(seed);
        int round = 0;
        store().write(KilledWriter.batch(0));
        for (int kill = 0; kill < KILLS; kill++) {
            store().close();
            int printed = writeAndKill(round + 1, random.nextInt(150));
            reopen();
            round = assertWhole(printed);
        }
    }

    /// The last round that was printed.
    private int writeAndKill(int first, int rounds) throws IOException {
        Process writer = KilledWriter.start(folder, first);
        int printed = first - 1;
        try (BufferedReader lines = writer.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("open");
            for (int i = 0; i < rounds; i++) {
                printed = Integer.parseInt(lines.readLine());
            }
            // Not of the process itself, which would close its output.
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may be truncated, and is then a smaller number.
                printed = Math.max(printed, line.isEmpty() ? 0 : Integer.parseInt(line));
            }
        }
        return printed;
    }

    private int assertWhole(int printed) {
        byte[] newest = Objects.requireNonNull(store().read(KilledWriter.newest()));
        int round = ByteBuffer.wrap(newest).getInt();
        assertThat(round).as("seed %d", seed).isIn(printed, printed + 1);
        assertThat(rows(bytes(2)))
                .containsExactly(text(KilledWriter.moving(round)) + "=" + text(newest));
        Set<Integer> loads = new TreeSet<>();
        int[] count = new int[1];
        store().scan(
                        bytes(3),
                        (key, value) -> {
                            loads.add(ByteBuffer.wrap(value).getInt());
                            count[0]++;
                        });
        assertThat(count[0]).isIn(0, KilledWriter.LOADED);
        if (KilledWriter.loadOf(printed) > 0) {
            assertThat(loads).hasSize(1);
            assertThat(loads.iterator().next())
                    .isBetween(KilledWriter.loadOf(printed), KilledWriter.loadOf(round));
        }
        return round;
    }

    @Test
    void open_whileAnotherProcessHasIt_saysWhichOne() throws IOException {
        store().close();
        Process other = KilledWriter.start(folder, 1);
        try (BufferedReader lines = other.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("open");
            Problem problem = assertUnavailable(() -> RocksStore.open(folder));
            assertThat(problem.message())
                    .contains(folder.toString(), "by process " + other.pid() + " since ");
            assertThat(problem.remedy()).contains("stop that one");
            assertReads(lines);
        } finally {
            other.destroyForcibly().onExit().join();
        }
        reopen();
        assertThat(store().read(KilledWriter.newest())).isNotNull();
    }

    /// Reads beside the writing process, and not far behind it.
    private void assertReads(BufferedReader lines) throws IOException {
        try (OnlineStore reading = RocksStore.openToRead(folder)) {
            for (int seen = 0; seen < 30; ) {
                int written = Integer.parseInt(lines.readLine());
                if (written % 10 == 5) {
                    Await.until(() -> newest(reading) >= written);
                    seen = newest(reading);
                }
            }
        }
    }

    private static int newest(OnlineStore reading) {
        byte[] read = reading.read(KilledWriter.newest());
        return read == null ? -1 : ByteBuffer.wrap(read).getInt();
    }
}
