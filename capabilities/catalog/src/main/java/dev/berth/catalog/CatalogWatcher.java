package dev.berth.catalog;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Watcher of a system's files.
///
/// The operating system's notices wake it early; a periodic scan of all files finds what they miss
/// (network file systems, overflow, no more watches). Either way the files are compared with what
/// they were, and a change is reported once it has been complete for the quiet period. The callback
/// runs on the watcher's own thread, never twice at the same time.
public final class CatalogWatcher implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(CatalogWatcher.class.getName());

    private final Path directory;
    private final Set<String> names;
    private final Pace pace;
    private final InstantSource clock;
    private final Runnable onChange;
    private final WatchService service;
    private final Map<Path, WatchKey> watched = new HashMap<>();
    private final Debouncer<SystemFingerprint> settling;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean watchFailed;

    /// Intervals of a watcher.
    ///
    /// @param quiet how long files must stay the same before a change counts as complete
    /// @param rescan how often all files are checked without notice
    public record Pace(Duration quiet, Duration rescan) {
        /// A copy hardly pauses for 300 ms; without notices a change is found within ten seconds.
        public static Pace usual() {
            return new Pace(Duration.ofMillis(300), Duration.ofSeconds(10));
        }
    }

    private CatalogWatcher(
            Catalog catalog,
            Pace pace,
            InstantSource clock,
            ThreadFactory threads,
            Runnable onChange)
            throws IOException {
        this.directory = catalog.directory();
        this.names = catalog.names();
        this.pace = pace;
        this.clock = clock;
        this.onChange = onChange;
        this.service = directory.getFileSystem().newWatchService();
        SystemFingerprint now = SystemFingerprint.of(directory, names);
        watch(now.folders());
        this.settling = new Debouncer<>(pace.quiet(), now, clock.instant());
        this.thread = threads.newThread(this::run);
    }

    /// Begins to watch. Every change after this call is reported, so read the catalog after it.
    ///
    /// @param threads makes the one on which it looks
    public static CatalogWatcher start(
            Catalog catalog,
            Pace pace,
            InstantSource clock,
            ThreadFactory threads,
            Runnable onChange)
            throws IOException {
        var watcher = new CatalogWatcher(catalog, pace, clock, threads, onChange);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        try {
            while (true) {
                awaitNotice(settling.isUnsettled() ? pace.quiet() : pace.rescan());
                poll();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // Closed: nothing more to watch.
            LOGGER.log(Level.DEBUG, "watching {0} ends", directory);
        }
    }

    /// Returns at a notice that matters, or when patience is at an end.
    private void awaitNotice(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        boolean matters = false;
        while (!matters) {
            WatchKey key = service.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return;
            }
            matters = take(key);
        }
        // A copy gives a notice for every write: looking at each would keep a core busy.
        closing.await(pace.quiet().toMillis() / 4, TimeUnit.MILLISECONDS);
        for (WatchKey key = service.poll(); key != null; key = service.poll()) {
            var _ = take(key);
        }
    }

    /// Whether one of a folder's notices matters.
    private boolean take(WatchKey key) {
        boolean matters = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            matters |=
                    !(event.context() instanceof Path name
                                    && key.watchable() instanceof Path folder)
                            || SystemFingerprint.matters(directory, folder.resolve(name), names);
        }
        if (!key.reset()) {
            watched.values().remove(key);
            return true;
        }
        return matters;
    }

    private void poll() {
        try {
            SystemFingerprint now = SystemFingerprint.of(directory, names);
            watch(now.folders());
            if (settling.observe(now, clock.instant())) {
                onChange.run();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof ClosedWatchServiceException closed) {
                throw closed;
            }
            LOGGER.log(
                    Level.WARNING,
                    "a change of " + directory + " could not be followed; the next one will be",
                    e);
        }
    }

    private void watch(List<Path> folders) {
        watched.keySet().retainAll(new HashSet<>(folders));
        for (Path folder : folders) {
            if (watched.containsKey(folder)) {
                continue;
            }
            try {
                watched.put(
                        folder,
                        folder.register(
                                service,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE));
            } catch (IOException e) {
                warnOnce(folder, e);
            }
        }
    }

    private void warnOnce(Path folder, IOException failure) {
        if (!watchFailed) {
            watchFailed = true;
            LOGGER.log(
                    Level.WARNING,
                    "no notices for {0} ({1}); changes are found every {2} s",
                    folder,
                    failure,
                    pace.rescan().toSeconds());
        }
    }

    /// Ends the watching and waits for a callback that is running.
    @Override
    public void close() {
        closing.countDown();
        try {
            service.close();
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "closing the watch service failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
