package dev.berth.fuzzing;

import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Entry point with the method names that Jazzer requires. The property `berth.fuzz.target` selects
/// the target; one per process.
///
/// The target and what it fuzzes are loaded from the jars of the property `berth.fuzz.classes` and
/// not from the class path: Jazzer reads all of that several times before the first input.
public final class JazzerEntry {
    static final String TARGET = "berth.fuzz.target";
    static final String CLASSES = "berth.fuzz.classes";

    private static @Nullable AutoCloseable target;
    private static @Nullable MethodHandle accept;

    private JazzerEntry() {}

    /// Called before the first input.
    ///
    /// @throws ReflectiveOperationException if there is no such target
    public static void fuzzerInitialize() throws ReflectiveOperationException {
        var loader =
                new URLClassLoader(
                        "berth",
                        urls(System.getProperty(CLASSES, "")),
                        ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        Object name =
                loader.loadClass("dev.berth.fuzzing.TargetName")
                        .getMethod("of", String.class)
                        .invoke(null, System.getProperty(TARGET, ""));
        Object opened = name.getClass().getMethod("open").invoke(name);
        target = (AutoCloseable) opened;
        accept =
                MethodHandles.publicLookup()
                        .unreflect(
                                loader.loadClass("dev.berth.fuzzing.Target")
                                        .getMethod("accept", byte[].class))
                        .bindTo(opened);
    }

    /// Called with an input of the fuzzer.
    ///
    /// @throws Throwable if the target violates its invariants
    public static void fuzzerTestOneInput(byte[] bytes) throws Throwable {
        if (accept != null) {
            accept.invokeExact(bytes);
        }
    }

    /// Called after the last input.
    ///
    /// @throws Exception if the target cannot be closed
    public static void fuzzerTearDown() throws Exception {
        if (target != null) {
            target.close();
        }
    }

    private static URL[] urls(String path) {
        String[] files = path.split(File.pathSeparator, -1);
        var urls = new URL[files.length];
        for (int i = 0; i < files.length; i++) {
            try {
                urls[i] = Path.of(files[i]).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(files[i] + " on the class path", e);
            }
        }
        return urls;
    }
}
