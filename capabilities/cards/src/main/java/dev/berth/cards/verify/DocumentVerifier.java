package dev.berth.cards.verify;

import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.DocumentForm;
import dev.berth.cards.render.FigureFiles;
import dev.berth.cards.render.RenderedDocument;
import dev.berth.cards.render.WrittenDocument;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Comparison of a written document with the one that the system's files give now. Every character
/// counts, but for the kind of line breaks.
public final class DocumentVerifier {
    /// A document of a thousand slices with charts has some megabytes.
    private static final long BYTES_MAX = 64L << 20;

    /// More are not read by a person.
    private static final int DIFFERENCES_MAX = 100;

    private final SystemDocument document;

    public DocumentVerifier(SystemDocument document) {
        this.document = document;
    }

    /// Cause of differences.
    public enum Cause {
        /// The text was changed after it was written.
        EDIT,
        /// The system has changed since the document was written.
        CHANGE,
        /// Either; JSON has no digest of its text.
        UNKNOWN
    }

    /// Result of a comparison.
    ///
    /// @param cause of the differences, if there are any
    /// @param differences at most a hundred
    public record Result(Cause cause, List<DocumentDifference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    /// Compares a file.
    ///
    /// @param shown the file as messages name it
    /// @param figures names of the files with the figures of Markdown
    public Result verify(Path file, String shown, DocumentForm form, FigureFiles figures) {
        String written;
        try {
            if (Files.size(file) > BYTES_MAX) {
                return unreadable(shown, "more than " + BYTES_MAX + " bytes", "a document");
            }
            written = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return unreadable(shown, "a file that cannot be read: " + e, "a document");
        }
        return switch (form) {
            case JSON -> json(written, shown);
            case MARKDOWN, HTML -> text(file, written, shown, form, figures);
        };
    }

    private static Result unreadable(String shown, String found, String expected) {
        return new Result(
                Cause.UNKNOWN,
                List.of(new DocumentDifference(shown, "the document", found, expected)));
    }

    private Result json(String written, String shown) {
        String text = DocumentForm.JSON.write(document, Optional.empty());
        try {
            if (JsonValues.read(text) instanceof Map<?, ?> wanted
                    && JsonValues.read(written) instanceof Map<?, ?> found) {
                List<DocumentDifference> differences =
                        ValueComparison.compare(
                                shown, wanted, found, Set.of(), Tolerance.NONE, DIFFERENCES_MAX);
                return new Result(
                        Cause.UNKNOWN,
                        differences.isEmpty()
                                ? other(written.replace("\r\n", "\n"), shown, text)
                                : differences);
            }
        } catch (ProblemException e) {
            return unreadable(shown, e.problem().message(), "a document in JSON");
        }
        return unreadable(shown, "JSON that is no object", "a document in JSON");
    }

    private Result text(
            Path file, String raw, String shown, DocumentForm form, FigureFiles figures) {
        String normalised = raw.replace("\r\n", "\n");
        Optional<WrittenDocument> divided = form.divide(normalised);
        if (divided.isEmpty()) {
            return unreadable(
                    shown,
                    "a text without the record of a document",
                    "a document that Berth wrote, with its record");
        }
        WrittenDocument written = divided.get();
        List<DocumentDifference> all =
                new ArrayList<>(
                        TextComparison.compare(
                                shown,
                                form.render(document, Optional.of(figures)),
                                written.text(),
                                DIFFERENCES_MAX));
        all.addAll(record(written, shown, form, figures));
        all.addAll(figures(file, form, figures));
        if (all.isEmpty()) {
            all.addAll(other(normalised, shown, form.write(document, Optional.of(figures))));
        }
        return new Result(
                written.isAsWritten() ? Cause.CHANGE : Cause.EDIT,
                all.subList(0, Math.min(DIFFERENCES_MAX, all.size())));
    }

    /// What is left where the values are equal: digits beyond the precision of numbers, the digest
    /// of the text, spaces.
    private static List<DocumentDifference> other(String written, String shown, String expected) {
        return written.equals(expected)
                ? List.of()
                : TextComparison.compare(
                        shown, new RenderedDocument(expected, List.of()), written, DIFFERENCES_MAX);
    }

    private List<DocumentDifference> record(
            WrittenDocument written, String shown, DocumentForm form, FigureFiles figures) {
        return form.divide(form.write(document, Optional.of(figures)))
                .map(
                        expected ->
                                ValueComparison.compare(
                                        shown + ", record",
                                        expected.record(),
                                        written.record(),
                                        // Distinguishes an edit from a change of the system.
                                        Set.of("textSha256"),
                                        Tolerance.NONE,
                                        DIFFERENCES_MAX))
                .orElse(List.of());
    }

    private List<DocumentDifference> figures(Path file, DocumentForm form, FigureFiles figures) {
        List<DocumentDifference> differences = new ArrayList<>();
        form.filesBeside(document, figures)
                .forEach(
                        (name, content) -> {
                            Path beside = file.resolveSibling(name);
                            try {
                                String found =
                                        Files.isRegularFile(beside)
                                                        && Files.size(beside) <= BYTES_MAX
                                                ? Files.readString(beside).replace("\r\n", "\n")
                                                : "";
                                if (!found.equals(content)) {
                                    differences.add(
                                            new DocumentDifference(
                                                    name,
                                                    "the figure",
                                                    found.isEmpty() ? "" : "another picture",
                                                    "the picture of the numbers"));
                                }
                            } catch (IOException e) {
                                differences.add(
                                        new DocumentDifference(
                                                name, "the figure", "unreadable", "a picture"));
                            }
                        });
        return differences;
    }
}
