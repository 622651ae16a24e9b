package dev.berth.server;

import dev.berth.runtime.ModelRuntime;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

/// What every server needs whatever its options are, done on a thread of its own while these are
/// still being read: logging, and the engines' native libraries. It takes a third of a start.
///
/// What fails here fails again where it is needed, and is told there.
public final class HeadStart {
    private HeadStart() {}

    /// Returns at once.
    public static void begin() {
        Thread.ofPlatform().name("berth-head-start").daemon().start(HeadStart::run);
    }

    private static void run() {
        var log = LoggerFactory.getLogger(HeadStart.class);
        try {
            ServiceLoader.load(ModelRuntime.class).forEach(ModelRuntime::engineVersion);
        } catch (RuntimeException | Error e) {
            log.debug("an engine did not start", e);
        }
    }
}
