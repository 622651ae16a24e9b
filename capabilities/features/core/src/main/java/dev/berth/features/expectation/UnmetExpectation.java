package dev.berth.features.expectation;

import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Expectation.Action;

/// Expectation that the rows of a view do not meet.
///
/// @param found the actual result, such as `602 of 12030`
public record UnmetExpectation(Expectation expectation, String found) {

    /// Whether the materialization fails because of it.
    public boolean isStop() {
        return expectation.action() == Action.STOP;
    }

    @Override
    public String toString() {
        return expectation.rule().words()
                + ": "
                + found
                + " (expected: "
                + expectation.rule().expected()
                + ")";
    }
}
