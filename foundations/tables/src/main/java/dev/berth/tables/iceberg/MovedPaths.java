package dev.berth.tables.iceberg;

import java.util.regex.Pattern;

/// Resolution of file paths in a table that was moved or copied after it was written: its metadata
/// has absolute paths. What was below the table's folder is looked for below the one where it was
/// found.
///
/// @param before the folder as the metadata has it, without a slash at its end
/// @param now the folder where it was found; empty if that is not known
record MovedPaths(String before, String now) {
    /// What may stand before a path, or not, without a difference.
    private static final Pattern START = Pattern.compile("^(?:file:(?://[^/]*)?(?=/)|(?:\\./)+)");

    MovedPaths {
        before = plain(before).replaceFirst("/+$", "");
    }

    String now(String path) {
        String plain = plain(path);
        return now.isEmpty() || before.isEmpty() || !plain.startsWith(before + "/")
                ? path
                : now + plain.substring(before.length());
    }

    private static String plain(String path) {
        return START.matcher(path).replaceFirst("");
    }
}
