package dev.berth.testkit.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A system on disk in the making. Each file is written at once, as a careful deployer does, so
/// that it can be changed while a process serves it.
public record SystemBuilder(Path path) {
    public static SystemBuilder in(Path path) {
        return new SystemBuilder(path).write("berth.yaml", "name: test\n");
    }

    public SystemBuilder write(String file, String content) {
        return write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    public SystemBuilder write(String file, byte[] content) {
        Path target = path.resolve(file);
        try {
            Files.createDirectories(target.getParent());
            Path draft = target.resolveSibling("." + target.getFileName() + ".draft");
            Files.move(
                    Files.write(draft, content),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public SystemBuilder edit(String file, UnaryOperator<String> change) {
        try {
            return write(file, change.apply(Files.readString(path.resolve(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SystemBuilder with(String model, PackageBuilder content) {
        return with(model, "1", content);
    }

    /// Writes the files of a package, its `model.yaml` last.
    public SystemBuilder with(String model, String version, PackageBuilder content) {
        String folder = "models/" + model + "/" + version + "/";
        content.files().forEach((name, bytes) -> write(folder + name, bytes));
        return write(folder + "model.yaml", content.description());
    }

    /// Writes a package of an ONNX model with this `model.yaml`.
    public SystemBuilder with(String model, String version, byte[] artifact, String description) {
        String folder = "models/" + model + "/" + version + "/";
        return write(folder + "model.onnx", artifact).write(folder + "model.yaml", description);
    }

    /// Writes an endpoint.
    ///
    /// @param content all but the summary
    public SystemBuilder endpoint(String name, String content) {
        return write("endpoints/" + name + ".yaml", "summary: An endpoint\n" + content);
    }

    public SystemBuilder without(String model, String version) {
        try (Stream<Path> files = Files.walk(path.resolve("models/" + model + "/" + version))) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
