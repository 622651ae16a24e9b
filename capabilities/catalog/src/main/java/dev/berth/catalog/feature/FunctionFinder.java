package dev.berth.catalog.feature;

import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureFunction;
import dev.berth.core.feature.FunctionReference;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finder of the functions in Java that compute features: on the class path, and in the jars of one
/// system's `features/functions`. They are loaded when a view first names one, and again when the
/// jars are others. Thread-safe.
public final class FunctionFinder {
    private static final String FOLDER = "functions";
    private static final String ENDING = ".jar";

    private final Path folder;
    private @Nullable Found last;

    /// @param jars what was there: path, size and time of each
    private record Found(
            List<String> jars,
            TreeMap<FunctionReference, FeatureFunction> functions,
            List<ValidationError> errors) {}

    /// That of a system's folder of features.
    public FunctionFinder(Path features) {
        this.folder = features.resolve(FOLDER);
    }

    boolean isOf(Path features) {
        return folder.equals(features.resolve(FOLDER));
    }

    /// What was read, with the functions if a view names one.
    public Features addTo(Features reading) {
        FeatureDefinitions definitions = reading.definitions();
        if (!definitions.hasFunctions()) {
            return reading;
        }
        Found found = find();
        List<ValidationError> errors = new ArrayList<>(reading.errors());
        errors.addAll(found.errors);
        return new Features(
                definitions.with(found.functions), reading.versions(), reading.written(), errors);
    }

    private synchronized Found find() {
        List<Path> jars = jars(folder);
        List<String> marks = jars.stream().map(FunctionFinder::mark).toList();
        Found known = last;
        if (known == null || !known.jars.equals(marks)) {
            known = load(jars, marks);
            last = known;
        }
        return known;
    }

    /// The jars of a system's directory.
    public static List<Path> jarsOf(Path directory) {
        return jars(directory.resolve(FeaturesPart.FOLDER).resolve(FOLDER));
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mark(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        } catch (IOException gone) {
            return jar + " " + gone;
        }
    }

    /// The class loader stays open as long as its functions are used: they may load more.
    @SuppressWarnings("resource")
    private Found load(List<Path> jars, List<String> marks) {
        var found = new Found(marks, new TreeMap<>(), new ArrayList<>());
        URL[] urls = jars.stream().map(FunctionFinder::url).toArray(URL[]::new);
        var loader = new URLClassLoader(urls, FeatureFunction.class.getClassLoader());
        var providers = ServiceLoader.load(FeatureFunction.class, loader).iterator();
        // A provider that fails is passed over; a broken file of them may fail again and again.
        for (int i = 0; i <= Short.MAX_VALUE; i++) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                add(providers.next(), found);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError broken) {
                found.errors.add(
                        error(
                                "a function that cannot be loaded: "
                                        + SanitizedText.of(String.valueOf(broken.getMessage())),
                                "jars with functions for this Java, with all that they need",
                                "mend the jar, or remove it"));
            }
        }
        return found;
    }

    private void add(FeatureFunction function, Found found) {
        FunctionReference reference = function.reference();
        Objects.requireNonNull(function.inputs(), reference + " tells no inputs");
        Objects.requireNonNull(function.features(), reference + " tells no features");
        FeatureFunction other = found.functions.putIfAbsent(reference, function);
        if (other != null) {
            found.errors.add(
                    error(
                            "function " + reference + " twice",
                            "each version of a function once",
                            "remove "
                                    + function.getClass().getName()
                                    + " or "
                                    + other.getClass().getName()));
        }
    }

    private ValidationError error(String what, String expected, String remedy) {
        return ValidationErrors.ofFile(folder, what, expected, remedy);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
