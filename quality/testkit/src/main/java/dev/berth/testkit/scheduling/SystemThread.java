package dev.berth.testkit.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A thread of this process by its folder in `/proc`.
public record SystemThread(Path folder) {
    private static final Path THREADS = Path.of("/proc/self/task");

    /// The thread that reads it, and no other.
    public static final SystemThread CURRENT = new SystemThread(Path.of("/proc/thread-self"));

    /// The thread in which the process began.
    private static final SystemThread FIRST = new SystemThread(Path.of("/proc/self"));

    /// Those whose names begin so, by the first 15 characters, which are those that the system
    /// keeps.
    public static List<SystemThread> named(String prefix) throws IOException {
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.filter(
                            thread ->
                                    Files.exists(thread.resolve("comm"))
                                            && read(thread.resolve("comm")).startsWith(prefix))
                    .map(SystemThread::new)
                    .toList();
        }
    }

    public int nice() {
        return word(19);
    }

    public int policy() {
        return word(41);
    }

    /// Checks the nice value, and the slice where the kernel knows slices.
    ///
    /// @param nicer than the process by so much
    public void assertPriority(int nicer, long sliceNanos) {
        assertThat(nice()).isEqualTo(Math.min(19, FIRST.nice() + nicer));
        if (knowsSlices() && Files.exists(folder.resolve("sched"))) {
            assertThat(
                            read(folder.resolve("sched"))
                                    .lines()
                                    .filter(line -> line.startsWith("se.slice"))
                                    .map(line -> line.substring(line.indexOf(':') + 1).strip()))
                    .allSatisfy(slice -> assertThat(slice).isEqualTo("" + sliceNanos));
        }
    }

    private static boolean knowsSlices() {
        return !System.getProperty("os.version").matches("([0-5]|6\\.([0-9]|1[01])\\b).*");
    }

    /// A word of `stat`, counted from 1. The second, the name, may have spaces.
    private int word(int number) {
        String line = read(folder.resolve("stat"));
        return Integer.parseInt(
                line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[number - 3]);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
