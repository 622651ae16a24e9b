package dev.berth.catalog.document;

import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collector of the errors of one document. Of errors at the same place only the first is kept,
/// since the later ones mostly follow from it. For one thread.
public final class ValidationErrors {
    /// The caller that has more errors than this mends some and runs again. Where the others are is
    /// known nevertheless: what is wrong must not be read as right.
    static final int MISTAKES_MAX = 500;

    private final Document document;
    private final List<ValidationError> errors = new ArrayList<>();
    private final Set<String> pointers = new HashSet<>();

    public ValidationErrors(Document document) {
        this.document = document;
        for (ValidationError error : document.errors()) {
            errors.add(error);
            pointers.add(error.pointer());
        }
    }

    /// An error of a file or folder as a whole.
    public static ValidationError ofFile(Path file, String found, String expected, String remedy) {
        return new ValidationError(new SourceLocation(file, 0), "", found, expected, remedy);
    }

    public void report(String pointer, String found, String expected, String remedy) {
        if (pointers.add(pointer) && errors.size() < MISTAKES_MAX) {
            errors.add(
                    new ValidationError(
                            document.locate(pointer), pointer, found, expected, remedy));
        }
    }

    /// Reports that a key is missing in the mapping at `pointer`: several may be, at one place.
    public void reportMissing(String pointer, String key, String expected, String remedy) {
        if (pointers.add(Document.child(pointer, key)) && errors.size() < MISTAKES_MAX) {
            errors.add(
                    new ValidationError(
                            document.locate(pointer),
                            pointer,
                            "no key '" + key + "'",
                            expected,
                            remedy));
        }
    }

    public boolean hasErrorAt(String pointer) {
        return pointers.contains(pointer);
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /// What was reported, in the order of the file's lines.
    public List<ValidationError> sorted() {
        return errors.stream()
                .sorted(Comparator.comparingInt(error -> error.location().line()))
                .toList();
    }
}
