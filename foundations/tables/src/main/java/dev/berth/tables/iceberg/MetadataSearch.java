package dev.berth.tables.iceberg;

import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the newest metadata of a table in its folder, without a catalog.
///
/// Writers without a catalog number the files `v3.metadata.json` and put the number into
/// `version-hint.text`, which may lag behind. Catalogs have them named `00003-<id>.metadata.json`;
/// there the highest number is taken for the newest, unless two files have it.
final class MetadataSearch {
    private static final String END = "(?:\\.gz)?\\.metadata\\.json(?:\\.gz)?";
    private static final Pattern ANY = Pattern.compile(".*" + END);
    private static final Pattern NUMBERED = Pattern.compile("(v(?=\\d))?(\\d{1,18})(-.*)?" + END);
    private static final String HINT = "version-hint.text";

    private final TableName table;
    private final TableFiles files;

    /// @param folder of the table, as far as it can be distinguished from where the file is
    record Found(String file, String folder) {}

    private record Numbered(String name, boolean isHinted, long number) {}

    MetadataSearch(TableName table, TableFiles files) {
        this.table = table;
        this.files = files;
    }

    /// @throws ProblemException `source-unavailable` if there is none, or no newest
    Found find() throws IOException {
        String path = table.path().replaceFirst("/+$", "");
        if (ANY.matcher(path).matches()) {
            String parent = parent(path);
            return new Found(path, parent.endsWith("/metadata") ? parent(parent) : "");
        }
        String folder = path + "/metadata";
        List<String> names = files.names(folder);
        String name =
                names.contains(HINT) ? hinted(names, folder) : newest(numbered(names), folder);
        return new Found(folder + "/" + name, path);
    }

    private String hinted(List<String> names, String folder) throws IOException {
        String hint = new String(files.read(folder + "/" + HINT), StandardCharsets.UTF_8).strip();
        for (String written : List.of(hint, hint + ".metadata.json", hint + ".gz.metadata.json")) {
            if (names.contains(written)) {
                return written;
            }
        }
        List<Numbered> all = numbered(names);
        List<Numbered> hinted = all.stream().filter(Numbered::isHinted).toList();
        return newest(hinted.isEmpty() ? all : hinted, folder);
    }

    private static List<Numbered> numbered(List<String> names) {
        return names.stream()
                .map(NUMBERED::matcher)
                .filter(Matcher::matches)
                .map(
                        match ->
                                new Numbered(
                                        match.group(),
                                        match.group(1) != null && match.group(3) == null,
                                        Long.parseLong(match.group(2))))
                .sorted(Comparator.comparingLong(Numbered::number).reversed())
                .toList();
    }

    private String newest(List<Numbered> newestFirst, String folder) {
        if (newestFirst.isEmpty()) {
            throw table.unavailable(
                    "has no metadata: no file is at " + folder + "/*.metadata.json",
                    "declare the folder of one table, or one of its metadata files, without"
                            + " patterns; or write the table");
        }
        Numbered first = newestFirst.getFirst();
        if (newestFirst.size() > 1 && newestFirst.get(1).number == first.number) {
            throw table.unavailable(
                    "has two files of metadata that may be the newest, "
                            + first.name
                            + " and "
                            + newestFirst.get(1).name,
                    "declare the one that the table's catalog names");
        }
        return first.name;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
