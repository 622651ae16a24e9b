package dev.berth.cli.document;

import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.DocumentForm;
import dev.berth.cards.render.FigureFiles;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// File of a document; figures of Markdown lie beside it.
public record DocumentFile(Path path, DocumentForm form) {

    /// A file whose ending says its form.
    ///
    /// @throws ProblemException `usage` for another ending
    public static DocumentFile byEnding(Path path) {
        return new DocumentFile(
                path,
                DocumentForm.ofFile(String.valueOf(path.getFileName()))
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.USAGE,
                                                "the document "
                                                        + path
                                                        + " (expected: a name that ends in .md,"
                                                        + " .html or .json)",
                                                "name the file by its form")));
    }

    /// The names of its figures: as the document without its ending.
    public FigureFiles figures() {
        String name = String.valueOf(path.getFileName());
        boolean hasEnding =
                Arrays.stream(DocumentForm.values())
                        .anyMatch(
                                each ->
                                        name.toLowerCase(Locale.ROOT)
                                                .endsWith("." + each.ending()));
        return new FigureFiles(hasEnding ? name.substring(0, name.lastIndexOf('.')) : name);
    }

    /// Writes the document with its figures.
    public void write(SystemDocument document) throws IOException {
        requireFolder();
        Files.writeString(
                path, form.write(document, Optional.of(figures())), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> beside : form.filesBeside(document, figures()).entrySet()) {
            Files.writeString(
                    path.resolveSibling(beside.getKey()),
                    beside.getValue(),
                    StandardCharsets.UTF_8);
        }
    }

    /// Requires that the file can be written.
    ///
    /// @throws ProblemException `usage` if its folder is not there
    public void requireFolder() {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(path)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the document " + path + " (expected: a file in a folder that is there)",
                    "make the folder, or name another file");
        }
    }
}
