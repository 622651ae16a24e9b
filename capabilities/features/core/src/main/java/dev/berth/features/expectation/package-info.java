/// Expectations on the rows of a view, checked with every materialization (ADR 0061).
@NullMarked
package dev.berth.features.expectation;

import org.jspecify.annotations.NullMarked;
