package dev.berth.cards.gate;

import dev.berth.core.system.SourceLocation;

/// Result of the check of one requirement.
///
/// @param kind short name of the kind of requirement, such as `metric`
/// @param subject the model, endpoint or system that it is about, such as `model credit@1`
/// @param sentence what is required
/// @param location where it is declared
/// @param explanation what was found, with its place
/// @param remedy how to come to meet it, in the imperative; empty if it is met
public record RequirementResult(
        String kind,
        String subject,
        String sentence,
        SourceLocation location,
        Verdict verdict,
        String explanation,
        String remedy) {

    /// Outcome of a check.
    public enum Verdict {
        MET("met"),
        NOT_MET("not met"),
        /// There is no number, or only an old one; not a pass.
        NO_DATA("no data");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public boolean isMet() {
        return verdict == Verdict.MET;
    }
}
