package dev.berth.batch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a source is, for processes that score parts of it: the files are not read again for it.
///
/// @param sha256 digest of the files
/// @param states sizes and times of the files, by their paths, in the order of their rows
public record SourceFingerprint(String sha256, Map<String, String> states) {
    /// Reads files once, for their digest.
    ///
    /// @param files at least one
    /// @throws dev.berth.core.ProblemException `source-unavailable` if one cannot be read
    public static SourceFingerprint of(List<Path> files) {
        return SourceFile.of(files).fingerprint();
    }

    public SourceFingerprint {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }
}
