package dev.berth.verification.sample;

import dev.berth.core.system.SourceLocation;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Notices of a system, by name.
public record Notices(Map<String, Notice> byName) {
    public Notices {
        byName = Map.copyOf(byName);
    }

    /// One notice.
    ///
    /// @param model concerned; empty for all
    public record Notice(String text, Optional<String> model, SourceLocation location) {}

    /// The texts in the order of names.
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        byName.forEach((name, notice) -> texts.put(name, notice.text()));
        return texts;
    }
}
