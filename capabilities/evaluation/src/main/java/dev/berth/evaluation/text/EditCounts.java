package dev.berth.evaluation.text;

/// Fewest edits that make a recognised sequence of what was to be recognised, the reference.
///
/// @param insertions elements that the recognised sequence has too many
/// @param deletions elements of the reference that it lacks
/// @param substitutions elements that it has wrong
/// @param referenceLength elements of the reference
public record EditCounts(
        long insertions, long deletions, long substitutions, long referenceLength) {
    public long edits() {
        return insertions + deletions + substitutions;
    }
}
