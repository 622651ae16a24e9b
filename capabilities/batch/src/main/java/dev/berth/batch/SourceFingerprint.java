package dev.berth.batch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a source is, for processes that score parts of it: the files are not read again for it.
///
/// @param sha256 digest of the files
/// @param states sizes and times of the files, by their paths, in the order of their rows
public record SourceFingerprint(String sha256, Map<String, String> states) {
    public SourceFingerprint {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }
}
