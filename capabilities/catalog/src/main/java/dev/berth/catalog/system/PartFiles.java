package dev.berth.catalog.system;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentNode.Notes;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The YAML files of one part of a system, validated against its schema. For one thread.
public final class PartFiles {
    private static final String FILE_ENDING = ".yaml";

    private final Path folder;
    private final List<DocumentNode> roots = new ArrayList<>();
    private final List<ValidationError> errors = new ArrayList<>();

    private PartFiles(Path folder) {
        this.folder = folder;
    }

    /// Those of a folder, which may be absent.
    public static PartFiles open(Path folder, Schema schema) {
        var files = new PartFiles(folder);
        if (Files.isDirectory(folder)) {
            files.list().stream()
                    .sorted()
                    .forEach(file -> files.roots.add(root(DocumentReader.read(file), schema)));
        }
        return files;
    }

    /// The whole of a document, validated.
    public static DocumentNode root(Document document, Schema schema) {
        var notes = new Notes(new ValidationErrors(document), new ValidationErrors(document));
        SchemaValidator.validate(document, schema, notes.errors());
        return new DocumentNode(document, notes, "", document.value().orElse(""));
    }

    private List<Path> list() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(".") || !Files.isRegularFile(file)) {
                    continue;
                }
                if (name.endsWith(".yml")) {
                    errors.add(
                            ValidationErrors.ofFile(
                                    file,
                                    "the file name " + name,
                                    "an ending of " + FILE_ENDING,
                                    "rename it"));
                } else if (name.endsWith(FILE_ENDING)) {
                    files.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            errors.add(
                    ValidationErrors.ofFile(
                            folder,
                            "the folder cannot be read: " + e,
                            "a readable folder",
                            "look at its permissions"));
        }
        return files;
    }

    /// Where they are.
    public Path folder() {
        return folder;
    }

    /// The whole of each file, in the order of their names. A reader reports errors at the places
    /// within.
    public List<DocumentNode> roots() {
        return List.copyOf(roots);
    }

    /// What was reported until now, the errors against the schema first among those of a place.
    public List<ValidationError> errors() {
        List<ValidationError> all = new ArrayList<>(errors);
        roots.forEach(root -> all.addAll(root.notes().errors().sorted()));
        return all;
    }

    /// The end of reading: the description with all that was reported.
    public <T> PartReading<T> reading(T description) {
        return new PartReading<>(description, errors());
    }
}
