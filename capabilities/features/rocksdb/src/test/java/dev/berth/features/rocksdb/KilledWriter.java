package dev.berth.features.rocksdb;

import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Process to be killed that writes to a store.
///
/// Each round replaces one row and moves another; some rounds load [#LOADED] rows as well. The
/// number of a written round is printed.
public final class KilledWriter {
    static final int LOADED = 2_000;
    private static final int LOAD_EVERY = 10;

    private KilledWriter() {}

    /// Writes endlessly.
    ///
    /// @param arguments the directory of the store, the first round
    public static void main(String[] arguments) {
        try (var store = RocksStore.open(Path.of(arguments[0]))) {
            System.out.println("open");
            for (int round = Integer.parseInt(arguments[1]); ; round++) {
                store.write(batch(round));
                if (round % LOAD_EVERY == 0) {
                    load(store, round);
                }
                System.out.println(round);
            }
        }
    }

    static StoreBatch batch(int round) {
        var batch = new StoreBatch();
        batch.put(newest(), number(round));
        batch.delete(moving(round - 1));
        batch.put(moving(round), number(round));
        return batch;
    }

    private static void load(OnlineStore store, int round) {
        try (BulkLoad load = store.bulkLoad()) {
            for (int i = 0; i < LOADED; i++) {
                load.put(ByteBuffer.allocate(5).put((byte) 3).putInt(i).array(), number(round));
            }
            load.finish();
        }
    }

    static byte[] newest() {
        return new byte[] {1};
    }

    static byte[] moving(int round) {
        return ByteBuffer.allocate(5).put((byte) 2).putInt(round).array();
    }

    static byte[] number(int round) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(round).array();
    }

    /// The latest load up to a round.
    static int loadOf(int round) {
        return round / LOAD_EVERY * LOAD_EVERY;
    }

    static Process start(Path folder, int round) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
