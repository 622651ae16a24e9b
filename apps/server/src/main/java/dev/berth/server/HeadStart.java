package dev.berth.server;

import dev.berth.runtime.ModelRuntime;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every server needs whatever its options are, begun while these are still being read:
/// logging, and on a thread of its own the engines' native libraries.
///
/// What fails here fails again where it is needed, and is told there.
public final class HeadStart {
    private HeadStart() {}

    /// Returns as soon as there is logging: were it to begin on two threads at once, SLF4J would
    /// hold back the lines of one and say so.
    public static void begin() {
        Logger log = LoggerFactory.getLogger(HeadStart.class);
        Thread.ofPlatform().name("berth-head-start").daemon().start(() -> run(log));
    }

    private static void run(Logger log) {
        try {
            ServiceLoader.load(ModelRuntime.class).forEach(ModelRuntime::engineVersion);
        } catch (RuntimeException | Error e) {
            log.debug("an engine did not start", e);
        }
    }
}
