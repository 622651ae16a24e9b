package dev.berth.deploy.image;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The Java runtime of an image: the modules of the JDK that a server uses, linked without
/// debugging information.
final class JavaRuntime {
    /// The modules that Berth and its libraries load in a server; found by `jdeps` over the jars
    /// and by serving every example. `jdk.jfr` is for Netty's events, `jdk.zipfs` for Vert.x.
    private static final List<String> MODULES =
            List.of(
                    "java.base",
                    "java.logging",
                    "java.management",
                    "java.naming",
                    "java.net.http",
                    "java.security.jgss",
                    "java.security.sasl",
                    "java.sql",
                    "java.xml",
                    "jdk.jfr",
                    "jdk.management",
                    "jdk.net",
                    "jdk.unsupported",
                    "jdk.zipfs");

    /// For the decoding of images: some 14 MB.
    private static final String DESKTOP = "java.desktop";

    private static final String ZLIB = "libz.so.1";

    private static final List<String> LIBRARY_FOLDERS =
            List.of(
                    "/lib/x86_64-linux-gnu",
                    "/lib/aarch64-linux-gnu",
                    "/lib64",
                    "/usr/lib64",
                    "/usr/lib");

    private JavaRuntime() {}

    static Set<String> modules(Set<SystemNeeds> needs) {
        Set<String> modules = new TreeSet<>(MODULES);
        if (needs.contains(SystemNeeds.IMAGES)) {
            modules.add(DESKTOP);
        }
        return modules;
    }

    /// Links the runtime into a folder, which must not exist.
    static void link(Path javaHome, Set<String> modules, Path target, Path log)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("jlink").toString());
        command.addAll(List.of("--add-modules", String.join(",", modules)));
        command.addAll(
                List.of(
                        "--strip-java-debug-attributes",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        target.toString()));
        Files.createDirectories(target.getParent());
        ProcessRun.run("jlink", command, javaHome, log);
        addZlib(target.resolve("lib"));
    }

    /// Some JDKs use the system's zlib, which a small base lacks: this machine's goes beside the
    /// runtime's libraries, where they look first.
    private static void addZlib(Path libraries) throws IOException {
        byte[] own = Files.readAllBytes(libraries.resolve("libzip.so"));
        if (!new String(own, StandardCharsets.ISO_8859_1).contains(ZLIB)) {
            return;
        }
        for (String folder : LIBRARY_FOLDERS) {
            Path file = Path.of(folder, ZLIB);
            if (Files.isRegularFile(file)) {
                Files.copy(file, libraries.resolve(ZLIB));
                return;
            }
        }
        throw new ProblemException(
                ProblemCode.IMAGE_BUILD_FAILED,
                "the JDK uses " + ZLIB + ", which is in none of " + LIBRARY_FOLDERS,
                "install zlib, or build with a JDK that brings its own");
    }
}
