package dev.berth.deploy.image;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The Berth that an image is made of: the jars of a class path and the folder of the JVM's
/// options.
///
/// @param jars in the order of the class path; their names differ
/// @param launch the folder with `native.options`, `server.options` and `collector.options`
/// @param javaHome the JDK whose `jlink` makes the runtime
record Installation(List<Path> jars, Path launch, Path javaHome) {
    /// Property with which the launcher names the folder of options.
    static final String LAUNCH_PROPERTY = "berth.launch";

    private static final List<String> OPTION_FILES = List.of("native", "server", "collector");

    Installation {
        jars = List.copyOf(jars);
        Map<String, Path> names = new TreeMap<>();
        for (Path jar : jars) {
            Path other = names.put(String.valueOf(jar.getFileName()), jar);
            if (other != null) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "two jars of the class path have one name: " + other + " and " + jar,
                        "rename one of those in BERTH_CLASS_PATH");
            }
        }
    }

    /// That of this process, as the launcher started it.
    ///
    /// @throws ProblemException `usage` if this process was started without the launcher, or by a
    ///   Java runtime without `jlink`
    static Installation ofProcess() {
        String launch = System.getProperty(LAUNCH_PROPERTY, "");
        if (launch.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "this process does not know where Berth's launch options are",
                    "call it by the launcher `berth`, or set -D"
                            + LAUNCH_PROPERTY
                            + " to Berth's folder launch");
        }
        return of(
                System.getProperty("java.class.path", ""),
                Path.of(launch),
                Path.of(System.getProperty("java.home")));
    }

    static Installation of(String classPath, Path launch, Path javaHome) {
        List<Path> jars = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry))) {
                jars.add(Path.of(entry).toAbsolutePath());
            } else if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "the class path has '" + entry + "' (expected: jars)",
                        "pack its classes into a jar");
            }
        }
        if (!Files.isExecutable(javaHome.resolve("bin").resolve("jlink"))) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    javaHome + " has no bin/jlink (expected: a JDK 25)",
                    "set BERTH_JAVA_HOME to a JDK instead of a bare runtime");
        }
        return new Installation(jars, launch, javaHome);
    }

    /// The JVM's options of the launch profile but for the sizes of the heap, in the order of its
    /// files.
    List<String> options() throws IOException {
        List<String> options = new ArrayList<>();
        for (String name : OPTION_FILES) {
            for (String line : Files.readAllLines(launch.resolve(name + ".options"))) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    options.add(line.strip());
                }
            }
        }
        return options;
    }
}
