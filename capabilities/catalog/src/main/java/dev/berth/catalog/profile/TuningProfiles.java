package dev.berth.catalog.profile;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.core.ModelReference;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.TunedSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The profiles of a system's packages, read for the settings in their section `tuned`.
///
/// The section holds for the package of one digest on one kind of machine, and for no other; the
/// rest of a profile is for readers. Thread-safe; every method does I/O.
public final class TuningProfiles {
    /// The bounds of executors and threads in `model.yaml`.
    private static final int COUNT_MAX = 1024;

    /// As `model.yaml` bounds a batch.
    private static final int ROWS_MAX = 65_536;

    private final Path system;
    private final CpuInfo here;

    private TuningProfiles(Path system, CpuInfo here) {
        this.system = system;
        this.here = here;
    }

    /// Those of a system's directory.
    ///
    /// @param here the processors that execute its models
    public static TuningProfiles of(Path system, CpuInfo here) {
        return new TuningProfiles(system, here);
    }

    /// Where the profile of a package lies in a system.
    public static Path path(Path system, ModelReference model) {
        return system.resolve(".berth/profiles")
                .resolve(model.name().value() + "@" + model.version().value() + ".json");
    }

    /// The settings in the profile of this package.
    ///
    /// @param digest of the package as it is now
    public TuningProfile find(ModelReference model, Sha256 digest) {
        Path file = path(system, model);
        if (!Files.exists(file)) {
            return new TuningProfile.Untuned();
        }
        Document document = DocumentReader.read(file);
        try {
            return read(document, digest);
        } catch (Unreadable e) {
            return new TuningProfile.Broken(file + ": " + e.getMessage());
        }
    }

    private TuningProfile read(Document document, Sha256 digest) throws Unreadable {
        // A null, which JSON may have and a description may not, reads as absent.
        if (document.value().isEmpty()) {
            throw new Unreadable(document.errors().getFirst().found());
        }
        Map<?, ?> profile = mapping(document.value().get(), "the whole");
        Object section = profile.get(ModelProfile.TUNED_KEY);
        if (section == null) {
            return new TuningProfile.Untuned();
        }
        requireKnown(profile.get(ModelProfile.FORMAT_KEY));
        Map<?, ?> tuned = mapping(section, ModelProfile.TUNED_KEY);
        var there = processor(mapping(tuned.get("processor"), "tuned.processor"));
        if (!there.equals(here)) {
            return new TuningProfile.Foreign(
                    "it was tuned on "
                            + there
                            + " and this is "
                            + here
                            + "; tune it here with `berth bench --tune`");
        }
        if (!text(tuned, "digest").equals(digest.hex())) {
            return new TuningProfile.Foreign(
                    "its package has changed since it was tuned; tune it again with `berth bench"
                            + " --tune`");
        }
        return new TuningProfile.Tuned(
                new TunedSettings(
                        count(tuned, "executors", COUNT_MAX),
                        count(tuned, "intraOpThreads", COUNT_MAX),
                        count(tuned, "batchSizeMax", ROWS_MAX)),
                text(tuned, "tunedAt"));
    }

    private static void requireKnown(@Nullable Object format) throws Unreadable {
        if (format instanceof Long number && number > ModelProfile.FORMAT) {
            throw unexpected("format", number, ModelProfile.FORMAT + " at most");
        }
    }

    private static CpuInfo processor(Map<?, ?> section) throws Unreadable {
        return new CpuInfo(
                text(section, "name"),
                count(section, "count", Integer.MAX_VALUE)
                        .orElseThrow(() -> new Unreadable("no tuned.processor.count")));
    }

    private static Map<?, ?> mapping(@Nullable Object value, String name) throws Unreadable {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw unexpected(name, value, "an object");
    }

    private static String text(Map<?, ?> section, String key) throws Unreadable {
        Object value = section.get(key);
        if (value instanceof String text) {
            return text;
        }
        throw unexpected(key, value, "text");
    }

    private static Optional<Integer> count(Map<?, ?> section, String key, int max)
            throws Unreadable {
        Object value = section.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long number && number >= 1 && number <= max) {
            return Optional.of(number.intValue());
        }
        throw unexpected(key, value, "a whole number from 1 to " + max);
    }

    private static Unreadable unexpected(String name, @Nullable Object value, String expected) {
        String found = value == null ? "nothing" : SchemaValidator.describe(value);
        return new Unreadable(name + ": " + found + " (expected: " + expected + ")");
    }

    /// A profile is not as one must be.
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }
}
