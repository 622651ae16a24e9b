package dev.berth.placement.verification;

import dev.berth.placement.model.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Memory of this machine that sites may allocate: a quarter of what is available, which is
/// allocated in seconds and leaves room for others. Not thread-safe.
final class MemoryShare {
    private static final Path INFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final long KIB = 1024;

    private final Deployment deployment;
    private final Set<Integer> whole = new HashSet<>();
    private long left;

    private MemoryShare(Deployment deployment, long bytes) {
        this.deployment = deployment;
        this.left = bytes;
    }

    static MemoryShare of(Deployment deployment) throws IOException {
        return new MemoryShare(deployment, availableBytes() / 4);
    }

    private static long availableBytes() throws IOException {
        if (Files.isReadable(INFO)) {
            for (String line : Files.readAllLines(INFO)) {
                if (line.startsWith(AVAILABLE)) {
                    String kib = line.substring(AVAILABLE.length()).replace("kB", "").strip();
                    return Long.parseLong(kib) * KIB;
                }
            }
        }
        return Runtime.getRuntime().maxMemory();
    }

    /// Takes the memory of a site's components on one machine; 0 if that is not available.
    long take(int site) {
        long wanted = Math.round(deployment.sites().get(site).memoryBytes());
        if (wanted > left) {
            return 0;
        }
        left -= wanted;
        whole.add(site);
        return wanted;
    }

    boolean isWhole(int site) {
        return whole.contains(site);
    }
}
