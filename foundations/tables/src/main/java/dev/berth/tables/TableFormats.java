package dev.berth.tables;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.TableFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// The table formats on the class path, by what their tables can be.
public final class TableFormats {
    private TableFormats() {}

    /// All that can be something.
    ///
    /// @param role [SourceFormat], [SpineFormat] or [OutputFormat]
    public static <T extends TableFormat> List<T> all(Class<T> role) {
        List<T> formats = new ArrayList<>();
        for (TableFormat format :
                ServiceLoader.load(TableFormat.class, TableFormat.class.getClassLoader())) {
            if (role.isInstance(format)) {
                formats.add(role.cast(format));
            }
        }
        return formats;
    }

    /// The format of a name.
    ///
    /// @throws ProblemException `source-unavailable` if there is none
    public static <T extends TableFormat> T named(Class<T> role, String name) {
        List<T> formats = all(role);
        return formats.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.SOURCE_UNAVAILABLE,
                                        "the table format '"
                                                + name
                                                + "' (expected: one of "
                                                + String.join(", ", names(formats))
                                                + ")",
                                        "put the jar with the format on the class path"));
    }

    /// The format of a file, by its ending.
    ///
    /// @throws ProblemException `usage` if there is none
    public static <T extends TableFormat> T ofFile(Class<T> role, String file) {
        return ofEnding(all(role), "file", file);
    }

    /// The format, among some, by the ending of a path, which may have a slash behind it.
    ///
    /// @param what the path is called in the problem
    /// @throws ProblemException `usage` if there is none
    public static <T extends TableFormat> T ofEnding(List<T> formats, String what, String path) {
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return formats.stream()
                .filter(format -> format.endings().stream().anyMatch(name::endsWith))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.USAGE,
                                        "the "
                                                + what
                                                + " "
                                                + path
                                                + " (expected: an ending of "
                                                + endings(formats)
                                                + ")",
                                        "rename it, or convert it"));
    }

    private static List<String> names(List<? extends TableFormat> formats) {
        return formats.stream().map(TableFormat::name).toList();
    }

    /// The recommended endings, as `.a, .b or .c`.
    private static String endings(List<? extends TableFormat> formats) {
        List<String> endings =
                formats.stream()
                        .map(TableFormat::endings)
                        .flatMap(all -> all.stream().limit(1))
                        .toList();
        int last = endings.size() - 1;
        return last < 1
                ? String.join("", endings)
                : String.join(", ", endings.subList(0, last)) + " or " + endings.get(last);
    }
}
