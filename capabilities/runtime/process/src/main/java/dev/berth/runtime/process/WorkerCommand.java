package dev.berth.runtime.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Command line of a worker: the server's JDK and class path, as little memory as a JVM takes, and
/// only those environment variables that an engine needs.
///
/// @param mainClass what runs in it
record WorkerCommand(String mainClass) implements WorkerLaunch {
    private static final List<String> OPTIONS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseSerialGC",
                    // The headers of the server, with which an AOT cache goes.
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:-UsePerfData",
                    // A few hundred classes of ours; tensors lie outside the heap, strings in it.
                    "-Xms8m",
                    "-Xmx256m",
                    "-XX:MaxDirectMemorySize=4g",
                    // The border is little code, quick enough by the first compiler.
                    "-XX:TieredStopAtLevel=1",
                    "-XX:ReservedCodeCacheSize=16m",
                    "-XX:+ExitOnOutOfMemoryError",
                    // On a crash the JVM prints a short report and writes no core dump.
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorLogTimeout=5",
                    "-Djava.awt.headless=true");

    /// Where programs and libraries are found, the language of their messages, where engines keep
    /// what they unpack, and which accelerators they may use.
    static final List<String> VARIABLES =
            List.of(
                    "PATH",
                    "HOME",
                    "LANG",
                    "LC_ALL",
                    "TMPDIR",
                    "TZ",
                    "LD_LIBRARY_PATH",
                    "BERTH_CACHE",
                    "XDG_CACHE_HOME",
                    "DJL_CACHE_DIR",
                    "MALLOC_MMAP_THRESHOLD_",
                    "OMP_NUM_THREADS",
                    "CUDA_VISIBLE_DEVICES",
                    "NVIDIA_VISIBLE_DEVICES");

    /// Settings of the JVM by which engines find their libraries.
    private static final List<String> PROPERTIES =
            List.of("user.home", "java.library.path", "onnxruntime.native.path");

    private static final String AOT_CACHE = "-XX:AOTCache=";

    static WorkerCommand usual() {
        return new WorkerCommand(WorkerMain.class.getName());
    }

    @Override
    public Process start(Path room, Path socket) throws IOException {
        var builder = new ProcessBuilder(words(socket)).directory(room.toFile());
        builder.redirectErrorStream(true);
        restrict(builder.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static void restrict(Map<String, String> environment) {
        environment.keySet().retainAll(VARIABLES);
    }

    private List<String> words(Path socket) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(OPTIONS);
        aotCache()
                .ifPresent(
                        option -> words.addAll(List.of(option, "-Xlog:aot=off", "-Xlog:cds=off")));
        for (String property : PROPERTIES) {
            String value = System.getProperty(property);
            if (value != null) {
                words.add("-D" + property + "=" + value);
            }
        }
        words.addAll(List.of("-cp", classPath(), mainClass, socket.toString()));
        return words;
    }

    /// The worker runs in another folder.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// The server's own cache, made with the same class path: a JVM that finds that it does not fit
    /// starts without.
    private static Optional<String> aotCache() {
        try {
            String line =
                    Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
            return Arrays.stream(line.split("\0"))
                    .filter(word -> word.startsWith(AOT_CACHE))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
