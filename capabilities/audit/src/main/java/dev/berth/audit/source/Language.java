package dev.berth.audit.source;

import java.util.Locale;
import java.util.Optional;

/// Kind of a source file that is read.
public enum Language {
    JAVA,
    PYTHON,
    NOTEBOOK,
    SQL,
    YAML;

    /// The language that the name of a file says.
    public static Optional<Language> of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return switch (dot < 0 ? "" : name.substring(dot + 1)) {
            case "java" -> Optional.of(JAVA);
            case "py" -> Optional.of(PYTHON);
            case "ipynb" -> Optional.of(NOTEBOOK);
            case "sql" -> Optional.of(SQL);
            case "yaml", "yml" -> Optional.of(YAML);
            default -> Optional.empty();
        };
    }
}
