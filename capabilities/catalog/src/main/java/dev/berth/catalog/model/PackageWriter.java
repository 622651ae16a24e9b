package dev.berth.catalog.model;

import dev.berth.catalog.document.YamlText;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Writer of the package of a bare model file: copies the file and describes it by its metadata.
/// The package passes the check; its author fills in what the fields mean.
public final class PackageWriter {
    private static final Pattern BATCH_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final List<String> BATCH_NAMES = List.of("N", "batch");
    private static final int OPTIONAL_SHOWN = 8;

    private PackageWriter() {}

    /// Writes `models/<model>/<version>/` in the system's directory and gives the path of
    /// `model.yaml`. The folder appears in one step, so that a server that watches sees it whole.
    ///
    /// @throws ProblemException `package-invalid` if the folder exists or the signature cannot be
    ///   written, `artifact-unavailable` if files cannot be copied
    public static Path write(Path systemDirectory, PackageDraft described) {
        Path model =
                systemDirectory
                        .resolve(PackageEntry.FOLDER)
                        .resolve(described.reference().name().value());
        Path target = model.resolve(described.reference().version().value());
        if (Files.exists(target)) {
            throw exists(target);
        }
        String description = describe(described);
        Path draft = model.resolve(".draft-" + UUID.randomUUID());
        try {
            Files.createDirectories(draft);
            copyFiles(described, draft);
            Files.writeString(draft.resolve(PackageEntry.FILE_NAME), description);
            Files.move(draft, target);
            return target.resolve(PackageEntry.FILE_NAME);
        } catch (IOException e) {
            throw unwritable(target, e);
        } finally {
            discard(draft);
        }
    }

    private static ProblemException unwritable(Path target, IOException cause) {
        if (Files.exists(target)) {
            return exists(target);
        }
        String reason =
                switch (cause) {
                    case AccessDeniedException e ->
                            e.getFile()
                                    + ": the user '"
                                    + System.getProperty("user.name")
                                    + "' may not do that there";
                    case NoSuchFileException e -> e.getFile() + ": no such file";
                    case FileSystemException e ->
                            e.getFile()
                                    + ": "
                                    + Objects.requireNonNullElse(
                                            e.getReason(), e.getClass().getSimpleName());
                    default -> cause.getMessage();
                };
        return new ProblemException(
                Problem.of(
                        ProblemCode.ARTIFACT_UNAVAILABLE,
                        "the package " + target + " cannot be written: " + reason,
                        "look at the files' paths, permissions and free space"),
                cause);
    }

    /// Removes what an attempt left behind. What cannot be removed is hidden and does no harm.
    private static void discard(Path draft) {
        if (!Files.exists(draft)) {
            return;
        }
        try (Stream<Path> left = Files.walk(draft)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.getLogger(PackageWriter.class.getName())
                    .log(System.Logger.Level.DEBUG, "a draft stays behind", e);
        }
    }

    private static ProblemException exists(Path target) {
        return new ProblemException(
                ProblemCode.PACKAGE_INVALID,
                "the folder " + target + " exists",
                "choose another version with --version, or remove the folder");
    }

    private static void copyFiles(PackageDraft described, Path draft) throws IOException {
        Path artifact = described.artifact().toAbsolutePath().normalize();
        Files.copy(artifact, draft.resolve(fileName(artifact)));
        for (Path companion : described.companions()) {
            Path relative =
                    artifact.resolveSibling("").relativize(companion.toAbsolutePath().normalize());
            Path copy = draft.resolve(relative).normalize();
            if (!copy.startsWith(draft)) {
                throw new ProblemException(
                        ProblemCode.PACKAGE_INVALID,
                        "the file "
                                + SanitizedText.of(companion.toString())
                                + " lies outside the model file's folder",
                        "put it beside the model file");
            }
            Files.createDirectories(copy.getParent());
            Files.copy(companion, copy);
        }
    }

    private static Path fileName(Path artifact) {
        Path name = artifact.getFileName();
        if (name == null) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "'" + artifact + "' (expected: a model file)",
                    "name a file");
        }
        return name;
    }

    /// The text of `model.yaml`.
    public static String describe(PackageDraft described) {
        Optional<String> batch = findBatchDimension(described);
        var yaml = new StringBuilder();
        yaml.append("# Written by `berth init` from what the model file says of itself.\n")
                .append("# Fill in what the fields mean: callers read it in the documentation.\n")
                .append("summary: ")
                .append(YamlText.of(summary(described)))
                .append("\n\nartifacts:\n  model: ")
                .append(YamlText.of(fileName(described.artifact()).toString()))
                .append("\n\nruntime:\n  engine: ")
                .append(YamlText.of(described.engine()))
                .append("\n\nsignature:\n");
        batch.ifPresent(name -> yaml.append("  batch: ").append(YamlText.of(name)).append('\n'));
        yaml.append(described.inputs().isEmpty() ? "  inputs: []\n" : "  inputs:\n");
        described.inputs().forEach(spec -> appendField(yaml, spec, batch, List.of()));
        appendOptional(yaml, described.optional());
        yaml.append("  outputs:\n");
        described
                .outputs()
                .forEach(spec -> appendField(yaml, spec, batch, categories(described, spec)));
        return yaml.toString();
    }

    /// The names of an output's columns, where the file has maps from classes to scores: what an
    /// engine notes as `<output>.keys`, a JSON array of texts or whole numbers.
    private static List<String> categories(PackageDraft described, TensorSpec spec) {
        String keys = described.metadata().get(spec.name() + ".keys");
        if (keys == null || !spec.type().isFloating()) {
            return List.of();
        }
        Object read = new Load(LoadSettings.builder().build()).loadFromString(keys);
        return read instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String summary(PackageDraft described) {
        String written = described.metadata().getOrDefault("description", "").strip();
        return written.isEmpty() ? "The model of " + fileName(described.artifact()) : written;
    }

    private static void appendField(
            StringBuilder yaml, TensorSpec spec, Optional<String> batch, List<String> categories) {
        List<String> dimensions = new ArrayList<>();
        spec.shape().list().forEach(dimension -> dimensions.add(dimension(dimension)));
        batch.ifPresent(name -> dimensions.set(0, YamlText.of(name)));
        yaml.append("    - name: ")
                .append(YamlText.of(spec.name()))
                .append("\n      type: ")
                .append(spec.type().label())
                .append("\n      shape: [")
                .append(String.join(", ", dimensions))
                .append("]\n      meaning: ")
                .append(SignatureReader.MEANING_UNKNOWN)
                .append('\n');
        if (!categories.isEmpty()) {
            yaml.append("      categories: [")
                    .append(String.join(", ", categories.stream().map(YamlText::of).toList()))
                    .append("]\n");
        }
    }

    /// Names the optional inputs in a comment. Some exporters list every weight as one; then the
    /// first few have to do.
    private static void appendOptional(StringBuilder yaml, List<TensorSpec> optional) {
        if (optional.isEmpty()) {
            return;
        }
        yaml.append(
                        "    # The model has values of its own for what follows. To let callers set one,\n")
                .append("    # list it above with a default; without one row per record it also\n")
                .append("    # needs a signature without batch.\n");
        for (TensorSpec spec : optional.subList(0, Math.min(OPTIONAL_SHOWN, optional.size()))) {
            List<String> dimensions =
                    spec.shape().list().stream().map(PackageWriter::dimension).toList();
            yaml.append("    # - {name: ")
                    .append(YamlText.of(spec.name()))
                    .append(", type: ")
                    .append(spec.type().label())
                    .append(", shape: [")
                    .append(String.join(", ", dimensions))
                    .append("], meaning: ")
                    .append(SignatureReader.MEANING_UNKNOWN)
                    .append(", default: ?}\n");
        }
        if (optional.size() > OPTIONAL_SHOWN) {
            yaml.append("    # and ").append(optional.size() - OPTIONAL_SHOWN).append(" more\n");
        }
    }

    private static String dimension(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Fixed(long size) -> Long.toString(size);
            case Dimension.Dynamic(String name) -> YamlText.of(name);
        };
    }

    /// The name for the leading dimension where every shape begins with a dynamic one: then rows
    /// are most likely independent of each other. Files often name it differently in inputs and
    /// outputs, or not at all; then it becomes `N`.
    private static Optional<String> findBatchDimension(PackageDraft described) {
        if (described.inputs().isEmpty()) {
            return Optional.empty();
        }
        List<TensorSpec> all =
                Stream.concat(described.inputs().stream(), described.outputs().stream()).toList();
        Set<String> leading = new HashSet<>();
        Set<String> inner = new HashSet<>();
        for (TensorSpec spec : all) {
            Optional<String> name = leadingName(spec);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            leading.add(name.get());
            spec.shape()
                    .withoutLeading()
                    .list()
                    .forEach(dimension -> inner.add(dimension.toString()));
        }
        return Stream.concat(
                        leading.size() == 1 ? leading.stream() : Stream.of(), BATCH_NAMES.stream())
                .filter(name -> BATCH_NAME.matcher(name).matches() && !inner.contains(name))
                .findFirst();
    }

    private static Optional<String> leadingName(TensorSpec spec) {
        return spec.shape().rank() > 0
                        && spec.shape().at(0) instanceof Dimension.Dynamic(String name)
                ? Optional.of(name)
                : Optional.empty();
    }
}
