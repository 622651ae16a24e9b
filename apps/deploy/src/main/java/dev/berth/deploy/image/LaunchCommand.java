package dev.berth.deploy.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The command of a container and its environment.
final class LaunchCommand {
    /// In place of the launch profile's `heap.options`, whose sizes are for a machine: a quarter of
    /// the container's limit for the heap, and as much for tensors, also in small containers, where
    /// the JVM would take half. New objects get less, since without room for old ones a JVM with 64
    /// MB of heap cannot load the class cache, and ends.
    private static final List<String> MEMORY =
            List.of(
                    "-XX:MaxRAMPercentage=25",
                    "-XX:MinRAMPercentage=25",
                    "-XX:MaxNewSize=24m",
                    "-XX:SurvivorRatio=20",
                    "-XX:-UseAdaptiveSizePolicy");

    private LaunchCommand() {}

    /// @param options the JVM's, of the launch profile
    /// @param jars file names in the order of the class path
    /// @param hasClassCache whether the image has a class cache
    /// @param isOpen whether everybody who reaches the port may call: a system without consumers
    static List<String> entrypoint(
            List<String> options, List<String> jars, boolean hasClassCache, boolean isOpen) {
        List<String> command = new ArrayList<>();
        command.add("/" + StagingFolder.JAVA + "/bin/java");
        command.addAll(options);
        command.addAll(MEMORY);
        if (hasClassCache) {
            // A JVM whose options do not fit the cache starts without it.
            command.addAll(
                    List.of(
                            "-XX:SharedArchiveFile=/" + StagingFolder.CLASS_CACHE,
                            "-Xshare:auto",
                            "-Xlog:cds=off",
                            "-Xlog:aot=off"));
        }
        String natives = "/" + StagingFolder.NATIVES;
        command.addAll(
                List.of(
                        "-Donnxruntime.native.path=" + natives,
                        // The library's file: with its folder DJL 0.36 fails without a GPU.
                        "-DRUST_LIBRARY_PATH=" + natives + "/libtokenizers.so",
                        "-Djava.library.path=" + natives,
                        "-Djna.boot.library.path=" + natives,
                        // Otherwise Vert.x makes a folder in /tmp; Berth serves no files.
                        "-Dvertx.disableFileCaching=true",
                        "-Dvertx.disableFileCPResolving=true",
                        "-cp"));
        command.add(
                String.join(
                        ":",
                        jars.stream()
                                .map(jar -> "/" + StagingFolder.LIBRARIES + "/" + jar)
                                .toList()));
        command.addAll(
                List.of(
                        "dev.berth.cli.Main",
                        "up",
                        "/" + StagingFolder.SYSTEM,
                        "--host",
                        "0.0.0.0",
                        "--no-watch",
                        "--memory-limit",
                        "container"));
        if (isOpen) {
            command.add("--allow-anonymous");
        }
        return command;
    }

    /// Where a container looks for artifacts, and unpacks libraries that no property names.
    static Map<String, String> environment() {
        return new TreeMap<>(
                Map.of(
                        "XDG_CACHE_HOME", "/" + StagingFolder.ARTIFACTS,
                        "BERTH_CACHE", "/tmp/berth",
                        "HOME", "/tmp",
                        // As the launcher sets it, for the same reason.
                        "MALLOC_MMAP_THRESHOLD_", "1048576"));
    }
}
