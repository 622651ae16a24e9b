package dev.berth.batch.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Berth in a class loader of its own, which sees nothing of the cluster's libraries: both have
/// some of the same in other versions. Only types of the JDK pass between the two. One for each
/// folder of libraries in a process, and with it one model. Thread-safe.
final class IsolatedBerth {
    private static final ConcurrentMap<String, IsolatedBerth> LOADED = new ConcurrentHashMap<>();

    /// Scores parts.
    private static final String WORKER = "dev.berth.cli.batch.ClusterWorker";

    private final ClassLoader loader;
    private final BiFunction<List<String>, String, String> worker;

    private IsolatedBerth(String lib) {
        this.loader =
                new URLClassLoader(
                        "berth",
                        jars(lib).toArray(URL[]::new),
                        ClassLoader.getPlatformClassLoader());
        this.worker = worker(call(() -> create(WORKER)));
    }

    /// Berth of a folder of libraries.
    ///
    /// @throws IllegalStateException if it has none
    static IsolatedBerth of(String lib) {
        return LOADED.computeIfAbsent(lib, IsolatedBerth::new);
    }

    private static List<URL> jars(String lib) {
        List<URL> jars = new ArrayList<>();
        Path folder = Path.of(lib);
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                List<Path> sorted = new ArrayList<>();
                files.forEach(sorted::add);
                Collections.sort(sorted);
                for (Path file : sorted) {
                    jars.add(file.toUri().toURL());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (jars.isEmpty()) {
            throw new IllegalStateException(
                    "no libraries in "
                            + lib
                            + " (expected: those of Berth, on every machine under this path)");
        }
        return jars;
    }

    /// What scores a part for the arguments of a command and a task.
    BiFunction<List<String>, String, String> worker() {
        return worker;
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<List<String>, String, String> worker(Object created) {
        return (BiFunction<List<String>, String, String>) created;
    }

    /// Creates an object of a class of Berth, which is of a type of the JDK.
    Object create(String name) {
        try {
            return loader.loadClass(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "no class "
                            + name
                            + " in the libraries (expected: those of the version that submits the"
                            + " job)",
                    e);
        }
    }

    /// Calls code of Berth: its services are found among its libraries.
    <T> T call(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
