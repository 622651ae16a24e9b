package dev.berth.cards.part;

import java.util.Optional;

/// Approval of a card.
///
/// @param by the person or board
/// @param date the day, as in `2026-12-01`
/// @param version of the model that was approved; empty for all
public record CardApproval(String by, String date, Optional<String> version) {
    /// Whether it is for a version of the model.
    public boolean isFor(String other) {
        return version.isEmpty() || version.get().equals(other);
    }
}
