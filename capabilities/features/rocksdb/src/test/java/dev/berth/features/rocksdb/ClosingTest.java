package dev.berth.features.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemException;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OpenedStore;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of closing a store in use, where an error would crash the process.
class ClosingTest extends OpenedStore {
    private static final int ROWS = 1_000;

    @TempDir private Path folder;

    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch proceed = new CountDownLatch(1);

    @Override
    protected OnlineStore open() {
        return RocksStore.open(folder);
    }

    @Override
    protected boolean lasts() {
        return true;
    }

    @Test
    void close_whileAScanIsUnderWay_waitsForItAndLetsNothingElseBegin() throws Exception {
        for (int i = 0; i < ROWS; i++) {
            put(bytes(i >> 8, i), bytes(i));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Future<?> scanning = executor.submit(this::scan);
            begun.await();
            Future<?> closing = executor.submit(this::closeIt);
            Await.until(this::isClosing);
            assertUnavailable(() -> put(bytes(1), bytes(1)));
            proceed.countDown();
            scanning.get();
            closing.get();
        }
        assertThat(ended).containsExactly("scan", "close");
    }

    private void scan() {
        int[] count = new int[1];
        store().scan(
                        bytes(),
                        (key, value) -> {
                            begun.countDown();
                            waitUntilItGoesOn();
                            if (++count[0] == ROWS) {
                                ended.add("scan");
                            }
                        });
    }

    private void waitUntilItGoesOn() {
        try {
            proceed.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void closeIt() {
        store().close();
        ended.add("close");
    }

    private boolean isClosing() {
        try {
            store().read(bytes(1));
            return false;
        } catch (ProblemException e) {
            return true;
        }
    }
}
