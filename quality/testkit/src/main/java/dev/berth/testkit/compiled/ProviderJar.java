package dev.berth.testkit.compiled;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/// Jar with a compiled service provider for tests.
public final class ProviderJar {
    private ProviderJar() {}

    /// Compiles a class and writes the jar.
    ///
    /// @param name of the class, with its package
    /// @param service that the class provides; the class may need only its own code
    public static void write(Path jar, String name, String source, Class<?> service) {
        String path = name.replace('.', '/');
        try {
            Path folder = Files.createTempDirectory("provider");
            Path file = folder.resolve(path + ".java");
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, source);
            Path needed =
                    Path.of(service.getProtectionDomain().getCodeSource().getLocation().toURI());
            int status =
                    ToolProvider.getSystemJavaCompiler()
                            .run(
                                    null,
                                    null,
                                    null,
                                    "-proc:none",
                                    "-cp",
                                    needed.toString(),
                                    file.toString());
            if (status != 0) {
                throw new AssertionError(name + " does not compile");
            }
            Files.createDirectories(jar.resolveSibling("."));
            try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
                out.putNextEntry(new JarEntry(path + ".class"));
                out.write(Files.readAllBytes(folder.resolve(path + ".class")));
                out.putNextEntry(new JarEntry("META-INF/services/" + service.getName()));
                out.write((name + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
