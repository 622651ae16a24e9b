package dev.berth.core.system;

import dev.berth.core.ModelVersion;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/// A file that was sent to be served, in the folder of one version.
///
/// @param name of the file, without folders: as [#isAllowed] says
/// @param content its bytes, from position to limit; read-only
public record OverrideFile(ModelVersion version, String name, ByteBuffer content) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    public OverrideFile {
        if (!isAllowed(name)) {
            throw new IllegalArgumentException(
                    "file name: '" + name + "' (expected: a plain name)");
        }
        content = content.asReadOnlyBuffer();
    }

    /// Whether a file may be called so: 1 to 128 ASCII letters, digits, `.`, `_` and `-`, the first
    /// a letter, digit or `_`. No such name leads out of its folder.
    public static boolean isAllowed(String name) {
        return ALLOWED.matcher(name).matches();
    }
}
