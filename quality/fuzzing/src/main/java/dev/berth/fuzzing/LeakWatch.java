package dev.berth.fuzzing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Detector of network buffers that were collected without being released. Must be created before
/// Netty's first buffer.
final class LeakWatch extends ResourceLeakDetectorFactory {
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    private LeakWatch() {}

    /// Watches every buffer of this process.
    static LeakWatch begin() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        var watch = new LeakWatch();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(watch);
        return watch;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty still requires every factory to implement it.
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval, long maxActive) {
        return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval) {
        return new Detector<>(resource, samplingInterval);
    }

    /// The first leak, with the accesses to the buffer.
    Optional<String> find() {
        return Optional.ofNullable(first.get());
    }

    private final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            first.compareAndSet(null, resourceType + " " + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            first.compareAndSet(null, resourceType);
        }
    }
}
