package dev.berth.server;

import dev.berth.catalog.document.Schema;
import dev.berth.runtime.ModelRuntime;
import dev.berth.server.telemetry.Metrics;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Preloader of what every server needs, run while its options are still being read: logging, and
/// on threads of their own the engines' native libraries and what is made of schemas and metrics
/// once in a process.
///
/// What fails here fails again where it is needed, and is reported there.
public final class StartupPreloader {
    private StartupPreloader() {}

    /// Returns as soon as there is logging: were it to begin on two threads at once, SLF4J would
    /// hold back the lines of one and say so.
    public static void begin() {
        Logger log = LoggerFactory.getLogger(StartupPreloader.class);
        start("engines", StartupPreloader::engines, log);
        start("schemas", StartupPreloader::schemas, log);
        start("metrics", StartupPreloader::metrics, log);
    }

    private static void start(String what, Runnable work, Logger log) {
        Thread.ofPlatform()
                .name("berth-head-start-" + what)
                .daemon()
                .start(
                        () -> {
                            try {
                                work.run();
                            } catch (RuntimeException | Error e) {
                                log.debug("the head start of {} failed", what, e);
                            }
                        });
    }

    private static void engines() {
        ServiceLoader.load(ModelRuntime.class).forEach(ModelRuntime::engineVersion);
    }

    private static void schemas() {
        Schema.shipped("berth");
        Schema.shipped("model");
    }

    /// They are thrown away; the next ones find their classes ready.
    private static void metrics() {
        new Metrics(BerthServer.version()).close();
    }
}
